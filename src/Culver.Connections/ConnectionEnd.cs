namespace Culver.Connections;

/// <summary>Why a connection ends, as far as the server brought it about or saw it.</summary>
public enum ConnectionEnd
{
    /// <summary>Nothing has ended it; the handler decides.</summary>
    None,

    /// <summary>The time set with <see cref="ClientConnection.SetTimeout"/> ran out.</summary>
    TimedOut,

    /// <summary>The server is stopping.</summary>
    ServerStopping,

    /// <summary>The client reset the connection or its host is gone.</summary>
    ClientGone,

    /// <summary>The client has not read for <see cref="ConnectionOptions.WriteTimeout"/>; the connection was cut.</summary>
    ClientNotReading,

    /// <summary>What the client had begun to send came more slowly than <see cref="ConnectionOptions.ArrivalTimeout"/> and <see cref="ConnectionOptions.LeastArrivalRate"/> allow.</summary>
    TooSlow,

    /// <summary>More than <see cref="ConnectionOptions.MaxConnectionsBeforeLogin"/> clients had not logged in, and this one had waited longest.</summary>
    CrowdedOut,

    /// <summary>A TLS handshake failed or took too long.</summary>
    HandshakeFailed,

    /// <summary><see cref="ClientConnection.Abort()"/> was called.</summary>
    Aborted,
}
