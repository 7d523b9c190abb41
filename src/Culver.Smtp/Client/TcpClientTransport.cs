using System.Net;
using System.Net.Sockets;

namespace Culver.Smtp.Client;

/// <summary>Connects by TCP.</summary>
/// <param name="source">The local address to connect from, for each family; none when empty.</param>
public sealed class TcpClientTransport(IReadOnlyList<IPAddress> source) : IClientTransport
{
    /// <inheritdoc/>
    public async ValueTask<Stream> ConnectAsync(IPEndPoint server, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (source.FirstOrDefault(address => address.AddressFamily == server.AddressFamily) is { } from)
                socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(server, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new IOException(exception.Message, exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
