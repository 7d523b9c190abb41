namespace Culver.Connections;

/// <summary>Why a client is turned away before it is greeted.</summary>
/// <param name="Reason">Which limit was met.</param>
/// <param name="Text">The reason in printable ASCII for the reply, without line end or protocol code.</param>
public readonly record struct ConnectionRefusal(RefusalReason Reason, string Text);

/// <summary>The limits that can refuse a connection.</summary>
public enum RefusalReason
{
    /// <summary><see cref="ConnectionOptions.MaxConnections"/> are open.</summary>
    TooManyConnections,

    /// <summary><see cref="ConnectionOptions.MaxConnectionsPerAddress"/> are open from the client's address.</summary>
    TooManyFromAddress,

    /// <summary><see cref="ConnectionOptions.MaxNewConnectionsPerMinute"/> came from the client's address within a minute.</summary>
    TooManyNewFromAddress,

    /// <summary>The server is shutting down.</summary>
    ServerStopping,
}
