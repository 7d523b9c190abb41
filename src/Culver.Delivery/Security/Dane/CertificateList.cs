using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Culver.Dns;

namespace Culver.Delivery.Security.Dane;

/// <summary>The whole certificates that TLSA records carry (selector 0, matching type 0), which a server need not send again (RFC 7671 §5.2.3). Made here, and thrown away here.</summary>
internal sealed class CertificateList : IDisposable
{
    public CertificateList(IEnumerable<TlsaRecord> records)
    {
        foreach (var record in records.Where(static record => record is { Selector: 0, MatchingType: 0 }))
        {
            try
            {
                Certificates.Add(X509CertificateLoader.LoadCertificate(record.Association.AsSpan()));
            }
            catch (CryptographicException)
            {
                continue; // no certificate, and so nothing that could be matched
            }
        }
    }

    public List<X509Certificate2> Certificates { get; } = [];

    public void Dispose() => Certificates.ForEach(static certificate => certificate.Dispose());
}
