namespace Culver.Delivery.Security.Dane;

/// <summary>The certificate usages that SMTP has use for (RFC 7672 §3.1, RFC 7218 §2.1).</summary>
internal static class TlsaUsage
{
    public const byte TrustAnchor = 2;
    public const byte EndEntity = 3;
}
