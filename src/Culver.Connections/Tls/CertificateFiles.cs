using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Culver.Connections;

/// <summary>Reads certificates from files, and writes the self-signed one.</summary>
internal static class CertificateFiles
{
    private const int LeastRsaBits = 2048;

    /// <summary>The bytes of a certificate's files, read together so that what is compared is what is used.</summary>
    public static async ValueTask<(byte[] Certificate, byte[]? Key)> ReadAsync(CertificateFileOptions file, CancellationToken cancellationToken)
    {
        var certificate = await File.ReadAllBytesAsync(file.Path, cancellationToken);
        var key = string.IsNullOrEmpty(file.KeyPath) ? null : await File.ReadAllBytesAsync(file.KeyPath, cancellationToken);
        return (certificate, key);
    }

    /// <summary>Makes a certificate of the files' bytes.</summary>
    /// <exception cref="CryptographicException">They are not a certificate with its key.</exception>
    public static ServedCertificate Parse(CertificateFileOptions file, byte[] certificate, byte[]? key)
    {
        var ending = Path.GetExtension(file.Path);
        var isPfx = ending.Equals(".pfx", StringComparison.OrdinalIgnoreCase) || ending.Equals(".p12", StringComparison.OrdinalIgnoreCase);
        return isPfx ? ParsePfx(certificate, file.Password) : ParsePem(certificate, key ?? certificate, file.Password);
    }

    /// <summary>Writes a certificate as two PEM files; the key can be read by its owner only.</summary>
    public static async ValueTask WriteAsync(X509Certificate2 certificate, string certificatePath, string keyPath, CancellationToken cancellationToken)
    {
        using var key = certificate.GetECDsaPrivateKey() ?? throw new CryptographicException("The certificate has no EC key.");
        Directory.CreateDirectory(Path.GetDirectoryName(certificatePath)!);
        // The key first: a certificate without a key would be a broken pair, a key without a certificate is made anew.
        await PutAsync(keyPath, key.ExportPkcs8PrivateKeyPem(), UnixFileMode.UserRead | UnixFileMode.UserWrite, cancellationToken);
        await PutAsync(certificatePath, certificate.ExportCertificatePem(), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, cancellationToken);
    }

    private static async ValueTask PutAsync(string path, string pem, UnixFileMode mode, CancellationToken cancellationToken)
    {
        var temporary = path + ".new";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        await using (var stream = new FileStream(temporary, options))
        {
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(pem + "\n"), cancellationToken);
            stream.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
    }

    // RFC 9325 §4.5: RSA keys have 2048 bits at least.
    private static X509Certificate2 Strong(X509Certificate2 certificate)
    {
        using var key = certificate.GetRSAPublicKey();
        if (key is { KeySize: < LeastRsaBits })
            throw new CryptographicException($"The certificate's RSA key has {key.KeySize} bits; {LeastRsaBits} are the least.");
        return certificate;
    }

    private static ServedCertificate ParsePem(byte[] certificate, byte[] key, string? password)
    {
        var certificateText = System.Text.Encoding.UTF8.GetString(certificate);
        var keyText = System.Text.Encoding.UTF8.GetString(key);
        var leaf = string.IsNullOrEmpty(password)
            ? X509Certificate2.CreateFromPem(certificateText, keyText)
            : X509Certificate2.CreateFromEncryptedPem(certificateText, keyText, password);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificateText);
        chain.RemoveAt(0);
        return new(Usable(Strong(leaf)), chain);
    }

    private static ServedCertificate ParsePfx(byte[] pfx, string? password)
    {
        var chain = X509CertificateLoader.LoadPkcs12Collection(pfx, password);
        var leaf = chain.FirstOrDefault(certificate => certificate.HasPrivateKey) ?? throw new CryptographicException("The file holds no private key.");
        chain.Remove(leaf);
        return new(Strong(leaf), chain);
    }

    /// <summary>Windows' TLS cannot use a key that lives in memory only.</summary>
    private static X509Certificate2 Usable(X509Certificate2 certificate)
    {
        if (!OperatingSystem.IsWindows())
            return certificate;
        using (certificate)
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), password: null);
    }
}
