namespace Culver.MailAuth.Dkim;

/// <summary>The algorithms signatures may be made with (RFC 8301 §3.1, RFC 8463 §3).</summary>
public enum SignatureAlgorithm
{
    /// <summary>rsa-sha256.</summary>
    RsaSha256,

    /// <summary>ed25519-sha256.</summary>
    Ed25519Sha256,
}
