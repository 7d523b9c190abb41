using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Culver.Connections.Tests;

public class CertificateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("culver-certificates-").FullName;
    private readonly ManualTimeProvider _clock = new();
    private readonly LogList _log = new();

    [Fact]
    public async Task The_first_start_makes_a_certificate_that_later_starts_keep()
    {
        var options = new CertificateOptions { Folder = Path.Combine(_folder, "tls"), HostNames = { "mail.example.org", "192.0.2.7" } };
        await using var first = await LoadAsync(options);
        await using var second = await LoadAsync(options);
        Assert.Equal(first.Certificate.RawData, second.Certificate.RawData);
        var names = first.Certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        Assert.Equal(["mail.example.org", "localhost"], names.EnumerateDnsNames());
        Assert.Contains(System.Net.IPAddress.Parse("192.0.2.7"), names.EnumerateIPAddresses());
        Assert.Equal("CN=mail.example.org", first.Certificate.Subject);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "tls", "key.pem")));
    }

    [Fact]
    public async Task Without_a_folder_the_certificate_lives_in_memory()
    {
        await using var source = await LoadAsync(new());
        Assert.True(source.Certificate.HasPrivateKey);
        Assert.False(await source.ReloadAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_changed_file_is_served_to_the_next_client_without_a_restart()
    {
        var file = Write("a", "one.example");
        await using var server = await TestServer.StartAsync((_, listener) => listener.Tls = TlsMode.Implicit, options => options.Files.Add(file));
        Assert.Equal("CN=one.example", await SeenAsync(server));
        var old = await server.ConnectAsync();
        await old.SecureAsync();
        Assert.Equal("* OK", await old.ReadLineAsync());
        Write("a", "two.example");
        server.Clock.Advance(TimeSpan.FromSeconds(31));
        await TestServer.UntilAsync(() => server.Log.Has(1021), "the change is not noticed");
        Assert.Equal("CN=two.example", await SeenAsync(server));
        // A session that began under the old certificate goes on, and its binding is the old one.
        Assert.Equal(Convert.ToHexString(SHA256.HashData(old.Tls.RemoteCertificate!.GetRawCertData())), await old.AskAsync("BINDING"));
        await old.DisposeAsync();
    }

    [Fact] // RFC 9325 §4.5
    public async Task An_RSA_key_below_2048_bits_is_no_key()
    {
        using var key = RSA.Create(1024);
        using var certificate = new CertificateRequest("CN=weak.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(90));
        var path = Path.Combine(_folder, "weak.pem");
        await File.WriteAllTextAsync(path, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        var failure = await Assert.ThrowsAsync<CertificateException>(() => LoadAsync(new() { Files = { new() { Path = path } } }));
        Assert.Contains("1024 bits", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not a certificate")]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_broken_change_keeps_the_old_certificate_and_is_logged_once(string? content)
    {
        var file = Write("a", "one.example");
        await using var source = await LoadAsync(new() { Files = { file } });
        if (content is null)
            File.Delete(file.Path);
        else
            await File.WriteAllTextAsync(file.Path, content);
        Assert.False(await source.ReloadAsync(CancellationToken.None));
        Assert.False(await source.ReloadAsync(CancellationToken.None));
        Assert.Equal("CN=one.example", source.Certificate.Subject);
        Assert.Single(_log.Lines, line => line.Id == 1022);
        Write("a", "three.example");
        Assert.True(await source.ReloadAsync(CancellationToken.None));
        Assert.Equal("CN=three.example", source.Certificate.Subject);
    }

    [Fact]
    public async Task A_certificate_whose_key_has_not_changed_yet_waits_for_it()
    {
        var file = Write("a", "one.example");
        var oldKey = await File.ReadAllTextAsync(file.KeyPath!);
        await using var source = await LoadAsync(new() { Files = { file } });
        Write("a", "two.example");
        var newKey = await File.ReadAllTextAsync(file.KeyPath!);
        await File.WriteAllTextAsync(file.KeyPath!, oldKey);
        Assert.False(await source.ReloadAsync(CancellationToken.None));
        Assert.Equal("CN=one.example", source.Certificate.Subject);
        await File.WriteAllTextAsync(file.KeyPath!, newKey);
        Assert.True(await source.ReloadAsync(CancellationToken.None));
        Assert.Equal("CN=two.example", source.Certificate.Subject);
    }

    [Fact]
    public async Task An_unusable_file_at_start_is_an_error_that_names_it()
    {
        var path = Path.Combine(_folder, "none.pem");
        var failure = await Assert.ThrowsAsync<CertificateException>(() => LoadAsync(new() { Files = { new() { Path = path } } }));
        Assert.StartsWith(path + ": ", failure.Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, "nonsense");
        await Assert.ThrowsAsync<CertificateException>(() => LoadAsync(new() { Files = { new() { Path = path } } }));
    }

    [Theory]
    [InlineData("a.pfx", "secret")]
    [InlineData("a.p12", null)]
    public async Task PFX_files_are_read(string name, string? password)
    {
        using var certificate = SelfSignedCertificate.Create(["pfx.example"], _clock.GetUtcNow());
        var path = Path.Combine(_folder, name);
        await File.WriteAllBytesAsync(path, certificate.Export(X509ContentType.Pfx, password));
        await using var source = await LoadAsync(new() { Files = { new() { Path = path, Password = password } } });
        Assert.Equal("CN=pfx.example", source.Certificate.Subject);
        Assert.True(source.Certificate.HasPrivateKey);
    }

    [Fact]
    public async Task One_PEM_file_may_hold_key_and_chain_and_the_key_may_be_encrypted()
    {
        using var issuerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var issuerRequest = new CertificateRequest("CN=issuer.example", issuerKey, HashAlgorithmName.SHA256);
        issuerRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var from = TimeProvider.System.GetUtcNow().AddDays(-1);
        var rootName = new X500DistinguishedName("CN=root.example");
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = issuerRequest.Create(rootName, X509SignatureGenerator.CreateForECDsa(rootKey), from, from.AddDays(30), [1]);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=pem.example", key, HashAlgorithmName.SHA256);
        using var certificate = request.Create(other.SubjectName, X509SignatureGenerator.CreateForECDsa(issuerKey), from, from.AddDays(20), [2]);
        var secret = key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1000));
        var path = Path.Combine(_folder, "all.pem");
        await File.WriteAllTextAsync(path, certificate.ExportCertificatePem() + "\n" + other.ExportCertificatePem() + "\n" + secret + "\n");
        await using var source = await LoadAsync(new() { Files = { new() { Path = path, Password = "secret" } } });
        Assert.Equal("CN=pem.example", source.Certificate.Subject);
        Assert.Equal("CN=issuer.example", Assert.Single(source.Select(null).Context.IntermediateCertificates).Subject);
    }

    [Theory]
    [InlineData("one.example", "CN=one.example")]
    [InlineData("ONE.Example", "CN=one.example")]
    [InlineData("two.example", "CN=two.example")]
    [InlineData("mail.wild.example", "CN=*.wild.example")]
    [InlineData("a.mail.wild.example", "CN=one.example")]
    [InlineData("wild.example", "CN=one.example")]
    [InlineData("unknown.example", "CN=one.example")]
    public async Task The_name_a_client_asks_for_chooses_the_certificate(string host, string subject)
    {
        await using var server = await TestServer.StartAsync((_, listener) => listener.Tls = TlsMode.Implicit, options =>
        {
            options.Files.Add(Write("a", "one.example"));
            options.Files.Add(Write("b", "two.example"));
            options.Files.Add(Write("c", "*.wild.example"));
        });
        Assert.Equal(subject, await SeenAsync(server, host));
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private static async Task<string> SeenAsync(TestServer server, string host = "localhost")
    {
        await using var client = await server.ConnectAsync();
        await client.SecureAsync(host: host);
        return client.Tls.RemoteCertificate!.Subject;
    }

    private async Task<CertificateSource> LoadAsync(CertificateOptions options)
    {
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(_log));
        var source = new CertificateSource(Options.Create(options), _clock, logs.CreateLogger<CertificateSource>());
        await source.LoadAsync(CancellationToken.None);
        return source;
    }

    private CertificateFileOptions Write(string name, string host)
    {
        var file = new CertificateFileOptions { Path = Path.Combine(_folder, name + ".pem"), KeyPath = Path.Combine(_folder, name + ".key") };
        using var certificate = SelfSignedCertificate.Create([host], _clock.GetUtcNow());
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(file.KeyPath, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(file.Path, certificate.ExportCertificatePem());
        return file;
    }
}
