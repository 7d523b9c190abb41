using System.Security.Authentication;

namespace Culver.Connections.Tests;

/// <summary>Bindings to the TLS session itself. Where the runtime stops giving them to us, these tests say so; the server goes on without.</summary>
public class SessionBindingTests
{
    private const string NotHere = "only OpenSSL gives its session away";

    // RFC 9266 §2
    [Fact]
    public async Task On_TLS_1_3_both_ends_export_the_same_and_every_session_another()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), NotHere);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 2; i++)
        {
            await using var server = await TestServer.StartAsync((_, listener) => listener.Tls = TlsMode.Implicit);
            await using var client = await server.ConnectAsync();
            await client.SecureAsync(SslProtocols.Tls13);
            Assert.Equal("* OK", await client.ReadLineAsync());
            var ours = SessionBindings.Of(client.Tls);
            Assert.Equal(32, ours.Exporter?.Length);
            Assert.Equal($"unique= exporter={Convert.ToHexString(ours.Exporter!)}", await client.AskAsync("SESSION"));
            Assert.True(seen.Add(Convert.ToHexString(ours.Exporter!)));
        }
    }

    // RFC 5929 §3, RFC 7677 §4
    [Fact]
    public async Task On_TLS_1_2_with_the_extended_master_secret_both_ends_know_the_same_first_Finished()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), NotHere);
        await using var server = await TestServer.StartAsync((_, listener) => listener.Tls = TlsMode.Implicit);
        await using var client = await server.ConnectAsync();
        await client.SecureAsync(SslProtocols.Tls12);
        Assert.Equal("* OK", await client.ReadLineAsync());
        var ours = SessionBindings.Of(client.Tls);
        Assert.Equal(12, ours.Unique?.Length);
        Assert.Equal($"unique={Convert.ToHexString(ours.Unique!)} exporter=", await client.AskAsync("SESSION"));
    }

    [Fact]
    public async Task Without_TLS_there_is_nothing_to_bind_to()
    {
        await using var server = await TestServer.StartAsync((_, listener) => listener.Tls = TlsMode.None);
        await using var client = await server.ConnectAsync();
        Assert.Equal("* OK", await client.ReadLineAsync());
        Assert.Equal("unique= exporter=", await client.AskAsync("SESSION"));
    }
}
