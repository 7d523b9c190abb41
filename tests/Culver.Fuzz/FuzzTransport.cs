namespace Culver.Fuzz;

/// <summary>What the sessions of <see cref="SessionFuzz"/> go over.</summary>
public enum FuzzTransport
{
    /// <summary>Pipes in memory, in the clear.</summary>
    Memory,

    /// <summary>Pipes in memory, over TLS: implicit for IMAP, by STARTTLS for SMTP and LMTP.</summary>
    MemoryTls,

    /// <summary>Sockets of the loopback interface, in the clear.</summary>
    Socket,

    /// <summary>Sockets of the loopback interface, over TLS as above.</summary>
    SocketTls,
}
