namespace Culver.MailAuth.Dmarc;

/// <summary>The psd tag (RFC 9989 §4.7).</summary>
public enum DmarcPublicSuffix
{
    /// <summary><c>u</c>: not a public suffix, and perhaps an organizational domain.</summary>
    Unknown,

    /// <summary><c>y</c>: a public suffix.</summary>
    Yes,

    /// <summary><c>n</c>: the organizational domain of itself and all below.</summary>
    No,
}
