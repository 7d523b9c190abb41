// The TLSA records of one server, and what they say of a certificate. Rules upheld:
// - Only DANE-TA(2) and DANE-EE(3) are usable, with known selectors, known digests and digests of the right length (RFC 7672 §3.1.3, RFC 7671 §9).
// - Of several digests for one usage and selector only the strongest counts (RFC 7671 §9).
// - DANE-EE looks at the key and nothing else: no name, no date (RFC 7672 §3.1.1). DANE-TA wants a chain and a name (§3.1.2, §3.2.2).
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Culver.Dns;

namespace Culver.Delivery.Security.Dane;

internal sealed class TlsaSet
{
    private const byte Full = 0;
    private const byte Sha256 = 1;
    private const byte Sha512 = 2;

    private readonly ImmutableArray<TlsaRecord> _usable;

    public TlsaSet(IEnumerable<TlsaRecord> records)
    {
        var usable = records.Where(IsUsable).ToArray();
        _usable =
        [
            .. usable.Where(record => record.MatchingType == Full || record.MatchingType == usable
                .Where(other => other.Usage == record.Usage && other.Selector == record.Selector).Max(static other => other.MatchingType)),
        ];
    }

    /// <summary>Whether any record can be used; if not, TLS is demanded and any certificate will do (RFC 7672 §2.2).</summary>
    public bool HasUsable => !_usable.IsEmpty;

    /// <summary>Whether the certificate is authenticated.</summary>
    /// <param name="certificate">The server's own.</param>
    /// <param name="presented">All that were sent.</param>
    /// <param name="names">The reference identifiers, any of which a DANE-TA certificate must have.</param>
    /// <param name="now">The time at which a DANE-TA chain must be valid.</param>
    public bool Authenticates(X509Certificate2 certificate, IReadOnlyList<X509Certificate2> presented, IEnumerable<string> names, DateTimeOffset now)
    {
        if (_usable.Any(record => record.Usage == TlsaUsage.EndEntity && Matches(record, certificate)))
            return true;
        var anchors = _usable.Where(static record => record.Usage == TlsaUsage.TrustAnchor).ToArray();
        if (anchors.Length == 0 || !names.Any(name => certificate.MatchesHostname(name, allowWildcards: true, allowCommonName: true)))
            return false;
        using var own = new CertificateList(anchors);
        return TrustAnchorChain.Exists(
            certificate, [.. presented, .. own.Certificates], candidate => anchors.Any(anchor => Matches(anchor, candidate)),
            topmost => anchors.Any(anchor => anchor is { Selector: 1, MatchingType: Full } && CertificateSignature.IsBy(topmost, anchor.Association.AsSpan())), now);
    }

    private static bool IsUsable(TlsaRecord record) => record is { Usage: TlsaUsage.TrustAnchor or TlsaUsage.EndEntity, Selector: 0 or 1 } && record.MatchingType switch
    {
        Full => !record.Association.IsEmpty,
        Sha256 => record.Association.Length == SHA256.HashSizeInBytes,
        Sha512 => record.Association.Length == SHA512.HashSizeInBytes,
        _ => false,
    };

    // RFC 6698 §2.1: selector 0 is the certificate, 1 its SubjectPublicKeyInfo.
    private static bool Matches(TlsaRecord record, X509Certificate2 certificate)
    {
        var octets = record.Selector == 0 ? certificate.RawDataMemory.Span : certificate.PublicKey.ExportSubjectPublicKeyInfo();
        return record.MatchingType switch
        {
            Full => octets.SequenceEqual(record.Association.AsSpan()),
            Sha256 => SHA256.HashData(octets).AsSpan().SequenceEqual(record.Association.AsSpan()),
            _ => SHA512.HashData(octets).AsSpan().SequenceEqual(record.Association.AsSpan()),
        };
    }
}
