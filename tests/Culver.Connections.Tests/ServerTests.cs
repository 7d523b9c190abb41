using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;

namespace Culver.Connections.Tests;

public class ServerTests
{
    [Fact]
    public async Task A_listener_on_port_0_reports_the_port_it_got_and_serves_there()
    {
        await using var server = await TestServer.StartAsync();
        Assert.Equal("line", server.Connections.EndPoints[0].Listener);
        Assert.NotEqual(0, server.EndPoint.Port);
        await using var client = await server.ConnectAsync();
        Assert.Equal("* OK", await client.ReadLineAsync());
        Assert.Equal("echo hello", await client.AskAsync("hello"));
    }

    [Fact]
    public async Task An_address_in_use_is_named_and_nothing_else_stays_bound()
    {
        await using var first = await TestServer.StartAsync();
        var port = first.EndPoint.Port;
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var free = ((IPEndPoint)probe.LocalEndPoint!).Port;
        // On Linux it stays bound, and keeps the port from others: who binds it by its number may listen beside it, but beside nobody who listens.
        if (!OperatingSystem.IsLinux())
            probe.Dispose();
        var failure = await Assert.ThrowsAsync<ListenException>(() => TestServer.StartAsync((options, listener) =>
        {
            listener.Addresses[0] = $"127.0.0.1:{free}";
            options.Listeners.Add(new() { Name = "other", Protocol = "line", Addresses = { $"127.0.0.1:{port}" } });
        }));
        Assert.Equal($"other: 127.0.0.1:{port} is in use", failure.Message);
        await using var again = await TestServer.StartAsync((_, listener) => listener.Addresses[0] = $"127.0.0.1:{free}");
        Assert.Equal(free, again.EndPoint.Port);
    }

    [Fact]
    public async Task A_listener_whose_protocol_nobody_speaks_is_refused_by_name()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => TestServer.StartAsync((_, listener) => listener.Protocol = "gopher"));
        Assert.Equal("line: no handler speaks 'gopher'.", failure.Message);
    }

    [Fact]
    public async Task IPv6_and_the_wildcard_are_served()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "the machine has no IPv6");
        await using var server = await TestServer.StartAsync((_, listener) =>
        {
            listener.Addresses[0] = "[::1]:0";
            listener.Addresses.Add("*:0");
        });
        await using var six = await LineClient.ToAsync(server.EndPoint);
        Assert.Equal("* OK", await six.ReadLineAsync());
        Assert.Contains("loopback=True", await six.AskAsync("WHO"), StringComparison.Ordinal);
        await using var four = await LineClient.ToAsync(new(IPAddress.Loopback, server.Connections.EndPoints[1].EndPoint.Port));
        Assert.Equal("* OK", await four.ReadLineAsync());
        // An IPv4 client of the dual-stack socket is seen with its IPv4 address.
        Assert.StartsWith("127.0.0.1:", await four.AskAsync("WHO"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_closes_its_sending_half_gets_all_its_answers()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.SendAsync("one\r\ntwo\r\nthree\r\n");
        client.HalfClose();
        Assert.Equal("* OK\r\necho one\r\necho two\r\necho three\r\n", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_half_close_does_not_cancel_what_the_handler_is_doing()
    {
        var go = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = async (connection, ending) =>
        {
            Assert.Equal("work", await LineHandler.ReadLineAsync(connection, examinesAll: false, ending));
            await go.Task;
            await LineHandler.SayAsync(connection, $"done {ending.IsCancellationRequested}", ending);
        });
        await using var client = await server.ConnectAsync();
        await client.SendAsync("work\r\n");
        client.HalfClose();
        server.Clock.Advance(TimeSpan.FromSeconds(15));
        go.SetResult();
        Assert.Equal("done False\r\n", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task What_the_handler_left_unflushed_is_sent_at_the_end()
    {
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = (connection, _) =>
        {
            Encoding.ASCII.GetBytes("last", connection.Output);
            return Task.CompletedTask;
        });
        await using var client = await server.ConnectAsync();
        Assert.Equal("last", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_client_still_sending_when_we_close_gets_the_last_line()
    {
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = async (connection, ending) =>
        {
            await connection.WaitForInputAsync(ending);
            await LineHandler.SayAsync(connection, "too much", ending);
        });
        await using var client = await server.ConnectAsync();
        for (var i = 0; i < 64; i++)
            await client.SendAsync(new byte[16 * 1024]);
        Assert.Equal("too much", await client.ReadLineAsync());
        client.HalfClose();
        Assert.Null(await client.ReadLineAsync());
        await server.QuietAsync();
    }

    [Fact]
    public async Task A_client_that_never_stops_sending_after_our_close_is_cut()
    {
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = async (connection, ending) => await connection.WaitForInputAsync(ending));
        var client = server.Connect();
        await client.SendAsync("x");
        await server.CutAsync();
        await client.DisposeAsync();
    }

    [Fact]
    public async Task A_handler_that_fails_is_logged_once_with_its_connection_and_the_server_lives_on()
    {
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = async (connection, ending) =>
        {
            await connection.WaitForInputAsync(ending);
            throw new InvalidDataException("broken");
        });
        await using var client = await server.ConnectAsync();
        await client.SendAsync("x");
        Assert.Equal("", await client.ReadToEndAsync());
        await server.QuietAsync();
        var line = Assert.Single(server.Log.Lines, line => line.Id == 1007);
        Assert.Matches("^[0-9a-z]{8}: unhandled failure$", line.Text);
        server.Handler.Instead = null;
        await using var next = await server.GreetedAsync();
        Assert.Equal("echo x", await next.AskAsync("x"));
    }

    [Fact]
    public async Task Connection_names_are_short_and_differ()
    {
        var names = new System.Collections.Concurrent.ConcurrentBag<string>();
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = (connection, _) =>
        {
            names.Add(connection.Id);
            return Task.CompletedTask;
        });
        for (var i = 0; i < 50; i++)
        {
            await using var client = server.Connect();
            Assert.Equal("", await client.ReadToEndAsync());
        }
        Assert.Equal(50, names.Distinct().Count());
        Assert.All(names, name => Assert.Equal(8, name.Length));
    }

    [Fact]
    public async Task A_connection_made_without_a_server_serves_a_handler()
    {
        var (client, transport) = MemoryTransport.Pair(4096, 4096);
        var connection = ClientConnection.Create(transport, new() { Name = "line" });
        var run = new LineHandler().RunAsync(connection, connection.Ending);
        await using var line = LineClient.Over(client);
        Assert.Equal("* OK", await line.ReadLineAsync());
        Assert.Equal("echo a", await line.AskAsync("a"));
        connection.Abort();
        await run;
        Assert.Equal(ConnectionEnd.Aborted, connection.End);
    }

    [Fact]
    public void Every_error_in_the_settings_is_reported()
    {
        var options = new ConnectionOptions { MaxConnections = 0, IdleTimeout = TimeSpan.Zero, ExemptNetworks = { "nowhere" } };
        options.Listeners.Add(new() { Name = "a", Addresses = { "127.0.0.1", "localhost:1", "1:2:3", "127.1:25", "[::1]:99999", "" }, ApplicationProtocols = { "" }, TrustedProxies = { "10.0.0.0/33" } });
        options.Listeners.Add(new() { Name = "A", Addresses = { "*:1", "[::1]:1", "0.0.0.0:1" } });
        options.Listeners.Add(new() { Name = "lmtp", Protocol = "lmtp", Addresses = { "127.0.0.1:25" } });
        options.Listeners.Add(new() { Name = "smtp", Protocol = "smtp", Addresses = { "127.0.0.1:25" } });
        options.Listeners.Add(new());
        var result = new ConnectionOptionsValidator().Validate(null, options);
        Assert.Equal(14, result.Failures!.Count());
        Assert.Contains("A: two listeners have this name.", result.Failures!);
        Assert.Contains("lmtp: LMTP is not spoken on port 25 (RFC 2033 section 5).", result.Failures!);
        Assert.DoesNotContain(result.Failures!, static failure => failure.StartsWith("smtp:", StringComparison.Ordinal));
        Assert.Contains("a: '127.0.0.1' is not an address such as 127.0.0.1:1143, [::1]:1143 or *:143.", result.Failures!);
    }

    [Fact]
    public void Defaults_are_valid() => Assert.True(new ConnectionOptionsValidator().Validate(null, new()) == ValidateOptionsResult.Success);
}
