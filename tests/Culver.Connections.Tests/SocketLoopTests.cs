using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Culver.Connections.Tests;

/// <summary>The loop itself: its threads, and what may happen on them.</summary>
public sealed class SocketLoopTests
{
    public SocketLoopTests() => Assert.SkipUnless(SocketLoop.IsSupported, "The loop is for Linux.");

    [Fact]
    public async Task Who_holds_up_every_thread_holds_up_nobody_else()
    {
        var held = SocketLoop.OfProcess.Threads + 5;
        using var go = new ManualResetEventSlim();
        using var begun = new SemaphoreSlim(0);
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = async (connection, ending) =>
        {
            while (await LineHandler.ReadLineAsync(connection, examinesAll: false, ending) is { } line)
            {
                if (line == "HOLD")
                {
                    begun.Release();
                    go.Wait(CancellationToken.None);
                }

                await LineHandler.SayAsync(connection, "did " + line, ending);
            }
        });
        await using var other = await server.ConnectAsync();
        Assert.Equal("did at first", await other.AskAsync("at first"));
        var holding = new List<LineClient>();
        for (var i = 0; i < held; i++)
        {
            holding.Add(await server.ConnectAsync());
            await holding[i].SendAsync("HOLD\r\n");
        }

        try
        {
            for (var i = 0; i < held; i++)
                Assert.True(await begun.WaitAsync(LineClient.Patience));
            for (var i = 0; i < 10; i++)
                Assert.Equal("did NOOP", await other.AskAsync("NOOP"));
        }
        finally
        {
            go.Set();
        }

        foreach (var client in holding)
        {
            Assert.Equal("did HOLD", await client.ReadLineAsync());
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_command_is_carried_out_where_it_arrived()
    {
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = async (connection, ending) =>
        {
            while (await LineHandler.ReadLineAsync(connection, examinesAll: false, ending) is not null)
                await LineHandler.SayAsync(connection, Thread.CurrentThread.Name ?? "none", ending);
        });
        await using var client = await server.ConnectAsync();
        // A read that finds its octets there goes on where it is: so until one had to wait.
        var where = "";
        for (var i = 0; i < 1_000 && !where!.StartsWith("Culver sockets ", StringComparison.Ordinal); i++)
            where = await client.AskAsync("where");
        Assert.StartsWith("Culver sockets ", where, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_goes_wrong_on_a_thread_of_the_loop_cuts_its_connection_and_is_logged()
    {
        var log = new LogList();
        var (client, connection) = await PairAsync(log.CreateLogger("Culver.Loop"));
        var happened = new TaskCompletionSource();
#pragma warning disable CA2012 // What waits for it fails; its result is never taken.
        connection.Input.ReadAsync(CancellationToken.None).GetAwaiter().UnsafeOnCompleted(() =>
        {
            happened.SetResult();
            throw new InvalidOperationException("It went wrong.");
        });
#pragma warning restore CA2012
        await client.SendAsync("x");
        await happened.Task;
        Assert.Equal("", await client.ReadToEndAsync());
        await TestServer.UntilAsync(() => log.Has(1007), "nothing was logged");
        Assert.Throws<ConnectionAbortedException>(() => connection.Input.TryRead(out _));
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task An_event_that_is_late_finds_nothing_or_its_own()
    {
        var table = new SocketTable();
        var connections = new List<SocketConnection>();
        var inLoop = new List<ulong>();
        for (var i = 0; i < 200; i++)
        {
            var (client, connection) = await PairAsync(new LogList().CreateLogger("Culver.Loop"));
            await client.DisposeAsync();
            connections.Add(connection);
            inLoop.Add(connection.Token);
            connection.Token = table.Add(connection);
            Assert.Same(connection, table.Find(connection.Token));
        }

        foreach (var connection in connections)
        {
            var before = connection.Token;
            table.Remove(before);
            Assert.Null(table.Find(before));
            table.Remove(before);
            connection.Token = table.Add(connection);
            Assert.NotEqual(before, connection.Token);
            Assert.Null(table.Find(before));
            Assert.Same(connection, table.Find(connection.Token));
        }

        for (var i = 0; i < connections.Count; i++)
        {
            connections[i].Token = inLoop[i];
            await connections[i].DisposeAsync();
        }
    }

    [Fact]
    public async Task Connections_that_come_and_go_at_once_are_each_served_their_own()
    {
        await using var server = await TestServer.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async worker =>
        {
            for (var i = 0; i < 100; i++)
            {
                await using var client = await server.ConnectAsync();
                Assert.Equal("* OK", await client.ReadLineAsync());
                Assert.Equal($"echo {worker}-{i}", await client.AskAsync($"{worker}-{i}"));
                if (i % 2 == 0)
                    client.Reset();
            }
        }));
        await server.QuietAsync();
        Assert.False(server.Log.Has(1007));
    }

    private static async Task<(LineClient Client, SocketConnection Connection)> PairAsync(ILogger log)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var client = await LineClient.ToAsync((IPEndPoint)listener.LocalEndPoint!);
        Assert.True(listener.Poll(LineClient.Patience, SelectMode.SelectRead));
        var accepted = LinuxSockets.Accept(listener.SafeHandle, out var remote, out _);
        return (client, new(accepted!, remote, null, SocketLoop.OfProcess, 64 * 1024, log));
    }
}
