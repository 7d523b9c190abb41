using System.Net;
using System.Net.Sockets;

namespace Culver.Connections.Tests;

/// <summary>Accepting on the threads of the loop.</summary>
public sealed class LoopListenerTests
{
    public LoopListenerTests() => Assert.SkipUnless(SocketLoop.IsSupported, "The loop is for Linux.");

    [Fact]
    public async Task A_client_is_greeted_where_it_was_accepted()
    {
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = static (connection, ending) =>
            LineHandler.SayAsync(connection, Thread.CurrentThread.Name ?? "none", ending));
        var where = "";
        // The last thread that waits leaves its client to the pool.
        for (var i = 0; i < 100 && !where!.StartsWith("Culver sockets ", StringComparison.Ordinal); i++)
        {
            await using var client = await server.ConnectAsync();
            where = await client.ReadLineAsync();
        }

        Assert.StartsWith("Culver sockets ", where, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_whose_first_steps_are_long_holds_up_nobody_who_comes()
    {
        var held = SocketLoop.OfProcess.Threads + 5;
        using var go = new ManualResetEventSlim();
        using var begun = new SemaphoreSlim(0);
        var isHolding = true;
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = async (connection, ending) =>
        {
            if (Volatile.Read(ref isHolding))
            {
                begun.Release();
                go.Wait(CancellationToken.None);
            }

            await LineHandler.SayAsync(connection, "welcome", ending);
        });
        var holding = new List<LineClient>();
        try
        {
            for (var i = 0; i < held; i++)
            {
                holding.Add(await server.ConnectAsync());
                Assert.True(await begun.WaitAsync(LineClient.Patience));
            }

            Volatile.Write(ref isHolding, false);
            for (var i = 0; i < 10; i++)
            {
                await using var other = await server.ConnectAsync();
                Assert.Equal("welcome", await other.ReadLineAsync());
            }
        }
        finally
        {
            go.Set();
        }

        foreach (var client in holding)
        {
            Assert.Equal("welcome", await client.ReadLineAsync());
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task Clients_that_come_all_at_once_are_all_accepted()
    {
        await using var server = await TestServer.StartAsync();
        var clients = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => server.ConnectAsync()));
        foreach (var client in clients)
        {
            Assert.Equal("* OK", await client.ReadLineAsync());
            await client.DisposeAsync();
        }

        await server.QuietAsync();
        Assert.Equal(300, server.Connections.AcceptedConnections);
    }

    [Theory]
    [InlineData("0.0.0.0:0", "127.0.0.2")]
    [InlineData("127.0.0.3:0", "127.0.0.3")]
    [InlineData("[::]:0", "::1")]
    [InlineData("[::]:0", "127.0.0.4")]
    public async Task Both_addresses_are_known_whatever_is_listened_on(string listened, string dialled)
    {
        await using var server = await TestServer.StartAsync((_, listener) =>
        {
            listener.Addresses.Clear();
            listener.Addresses.Add(listened);
        });
        await using var client = await LineClient.ToAsync(new(IPAddress.Parse(dialled), server.EndPoint.Port));
        Assert.Equal("* OK", await client.ReadLineAsync());
        var words = (await client.AskAsync("WHO"))!.Split(' ');
        Assert.Equal(IPAddress.Parse(dialled).AddressFamily, IPEndPoint.Parse(words[0]).AddressFamily);
        Assert.True(IPAddress.IsLoopback(IPEndPoint.Parse(words[0]).Address));
        Assert.NotEqual(0, IPEndPoint.Parse(words[0]).Port);
        Assert.Equal(new(IPAddress.Parse(dialled), server.EndPoint.Port), IPEndPoint.Parse(words[1]));
    }

    [Fact]
    public void What_is_accepted_does_not_block_and_is_set_as_what_is_listened_on()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Blocking = false;
        listener.NoDelay = true;
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        listener.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 77);
        listener.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 15);
        listener.SetRawSocketOption(6, 25, BitConverter.GetBytes(512 * 1024));
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Assert.Null(LinuxSockets.Accept(listener.SafeHandle, out _, out var error));
        Assert.Equal(0, error);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        using var accepted = LinuxSockets.Accept(listener.SafeHandle, out var remote, out _);
        Assert.Equal(client.LocalEndPoint, remote);
        Assert.Equal(client.RemoteEndPoint, LinuxSockets.LocalAddress(accepted!));
        Assert.Equal(LinuxSockets.WouldWait, LinuxSockets.Receive(accepted!, new byte[1]));
        using var seen = new Socket(new SafeSocketHandle(accepted!.DangerousGetHandle(), ownsHandle: false));
        Assert.True(seen.NoDelay);
        Assert.Equal(1, seen.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
        Assert.Equal(77, seen.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime));
        Assert.Equal(15, seen.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval));
        var unsent = new byte[4];
        seen.GetRawSocketOption(6, 25, unsent);
        Assert.Equal(512 * 1024, BitConverter.ToInt32(unsent));
    }

    [Fact]
    public async Task Who_comes_while_the_server_stops_is_served_to_its_end_or_not_at_all()
    {
        for (var i = 0; i < 20; i++)
        {
            await using var server = await TestServer.StartAsync();
            var coming = Enumerable.Range(0, 8).Select(_ => ComeAsync(server.EndPoint)).ToArray();
            await server.Connections.StopAsync(CancellationToken.None);
            Assert.Equal(0, server.Connections.OpenConnections);
            await Task.WhenAll(coming);
            Assert.False(server.Log.Has(1009));
        }

        static async Task ComeAsync(IPEndPoint to)
        {
            try
            {
                await using var client = await LineClient.ToAsync(to);
                await client.ReadToEndAsync();
            }
            catch (Exception late) when (late is SocketException or IOException)
            {
                // Nobody listens any more.
            }
        }
    }
}
