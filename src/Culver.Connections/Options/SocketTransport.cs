namespace Culver.Connections;

/// <summary>What carries the bytes of connections.</summary>
public enum SocketTransport
{
    /// <summary>The server's own loop where there is one, which is on Linux; Kestrel's transport elsewhere.</summary>
    Automatic,

    /// <summary>The socket transport of Kestrel, on every system.</summary>
    Kestrel,
}
