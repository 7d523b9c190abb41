using System.Net;

namespace Culver.Dns.Stub;

/// <summary>Carries octets to a name server and back.</summary>
internal interface IDnsTransport
{
    /// <summary>Sends a datagram from a port of its own and waits for one that is wanted; others are thrown away. Null when too many came that were not.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The server cannot be reached.</exception>
    ValueTask<ReadOnlyMemory<byte>?> DatagramAsync(IPEndPoint server, ReadOnlyMemory<byte> query, Func<ReadOnlyMemory<byte>, bool> isWanted, CancellationToken cancellationToken);

    /// <summary>Sends the question over a connection of its own and reads one reply.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The server cannot be reached, or closed the connection.</exception>
    /// <exception cref="IOException">The connection ended in the middle of the reply.</exception>
    ValueTask<ReadOnlyMemory<byte>> StreamAsync(IPEndPoint server, ReadOnlyMemory<byte> query, CancellationToken cancellationToken);
}
