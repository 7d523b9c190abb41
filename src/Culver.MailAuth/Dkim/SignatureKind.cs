namespace Culver.MailAuth.Dkim;

/// <summary>The fields that share the syntax of DKIM-Signature.</summary>
internal enum SignatureKind
{
    /// <summary>DKIM-Signature (RFC 6376 §3.5).</summary>
    Dkim,

    /// <summary>ARC-Message-Signature: i= is the instance, and there is no v= (RFC 8617 §4.1.2).</summary>
    ArcMessage,
}
