using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Culver.Connections;

/// <summary>Asks the system whether a connection's peer has reset it, without reading from it.</summary>
internal static class SocketLiveness
{
    /// <summary>Whether it has; never of a connection without a socket.</summary>
    public static bool IsGone(ConnectionContext transport)
    {
        try
        {
            if (transport is SocketConnection connection)
                return LinuxSockets.IsOver(connection.Handle);
            if (transport.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket)
                return false;
            return OperatingSystem.IsLinux() ? LinuxSockets.IsOver(socket.SafeHandle) : socket.Poll(0, SelectMode.SelectError);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }
}
