using System.Net.Security;

namespace Culver.Connections.Tests;

public class LimitTests
{
    [Fact]
    public async Task The_limit_in_all_refuses_in_the_protocols_own_words()
    {
        await using var server = await TestServer.StartAsync((options, _) => options.MaxConnections = 2);
        await using var first = await server.GreetedAsync();
        await using var second = await server.GreetedAsync();
        await using var third = await server.ConnectAsync();
        Assert.Equal("* BYE [LIMIT] too many connections to this server, the limit is 2\r\n", await third.ReadToEndAsync());
        Assert.Equal("BYE", await second.AskAsync("QUIT"));
        Assert.Null(await second.ReadLineAsync());
        for (string? greeting = null; greeting != "* OK";)
        {
            await using var fourth = server.Connect();
            greeting = await fourth.ReadLineAsync();
        }
    }

    [Fact]
    public async Task Implicit_TLS_clients_are_told_inside_TLS()
    {
        await using var server = await TestServer.StartAsync((options, listener) =>
        {
            options.MaxConnections = 1;
            listener.Tls = TlsMode.Implicit;
        });
        await using var first = await server.ConnectAsync();
        await first.SecureAsync();
        Assert.Equal("* OK", await first.ReadLineAsync());
        await using var second = await server.ConnectAsync();
        await second.SecureAsync();
        Assert.IsType<SslStream>(second.Stream);
        Assert.Equal("* BYE [LIMIT] too many connections to this server, the limit is 1\r\n", await second.ReadToEndAsync());
    }

    [Fact]
    public async Task One_address_may_only_have_so_many()
    {
        await using var server = await TestServer.StartAsync((options, _) => options.MaxConnectionsPerAddress = 2);
        await using var one = await server.GreetedAsync("192.0.2.1");
        await using var two = await server.GreetedAsync("192.0.2.1");
        await using var other = await server.GreetedAsync("192.0.2.2");
        await using var three = server.Connect("192.0.2.1");
        Assert.Equal("* BYE [LIMIT] too many connections from 192.0.2.1, the limit is 2\r\n", await three.ReadToEndAsync());
        await one.AskAsync("QUIT");
        await one.ReadToEndAsync();
        for (string? greeting = null; greeting != "* OK";)
        {
            await using var four = server.Connect("192.0.2.1");
            greeting = await four.ReadLineAsync();
        }
    }

    [Fact]
    public async Task IPv6_clients_are_counted_by_their_64()
    {
        await using var server = await TestServer.StartAsync((options, _) => options.MaxConnectionsPerAddress = 1);
        await using var one = await server.GreetedAsync("2001:db8:1:2::1");
        await using var same = server.Connect("2001:db8:1:2:ffff::9");
        Assert.StartsWith("* BYE [LIMIT]", await same.ReadLineAsync(), StringComparison.Ordinal);
        await using var next = await server.GreetedAsync("2001:db8:1:3::1");
    }

    [Fact]
    public async Task Loopback_and_exempt_networks_are_not_counted()
    {
        await using var server = await TestServer.StartAsync((options, _) =>
        {
            options.MaxConnectionsPerAddress = 1;
            options.ExemptNetworks.Add("198.51.100.0/24");
        });
        foreach (var address in new[] { "127.0.0.1", "127.0.0.1", "::1", "::1", "198.51.100.7", "198.51.100.7", "::ffff:198.51.100.7" })
            await server.GreetedAsync(address);
    }

    [Fact]
    public async Task An_account_may_only_have_so_many_and_the_count_ends_with_the_connection()
    {
        await using var server = await TestServer.StartAsync((options, _) => options.MaxConnectionsPerAccount = 1);
        await using var one = await server.GreetedAsync();
        await using var two = await server.GreetedAsync();
        Assert.Equal("OK", await one.AskAsync("LOGIN alice"));
        Assert.Equal("NO [LIMIT]", await two.AskAsync("LOGIN alice"));
        Assert.Equal("OK", await two.AskAsync("LOGIN bob"));
        await one.AskAsync("QUIT");
        await one.ReadToEndAsync();
        await server.OpenAsync(1);
        // Counting to alice gives bob back.
        Assert.Equal("OK", await two.AskAsync("LOGIN alice"));
        await using var three = await server.GreetedAsync();
        Assert.Equal("OK", await three.AskAsync("LOGIN bob"));
        Assert.Equal("OK", await three.AskAsync("LOGOUT"));
        await using var four = await server.GreetedAsync();
        Assert.Equal("OK", await four.AskAsync("LOGIN bob"));
    }

    [Fact]
    public void A_count_that_is_given_back_leaves_no_trace()
    {
        var limits = new ConnectionLimits(new() { MaxConnectionsPerAddress = 1 }, TimeProvider.System);
        var address = System.Net.IPAddress.Parse("192.0.2.1");
        for (var i = 0; i < 3; i++)
        {
            Assert.True(limits.TryEnterAddress(address));
            Assert.False(limits.TryEnterAddress(address));
            limits.LeaveAddress(address);
        }
    }
}
