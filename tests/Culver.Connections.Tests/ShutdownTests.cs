using System.Net.Sockets;

namespace Culver.Connections.Tests;

public class ShutdownTests
{
    [Fact]
    public async Task Stopping_lets_every_session_say_goodbye_and_accepts_no_more()
    {
        var server = await TestServer.StartAsync();
        await using var socket = await server.ConnectAsync();
        await using var memory = await server.GreetedAsync();
        Assert.Equal("* OK", await socket.ReadLineAsync());
        var endPoint = server.EndPoint;
        await server.Connections.StopAsync(CancellationToken.None).WaitAsync(LineClient.Patience);
        Assert.Equal("* BYE ServerStopping\r\n", await socket.ReadToEndAsync());
        Assert.Equal("* BYE ServerStopping\r\n", await memory.ReadToEndAsync());
        await Assert.ThrowsAsync<SocketException>(() => LineClient.ToAsync(endPoint));
        await using var late = server.Connect();
        Assert.Equal("* BYE [LIMIT] the server is shutting down\r\n", await late.ReadToEndAsync());
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_stuck_handler_is_cut_when_the_time_is_up()
    {
        var entered = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = async (connection, _) =>
        {
            entered.SetResult();
            // Heeds no token; only the cut ends its read.
            await connection.Input.ReadAsync(CancellationToken.None);
        });
        await using var client = await server.ConnectAsync();
        await entered.Task;
        var stop = server.Connections.StopAsync(CancellationToken.None);
        await TestServer.UntilAsync(() => server.Clock.Waiting > 0, "the server does not wait for its handlers");
        server.Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.False(stop.IsCompleted);
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        await stop.WaitAsync(LineClient.Patience);
        Assert.Equal(0, server.Connections.OpenConnections);
        Assert.False(server.Log.Has(1011));
    }

    [Fact]
    public async Task A_handler_that_cannot_be_stopped_does_not_hold_the_server()
    {
        var entered = new TaskCompletionSource();
        var never = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = async (_, _) =>
        {
            entered.SetResult();
            await never.Task;
        });
        await using var client = await server.ConnectAsync();
        await entered.Task;
        var stop = server.Connections.StopAsync(CancellationToken.None);
        await server.StoppedAsync(stop);
        Assert.True(server.Clock.GetUtcNow().TimeOfDay < TimeSpan.FromMinutes(5));
        Assert.True(server.Log.Has(1011));
        never.SetResult();
        await server.QuietAsync();
    }

    [Fact]
    public async Task The_hosts_own_deadline_cuts_at_once()
    {
        var entered = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = async (connection, _) =>
        {
            entered.SetResult();
            await connection.Input.ReadAsync(CancellationToken.None);
        });
        await using var client = server.Connect();
        await entered.Task;
        await server.Connections.StopAsync(new CancellationToken(canceled: true)).WaitAsync(LineClient.Patience);
        Assert.True(server.Log.Has(1010));
        await server.QuietAsync();
    }

    [Fact]
    public async Task A_client_that_reads_nothing_does_not_hold_the_server()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.GreetedAsync();
        await client.SendAsync("BIG 1000000\r\n");
        var stop = server.Connections.StopAsync(CancellationToken.None);
        await server.StoppedAsync(stop);
        await server.QuietAsync();
    }

    [Fact]
    public async Task Whoever_gives_up_a_flush_as_the_connection_is_cut_does_not_wait_in_the_next()
    {
        for (var i = 0; i < 100; i++)
        {
            var ended = new TaskCompletionSource();
            await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = async (connection, _) =>
            {
                using var given = new CancellationTokenSource();
                // The client does not read.
                var write = connection.Output.WriteAsync(new byte[1_000_000], given.Token).AsTask();
                // Both before whoever waits for it goes on.
                await given.CancelAsync();
                connection.Abort();
                await write.ContinueWith(static _ => { }, TaskScheduler.Default);
                await connection.Output.FlushAsync(CancellationToken.None);
                await connection.Input.ReadAsync(CancellationToken.None);
                ended.SetResult();
            });
            await using var client = server.Connect();
            await ended.Task.WaitAsync(LineClient.Patience);
            await server.QuietAsync();
        }
    }
}
