using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Culver.Connections;

/// <summary>Makes the certificate a server starts with when it is given none.</summary>
internal static class SelfSignedCertificate
{
    /// <summary>A P-256 certificate for this machine, valid for ten years: clients pin it, so renewing it would only break them.</summary>
    public static X509Certificate2 Create(IEnumerable<string> hostNames, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        var subject = "localhost";
        foreach (var name in hostNames.Where(name => name.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (IPAddress.TryParse(name, out var address))
            {
                names.AddIpAddress(address);
                continue;
            }
            if (!string.Equals(name, "localhost", StringComparison.OrdinalIgnoreCase))
            {
                names.AddDnsName(name);
                if (subject is "localhost")
                    subject = name;
            }
        }
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        var common = new X500DistinguishedNameBuilder();
        common.AddCommonName(subject.Length <= 64 ? subject : "localhost"); // RFC 5280 appendix A: ub-common-name is 64.
        var request = new CertificateRequest(common.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(names.Build());
        // A day back: clocks differ.
        return request.CreateSelfSigned(now.AddDays(-1), now.AddYears(10));
    }
}
