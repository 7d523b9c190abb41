using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Culver.Delivery.Security.MtaSts;
using Culver.Dns;
using Culver.Dns.Zones;

namespace Culver.Delivery.Tests.Security;

/// <summary>Fetching from a real HTTPS server on loopback that has one thing to say (RFC 8461 §3.3).</summary>
public sealed class HttpsPolicySourceTests
{
    private static readonly X509Certificate2 Right = TestCertificates.Server("mta-sts.example.com");
    private static readonly X509Certificate2 Wrong = TestCertificates.Server("www.example.com");

    [Fact]
    public async Task A_policy_is_fetched_from_its_place()
    {
        var (text, _, request) = await FetchAsync("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 6\r\n\r\npolicy", Right);
        Assert.Equal("policy", text);
        Assert.StartsWith("GET /.well-known/mta-sts.txt HTTP/1.1\r\nHost: mta-sts.example.com\r\n", request, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: https://mta-sts.example.com/elsewhere\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\npolicy")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\npolicy")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 70000\r\n\r\n")]
    [InlineData("nonsense\r\n\r\n")]
    public async Task Whatever_else_comes_is_no_policy(string response)
    {
        var (text, problem, _) = await FetchAsync(response, Right);
        Assert.Null(text);
        Assert.NotNull(problem);
    }

    [Fact]
    public async Task A_certificate_of_another_name_is_refused() => Assert.Null((await FetchAsync("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\npolicy", Wrong)).Text);

    [Fact]
    public async Task A_certificate_that_has_the_name_only_as_its_common_name_is_refused()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        using var common = new CertificateRequest("CN=mta-sts.example.com", key, System.Security.Cryptography.HashAlgorithmName.SHA256)
            .CreateSelfSigned(TestCertificates.Now.AddDays(-1), TestCertificates.Now.AddDays(1));
        Assert.Null((await FetchAsync("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\npolicy", common)).Text);
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_is_refused() => Assert.Null((await FetchAsync("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\npolicy", Right, trusts: false)).Text);

    [Fact]
    public async Task A_policy_host_without_an_address_is_a_problem()
    {
        using var source = new HttpsPolicySource(ZoneResolver.Parse("other.example A 192.0.2.1"), TimeSpan.FromSeconds(30), static _ => { });
        var (text, problem) = await source.FetchAsync(DnsName.Parse("example.com"), TestContext.Current.CancellationToken);
        Assert.Null(text);
        Assert.NotNull(problem);
    }

    [Theory]
    [InlineData(@"a\047b.example.com")]
    [InlineData("under_score.example.com")]
    [InlineData("a@b.example.com")]
    public async Task A_domain_that_is_no_host_name_has_no_policy_host(string domain)
    {
        using var source = new HttpsPolicySource(ZoneResolver.Parse("x.example A 127.0.0.1"), TimeSpan.FromSeconds(30), static _ => { });
        Assert.Equal((null, "the domain has no policy host"), await source.FetchAsync(DnsName.Parse(domain), TestContext.Current.CancellationToken));
    }

    private static async Task<(string? Text, string? Problem, string Request)> FetchAsync(string response, X509Certificate2 certificate, bool trusts = true)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var source = new HttpsPolicySource(ZoneResolver.Parse("mta-sts.example.com A 127.0.0.1"), TimeSpan.FromSeconds(30), handler =>
        {
            handler.ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            };
            // The test's certificates sign themselves, and hold at the test's time: only the name is left to check.
            if (trusts)
                handler.SslOptions.RemoteCertificateValidationCallback = static (connection, shown, _, errors) =>
                    !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) && HttpsPolicySource.IsFor(shown, ((SslStream)connection).TargetHostName);
        });
        var serving = ServeAsync(listener, response, certificate);
        var (text, problem) = await source.FetchAsync(DnsName.Parse("example.com"), TestContext.Current.CancellationToken);
        return (text, problem, await serving);
    }

    private static async Task<string> ServeAsync(TcpListener listener, string response, X509Certificate2 certificate)
    {
        try
        {
            using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, TestContext.Current.CancellationToken);
            var buffer = new byte[4096];
            var length = await tls.ReadAsync(buffer, TestContext.Current.CancellationToken);
            await tls.WriteAsync(Encoding.ASCII.GetBytes(response), TestContext.Current.CancellationToken);
            return Encoding.ASCII.GetString(buffer, 0, length);
        }
        catch (Exception failure) when (failure is IOException or System.Security.Authentication.AuthenticationException)
        {
            return ""; // the client would not have us
        }
    }
}
