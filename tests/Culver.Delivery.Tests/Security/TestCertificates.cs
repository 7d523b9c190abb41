using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Culver.Delivery.Tests.Security;

/// <summary>Certificates made for one test.</summary>
internal static class TestCertificates
{
    public static readonly DateTimeOffset Now = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    public static X509Certificate2 Authority(string name, X509Certificate2? issuer = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        return Issue(request, key, issuer, Now.AddYears(-1), Now.AddYears(1));
    }

    public static X509Certificate2 Server(string name, X509Certificate2? issuer = null, DateTimeOffset? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        return Issue(request, key, issuer, Now.AddMonths(-6), until ?? Now.AddMonths(6));
    }

    private static X509Certificate2 Issue(CertificateRequest request, ECDsa key, X509Certificate2? issuer, DateTimeOffset from, DateTimeOffset until)
    {
        if (issuer is null)
            return request.CreateSelfSigned(from, until);
        using var issued = request.Create(issuer, from, until, RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }
}
