using System.Diagnostics.Metrics;

namespace Culver.Connections.Tests;

public class PeerTests
{
    [Fact]
    public async Task A_client_that_does_not_read_makes_only_its_own_handler_wait_and_memory_stays_bounded()
    {
        var written = 0L;
        var ready = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = async (connection, ending) =>
        {
            await connection.WaitForInputAsync(ending);
            while (!ending.IsCancellationRequested)
            {
                var flush = connection.Output.WriteAsync(new byte[4096], ending);
                Interlocked.Add(ref written, 4096);
                if (!flush.IsCompleted)
                    ready.TrySetResult();
                if ((await flush).IsCompleted)
                    return;
            }
        });
        await using var lazy = server.Connect();
        await lazy.SendAsync("go");
        await ready.Task;
        Assert.InRange(Volatile.Read(ref written), 60_000, 64 * 1024 + 4096);
        server.Handler.Instead = null;
        await using var other = await server.GreetedAsync();
        Assert.Equal("echo x", await other.AskAsync("x"));
        Assert.InRange(Volatile.Read(ref written), 60_000, 64 * 1024 + 4096);
    }

    [Fact]
    public async Task A_client_that_sends_without_being_read_is_made_to_wait()
    {
        var ready = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = async (_, ending) =>
        {
            ready.SetResult();
            await Task.Delay(Timeout.Infinite, ending);
        });
        var client = server.Connections.Connect("line");
        await ready.Task;
        var sent = 0;
        ValueTask<System.IO.Pipelines.FlushResult> flush;
        do
        {
            flush = client.Output.WriteAsync(new byte[4096]);
            sent += 4096;
        }
        while (flush.IsCompleted && sent < 10_000_000);
        Assert.InRange(sent, 60_000, 64 * 1024 + 4096);
    }

    [Fact]
    public async Task A_read_from_a_client_that_reset_is_completed_and_empty()
    {
        var result = new TaskCompletionSource<(bool Completed, long Length, ConnectionEnd End)>();
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = async (connection, _) =>
        {
            await LineHandler.SayAsync(connection, "* OK", CancellationToken.None);
            var read = await connection.Input.ReadAsync(CancellationToken.None);
            connection.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            var again = await connection.Input.ReadAsync(CancellationToken.None);
            Assert.True(again.IsCompleted);
            connection.Input.AdvanceTo(again.Buffer.End);
            while (!(await connection.Output.WriteAsync(new byte[100_000], CancellationToken.None)).IsCompleted)
            {
            }
            result.SetResult((read.IsCompleted, read.Buffer.Length, connection.End));
        });
        await using var client = await server.ConnectAsync();
        Assert.Equal("* OK", await client.ReadLineAsync());
        client.Reset();
        Assert.Equal((true, 0, ConnectionEnd.ClientGone), await result.Task);
        await server.QuietAsync();
        Assert.False(server.Log.Has(1007));
    }

    [Fact]
    public async Task A_reset_is_noticed_while_input_is_paused_and_the_handler_is_busy()
    {
        var ready = new TaskCompletionSource();
        var end = new TaskCompletionSource<ConnectionEnd>();
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = async (connection, ending) =>
        {
            await connection.WaitForInputAsync(ending);
            ready.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, ending);
            }
            finally
            {
                end.SetResult(connection.End);
            }
        });
        await using var client = await server.ConnectAsync();
        // More than the buffer holds, so the transport stops reading and cannot see the reset.
        client.Socket.SendBufferSize = 1 << 20;
        for (var i = 0; i < 8; i++)
            await client.SendAsync(new byte[32 * 1024]);
        await ready.Task;
        client.Reset();
        await TestServer.UntilAsync(() => end.Task.IsCompleted, "the reset was not noticed", server.Pass);
        Assert.Equal(ConnectionEnd.ClientGone, await end.Task);
    }

    [Fact]
    public async Task Cancelled_reads_lose_nothing()
    {
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = async (connection, ending) =>
        {
            using var stop = new CancellationTokenSource();
            var read = connection.Input.ReadAsync(stop.Token).AsTask();
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
            await LineHandler.SayAsync(connection, "ready", ending);
            await LineHandler.SayAsync(connection, "got " + await LineHandler.ReadLineAsync(connection, examinesAll: false, ending), ending);
        });
        await using var client = server.Connect();
        Assert.Equal("ready", await client.ReadLineAsync());
        Assert.Equal("got all of it", await client.AskAsync("all of it"));
    }

    [Fact]
    public async Task What_happens_is_counted()
    {
        // The meters are the process's: nobody else counts under this name.
        var name = GetType().Name;
        var counts = new System.Collections.Concurrent.ConcurrentDictionary<string, long>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, meters) => { if (instrument.Meter.Name == "Culver.Connections") meters.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if (tag.Key == "listener" && (string?)tag.Value == name)
                    counts.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
            }
        });
        listener.Start();
        await using (var server = await TestServer.StartAsync((options, line) =>
        {
            line.Name = name;
            line.Protocol = "line";
            options.MaxConnections = 1;
        }))
        {
            await using var client = await server.ConnectAsync();
            await client.ReadLineAsync();
            await using var refused = await server.ConnectAsync();
            await refused.ReadToEndAsync();
            Assert.Equal("GO", await client.AskAsync("STARTTLS"));
            await client.SecureAsync();
            Assert.Equal("BYE", await client.AskAsync("QUIT"));
            await client.ReadToEndAsync();
            await server.QuietAsync();
        }
        Assert.Equal(0, counts["culver.connections.open"]);
        Assert.Equal(2, counts["culver.connections.accepted"]);
        Assert.Equal(1, counts["culver.connections.refused"]);
        Assert.Equal(2, counts["culver.connections.ended"]);
        Assert.Equal(1, counts["culver.connections.tls.handshakes"]);
        Assert.Equal("STARTTLS\r\nQUIT\r\n".Length, counts["culver.connections.received"]);
        Assert.Equal("* OK\r\nGO\r\nBYE\r\n* BYE [LIMIT] too many connections to this server, the limit is 1\r\n".Length, counts["culver.connections.sent"]);
    }
}
