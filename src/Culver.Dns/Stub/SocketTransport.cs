using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Culver.Dns.Stub;

/// <summary>UDP and TCP. Each question has a socket of its own, so that the system chooses its port at random (RFC 5452 §9.2).</summary>
internal sealed class SocketTransport : IDnsTransport
{
    /// <summary>So many datagrams that answer nothing we asked mean that somebody guesses.</summary>
    public const int Patience = 32;

    private const int ReceiveSize = 4096; // more than we say we take: a server that does not keep to it is read all the same

    public async ValueTask<ReadOnlyMemory<byte>?> DatagramAsync(
        IPEndPoint server, ReadOnlyMemory<byte> query, Func<ReadOnlyMemory<byte>, bool> isWanted, CancellationToken cancellationToken)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        // Connected, the system drops what comes from elsewhere, and reports a closed port.
        await socket.ConnectAsync(server, cancellationToken);
        await socket.SendAsync(query, SocketFlags.None, cancellationToken);
        var buffer = new byte[ReceiveSize];
        for (var unwanted = 0; unwanted < Patience; unwanted++)
        {
            var length = await socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);
            if (isWanted(buffer.AsMemory(0, length)))
                return buffer.AsMemory(0, length);
        }

        return null;
    }

    // RFC 1035 §4.2.2: two octets of length before each message.
    public async ValueTask<ReadOnlyMemory<byte>> StreamAsync(IPEndPoint server, ReadOnlyMemory<byte> query, CancellationToken cancellationToken)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, cancellationToken);
        await using var stream = new NetworkStream(socket, ownsSocket: false);
        var framed = new byte[2 + query.Length];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)query.Length);
        query.CopyTo(framed.AsMemory(2));
        await stream.WriteAsync(framed, cancellationToken);
        var length = new byte[2];
        await stream.ReadExactlyAsync(length, cancellationToken);
        var reply = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(reply, cancellationToken);
        return reply;
    }
}
