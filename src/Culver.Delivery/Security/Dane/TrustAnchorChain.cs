using System.Security.Cryptography.X509Certificates;

namespace Culver.Delivery.Security.Dane;

/// <summary>Finds a valid chain from a certificate to a trust anchor that is named by its own octets, be it a root or not (RFC 7671 §5.2).</summary>
internal static class TrustAnchorChain
{
    // What may be wrong with a chain that leads to an anchor the platform does not know.
    private const X509ChainStatusFlags Forgiven =
        X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation;

    /// <summary>Whether there is one.</summary>
    /// <param name="certificate">The server's own.</param>
    /// <param name="known">What the chain may be made of.</param>
    /// <param name="isAnchor">Whether a certificate of the chain is a trust anchor.</param>
    /// <param name="isSigned">Whether the topmost certificate was signed by a trust anchor that is a bare key (RFC 7671 §5.2.3).</param>
    /// <param name="now">When it must be valid.</param>
    public static bool Exists(
        X509Certificate2 certificate, IReadOnlyList<X509Certificate2> known, Func<X509Certificate2, bool> isAnchor, Func<X509Certificate2, bool> isSigned, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        // Only what was sent and what the records hold: no root of the platform, no fetching.
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.DisableCertificateDownloads = true;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.VerificationTimeIgnored = false;
        policy.VerificationTime = now.UtcDateTime;
        policy.ApplicationPolicy.Add(new("1.3.6.1.5.5.7.3.1")); // TLS server authentication
        foreach (var other in known)
            policy.ExtraStore.Add(other);
        _ = chain.Build(certificate);
        for (var at = 0; at < chain.ChainElements.Count; at++)
        {
            var element = chain.ChainElements[at];
            // An error at the anchor itself, or below it, spoils the chain; what lies above it is nobody's business.
            if (element.ChainElementStatus.Any(static status => (status.Status | Forgiven) != Forgiven))
                return false;
            // An end entity is its own anchor only where it signed itself.
            if (isAnchor(element.Certificate) && (at > 0 || element.Certificate.SubjectName.RawData.AsSpan().SequenceEqual(element.Certificate.IssuerName.RawData)))
                return true;
        }

        return chain.ChainElements.Count > 0 && isSigned(chain.ChainElements[^1].Certificate);
    }
}
