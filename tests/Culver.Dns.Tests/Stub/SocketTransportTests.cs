using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Culver.Dns.Stub;
using Culver.Dns.Tests.Support;

namespace Culver.Dns.Tests.Stub;

/// <summary>Real sockets on loopback; the clock of the resolver stands still, so nothing here can end by timeout.</summary>
public sealed class SocketTransportTests
{
    [Fact]
    public async Task Forged_datagrams_are_passed_over()
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using var dns = new Resolving(new() { Servers = [server.LocalEndPoint!.ToString()!] }, new SocketTransport());
        var asking = dns.AskAsync<ARecord>("example.com");
        var (query, client) = await ReceiveAsync(server);
        var forged = ReplyBuilder.To(query).A("example.com", "192.0.2.66").Build();
        byte[] otherId = [.. forged];
        otherId[0] ^= 1;
        byte[] otherName = [.. forged];
        otherName[13] ^= 1;
        byte[] isQuery = [.. forged];
        isQuery[2] &= 0x7F;
        foreach (byte[] wrong in (byte[][])[otherId, otherName, isQuery, [], [.. forged.AsSpan(0, 11)]])
            await server.SendToAsync(wrong, client);
        await server.SendToAsync(ReplyBuilder.To(query).A("example.com", "192.0.2.1").Build(), client);
        Assert.Equal(IPAddress.Parse("192.0.2.1"), (await asking).Records[0].Address);
    }

    [Fact]
    public async Task After_many_forged_datagrams_the_question_goes_over_tcp()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        server.Bind(listener.LocalEndpoint);
        await using var dns = new Resolving(new() { Servers = [server.LocalEndPoint!.ToString()!] }, new SocketTransport());
        var asking = dns.AskAsync<ARecord>("example.com");
        var (query, client) = await ReceiveAsync(server);
        byte[] forged = [(byte)(query[0] ^ 1), .. ReplyBuilder.To(query).A("example.com", "192.0.2.66").Build().AsSpan(1)];
        for (var i = 0; i < SocketTransport.Patience; i++)
            await server.SendToAsync(forged, client);
        await AnswerStreamAsync(listener, static query => ReplyBuilder.To(query).A("example.com", "192.0.2.2").Build());
        Assert.Equal(IPAddress.Parse("192.0.2.2"), (await asking).Records[0].Address);
    }

    [Fact]
    public async Task A_closed_port_is_known_at_once()
    {
        using var nobody = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = nobody.LocalEndPoint!.ToString()!;
        nobody.Close();
        await using var dns = new Resolving(new() { Servers = [address], Attempts = 1 }, new SocketTransport());
        Assert.IsType<DnsAnswer<ARecord>.TemporaryFailure>(await dns.AskAsync<ARecord>("example.com"));
    }

    [Fact]
    public async Task A_stream_that_ends_early_is_a_failure()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        server.Bind(listener.LocalEndpoint);
        await using var dns = new Resolving(new() { Servers = [server.LocalEndPoint!.ToString()!], Attempts = 1 }, new SocketTransport());
        var asking = dns.AskAsync<ARecord>("example.com");
        var (query, client) = await ReceiveAsync(server);
        await server.SendToAsync(ReplyBuilder.To(query, truncated: true).Build(), client);
        using (var connection = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken))
        {
            await connection.ReceiveAsync(new byte[512], TestContext.Current.CancellationToken);
            await connection.SendAsync(new byte[] { 1, 0, 1, 2, 3 }, TestContext.Current.CancellationToken);
        }

        Assert.IsType<DnsAnswer<ARecord>.TemporaryFailure>(await asking);
    }

    private static async Task<(byte[] Query, EndPoint Client)> ReceiveAsync(Socket server)
    {
        var buffer = new byte[512];
        var received = await server.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), TestContext.Current.CancellationToken);
        return (buffer[..received.ReceivedBytes], received.RemoteEndPoint);
    }

    private static async Task AnswerStreamAsync(TcpListener listener, Func<byte[], byte[]> answer)
    {
        using var connection = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        await using var stream = new NetworkStream(connection);
        var length = new byte[2];
        await stream.ReadExactlyAsync(length, TestContext.Current.CancellationToken);
        var query = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(query, TestContext.Current.CancellationToken);
        var reply = answer(query);
        // In two pieces, cut inside the length.
        await stream.WriteAsync(new[] { (byte)(reply.Length >> 8) }, TestContext.Current.CancellationToken);
        await stream.WriteAsync((byte[])[(byte)reply.Length, .. reply], TestContext.Current.CancellationToken);
    }
}
