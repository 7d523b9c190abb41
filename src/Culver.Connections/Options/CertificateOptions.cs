namespace Culver.Connections;

/// <summary>Where the server's certificates come from.</summary>
public sealed class CertificateOptions
{
    /// <summary>Certificates from files. The first is served to clients that name no host or an unknown one. Empty: a self-signed certificate is made and kept in <see cref="Folder"/>.</summary>
    public IList<CertificateFileOptions> Files { get; init; } = [];

    /// <summary>The folder that keeps the self-signed certificate (<c>certificate.pem</c>, <c>key.pem</c>). <see langword="null"/>: it lives in memory only.</summary>
    public string? Folder { get; set; }

    /// <summary>Host names and addresses a self-signed certificate is made for, beside <c>localhost</c>, 127.0.0.1 and ::1.</summary>
    public IList<string> HostNames { get; init; } = [];

    /// <summary>How often the files are looked at for a change.</summary>
    public TimeSpan ReloadInterval { get; set; } = TimeSpan.FromSeconds(30);
}
