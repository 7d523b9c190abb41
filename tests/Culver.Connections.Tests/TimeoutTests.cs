namespace Culver.Connections.Tests;

public class TimeoutTests
{
    [Fact]
    public async Task A_client_that_does_not_log_in_is_told_goodbye()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.GreetedAsync();
        server.Clock.Advance(TimeSpan.FromSeconds(178));
        Assert.Equal("echo still", await client.AskAsync("still"));
        server.Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("* BYE TimedOut\r\n", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_logged_in_client_may_be_silent_for_half_an_hour()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.GreetedAsync();
        Assert.Equal("OK", await client.AskAsync("LOGIN alice"));
        server.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal("echo still", await client.AskAsync("still"));
        server.Clock.Advance(TimeSpan.FromSeconds(62));
        Assert.Equal("* BYE TimedOut\r\n", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_listener_may_have_times_of_its_own()
    {
        await using var server = await TestServer.StartAsync((_, listener) => listener.PreLoginTimeout = TimeSpan.FromSeconds(10));
        await using var client = await server.GreetedAsync();
        server.Clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal("* BYE TimedOut", await client.ReadLineAsync());
    }

    [Fact]
    public async Task A_handler_that_ignores_its_timeout_is_cut_after_the_grace()
    {
        var entered = new TaskCompletionSource<ClientConnection>();
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = async (connection, _) =>
        {
            entered.SetResult(connection);
            await connection.Input.ReadAsync(CancellationToken.None);
        });
        await using var client = server.Connect();
        var connection = await entered.Task;
        server.Clock.Advance(TimeSpan.FromMinutes(3) + TimeSpan.FromSeconds(1));
        Assert.Equal(ConnectionEnd.TimedOut, connection.End);
        Assert.False(connection.WasAborted);
        server.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.True(connection.WasAborted);
        await server.QuietAsync();
    }

    [Fact]
    public async Task A_client_that_never_begins_its_handshake_is_cut()
    {
        await using var server = await TestServer.StartAsync((_, listener) => listener.Tls = TlsMode.Implicit);
        await using var client = await server.ConnectAsync();
        await server.CutAsync();
        Assert.Equal("", await client.ReadToEndAsync());
        Assert.True(server.Log.Has(1005));
    }

    [Fact]
    public async Task A_client_that_never_begins_after_STARTTLS_is_cut_though_its_own_timeout_is_long()
    {
        await using var server = await TestServer.StartAsync((_, listener) => listener.IdleTimeout = TimeSpan.FromDays(1));
        await using var client = await server.GreetedAsync();
        Assert.Equal("OK", await client.AskAsync("LOGIN alice"));
        Assert.Equal("GO", await client.AskAsync("STARTTLS"));
        var start = server.Clock.GetUtcNow();
        await server.CutAsync();
        Assert.True(server.Clock.GetUtcNow() - start < TimeSpan.FromDays(1));
        Assert.True(server.Log.Has(1005));
        Assert.Equal("", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_cut_after_the_write_timeout()
    {
        var entered = new TaskCompletionSource<ClientConnection>();
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = async (connection, ending) =>
        {
            connection.ClearTimeout();
            var flush = connection.Output.WriteAsync(new byte[300_000], ending);
            entered.SetResult(connection);
            Assert.True((await flush).IsCompleted);
            Assert.True((await connection.Output.WriteAsync(new byte[100], CancellationToken.None)).IsCompleted);
            connection.Output.Advance(connection.Output.GetMemory(100_000).Length);
        });
        await using var client = server.Connect();
        var connection = await entered.Task;
        server.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(ConnectionEnd.None, connection.End);
        server.Clock.Advance(TimeSpan.FromMinutes(1) + TimeSpan.FromSeconds(1));
        Assert.Equal(ConnectionEnd.ClientNotReading, connection.End);
        await server.QuietAsync();
        Assert.False(server.Log.Has(1007));
    }

    [Fact]
    public async Task An_alarm_rings_once_and_can_be_forgotten()
    {
        var rings = new System.Threading.Channels.UnboundedChannelOptions();
        var rung = System.Threading.Channels.Channel.CreateUnbounded<int>(rings);
        var ready = new TaskCompletionSource<ClientConnection>();
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = async (connection, ending) =>
        {
            connection.SetAlarm(TimeSpan.FromSeconds(120), () => rung.Writer.TryWrite(1));
            ready.SetResult(connection);
            await connection.WaitForInputAsync(ending);
        });
        await using var client = server.Connect();
        var connection = await ready.Task;
        server.Clock.Advance(TimeSpan.FromSeconds(119));
        Assert.False(rung.Reader.TryRead(out _));
        server.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, await rung.Reader.ReadAsync());
        connection.SetAlarm(TimeSpan.FromSeconds(1), () => rung.Writer.TryWrite(2));
        connection.ClearAlarm();
        server.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.False(rung.Reader.TryRead(out _));
    }
}
