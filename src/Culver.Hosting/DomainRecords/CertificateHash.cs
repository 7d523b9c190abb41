using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Culver.Hosting;

/// <summary>The digest of the key of the server's certificate, where its file can be read.</summary>
internal static class CertificateHash
{
    public static string? Of(CulverOptions options)
    {
        var named = options.Certificates.Files.FirstOrDefault();
        var file = named?.Path ?? Path.Combine(options.Certificates.Folder ?? options.Data, "certificate.pem");
        if (!File.Exists(file))
            return null;
        try
        {
            using var certificate = Path.GetExtension(file).ToLowerInvariant() is ".pfx" or ".p12"
                ? X509CertificateLoader.LoadPkcs12FromFile(file, named?.Password)
                : X509Certificate2.CreateFromPem(File.ReadAllText(file));
            return Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return null; // the server says so when it starts; here the record is shown without it
        }
    }
}
