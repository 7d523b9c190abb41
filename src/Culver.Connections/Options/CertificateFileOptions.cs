namespace Culver.Connections;

/// <summary>One certificate kept in files.</summary>
public sealed class CertificateFileOptions
{
    /// <summary>A PEM file with the certificate and its chain, leaf first; or a PFX (PKCS #12) file, known by its ending <c>.pfx</c> or <c>.p12</c>.</summary>
    public string Path { get; set; } = "";

    /// <summary>The PEM file with the private key; when left empty, the key is in <see cref="Path"/>.</summary>
    public string? KeyPath { get; set; }

    /// <summary>The password of the PFX file or of an encrypted PEM key.</summary>
    public string? Password { get; set; }
}
