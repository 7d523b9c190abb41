using System.Net.Sockets;

namespace Culver.Connections;

/// <summary>Asks the system whether a connection's peer has reset it, without reading from it.</summary>
internal static class SocketLiveness
{
    private const int IpProtocolTcp = 6;
    private const int TcpInfo = 11;
    private const byte StateClose = 7;

    public static bool IsGone(Socket socket)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
                return socket.Poll(0, SelectMode.SelectError);
            // The first byte of tcp_info is the state. TCP_CLOSE is reached by a reset or a failed keep-alive, never by a half-close.
            Span<byte> state = stackalloc byte[1];
            return socket.GetRawSocketOption(IpProtocolTcp, TcpInfo, state) >= 1 && state[0] == StateClose;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }
}
