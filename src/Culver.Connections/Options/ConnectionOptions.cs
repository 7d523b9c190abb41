using System.ComponentModel;

namespace Culver.Connections;

/// <summary>Listeners, limits and timeouts of all protocols.</summary>
public sealed class ConnectionOptions
{
    /// <summary>The listeners. Composed from other settings, so it is none itself.</summary>
    [Browsable(false)]
    public IList<ListenerOptions> Listeners { get; init; } = [];

    /// <summary>Connections open at once, over all listeners. Fewer, with a warning at start, where the process's limit of open files leaves less room.</summary>
    public int MaxConnections { get; set; } = 20_000;

    /// <summary>Descriptors that are not for connections. Follows from other settings, so it is none itself.</summary>
    [Browsable(false)]
    public int ReservedDescriptors { get; set; } = 256;

    /// <summary>Connections open at once from one client address; IPv6 clients are counted by their /64. Loopback and <see cref="ExemptNetworks"/> are not counted.</summary>
    public int MaxConnectionsPerAddress { get; set; } = 500;

    /// <summary>Connections open at once of clients that have not logged in or, by SMTP, begun a message. Beyond it the one that has waited longest is cut for the newest:
    /// strangers that say nothing never fill the server, and a client that logs in at once always finds room.</summary>
    public int MaxConnectionsBeforeLogin { get; set; } = 2_000;

    /// <summary>Connections one client address may open in a minute, whatever becomes of them; IPv6 clients are counted by their /64. More are cut unanswered,
    /// before a TLS handshake has cost anything. Loopback and <see cref="ExemptNetworks"/> are not counted.</summary>
    public int MaxNewConnectionsPerMinute { get; set; } = 3_000;

    /// <summary>Connections logged in to one account at once, over all protocols. High, because webmail and phones together open many.</summary>
    public int MaxConnectionsPerAccount { get; set; } = 500;

    /// <summary>Networks (CIDR) or addresses that the limit per address leaves alone, beside loopback: webmail servers, relays, monitors.</summary>
    public IList<string> ExemptNetworks { get; init; } = [];

    /// <summary>How long a client of IMAP or POP3 may take from the greeting to a successful login, whatever it says meanwhile. What RFC 1939 §3 and RFC 9051 §5.4 ask for, 10 and 30 minutes, is for who logged in (`Pop3:AutologoutAfter`, `IdleTimeout`); in SMTP each command has a time of its own (`Smtp:CommandTimeout`).</summary>
    public TimeSpan PreLoginTimeout { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>How long a logged-in client may be silent. RFC 9051 §5.4 and RFC 3501 §5.4 ask for at least 30 minutes.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(31);

    /// <summary>How long a logged-in client may take to end a command it has begun, and how long it may pause in the middle of one.</summary>
    public TimeSpan ArrivalTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Octets a second that prolong <see cref="ArrivalTimeout"/>: a message comes at least this fast on the whole, or its connection is cut.</summary>
    public int LeastArrivalRate { get; set; } = 256;

    /// <summary>How long a TLS handshake, and a PROXY header, may take.</summary>
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a client may refuse to read before the connection is cut.</summary>
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a handler may take to say goodbye once its connection has to end.</summary>
    public TimeSpan EndingGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long stopping the server waits for handlers before it cuts their connections.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>Bytes received and not yet read by the handler, per connection, before the client is made to wait; the server's own loop reads what is asked for, at most so much at once.</summary>
    public int ReadBufferSize { get; set; } = 64 * 1024;

    /// <summary>Bytes written and not yet sent, per connection, before the handler is made to wait; with the server's own loop it waits until the system has taken all, which on Linux is eight times as much at most.</summary>
    public int WriteBufferSize { get; set; } = 64 * 1024;

    /// <summary>What carries the bytes: `Automatic` is the server's own loop on Linux and Kestrel's transport elsewhere, `Kestrel` that transport everywhere.</summary>
    public SocketTransport Transport { get; set; }

    /// <summary>Connections the system keeps waiting while we accept others.</summary>
    public int Backlog { get; set; } = 512;

    /// <summary>Silence after which the system probes whether the client's host is still there (TCP keep-alive).</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromMinutes(2);
}
