using System.Net.Sockets;

namespace Culver.Connections.Tests;

/// <summary>What a silent client costs. The figures are printed; the limits here are loose, because the client's half lives in the same process.</summary>
[Collection(nameof(Alone))]
public class IdleMemoryTests(ITestOutputHelper output)
{
    private const int Count = 2_000;

    [Theory]
    [InlineData(TlsMode.None, 1, 14_000)]
    [InlineData(TlsMode.Implicit, 10, 60_000)]
    public async Task Two_thousand_silent_connections_are_cheap(TlsMode tls, int divisor, long limit)
    {
        var count = Count / divisor;
        await using var server = await TestServer.StartAsync((_, listener) => listener.Tls = tls);
        // The first connections fill pools and compile code.
        await using (var first = await server.ConnectAsync())
        {
            if (tls == TlsMode.Implicit)
                await first.SecureAsync();
            await first.ReadLineAsync();
        }
        var clients = new List<IAsyncDisposable>();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < count; i++)
        {
            if (tls == TlsMode.Implicit)
            {
                var client = await server.ConnectAsync();
                await client.SecureAsync();
                await client.ReadLineAsync();
                clients.Add(client);
            }
            else
            {
                // A bare socket, so that nearly all that is measured is the server's.
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Connect(server.EndPoint);
                var greeting = new byte[6];
                for (var got = 0; got < greeting.Length;)
                    got += socket.Receive(greeting.AsSpan(got));
                clients.Add(new Closing(socket));
            }
        }
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / count;
        output.WriteLine($"{tls}: {each} managed bytes for each of {count} idle connections, client included");
        Assert.True(each < limit, $"{each} bytes for each connection");
        foreach (var client in clients)
            await client.DisposeAsync();
        await server.QuietAsync();
    }

    private sealed class Closing(Socket socket) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            socket.Dispose();
            return default;
        }
    }
}
