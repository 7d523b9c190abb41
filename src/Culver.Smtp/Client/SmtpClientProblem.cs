namespace Culver.Smtp.Client;

/// <summary>What can go wrong with a connection.</summary>
public enum SmtpClientProblem
{
    /// <summary>The server closed it, or the network failed.</summary>
    Lost,

    /// <summary>The server took too long.</summary>
    TimedOut,

    /// <summary>What the server said is not SMTP.</summary>
    NotSmtp,

    /// <summary>The TLS handshake failed.</summary>
    Tls,

    /// <summary>The server's certificate was not approved.</summary>
    Certificate,
}
