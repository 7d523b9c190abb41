using Culver.Connections;
using Culver.Smtp.Wire;

namespace Culver.Smtp.Session;

/// <summary>
/// What is known of one client between commands. Rules upheld: there is at most one transaction, and ending it in any way disposes it; after STARTTLS
/// nothing the client said before is remembered (RFC 3207 §4.2).
/// </summary>
internal sealed class SmtpSession(ClientConnection connection, SmtpEnvironment environment) : IAsyncDisposable
{
    public ClientConnection Connection { get; } = connection;

    public SmtpEnvironment Environment { get; } = environment;

    public ReplyWriter Replies { get; } = new(connection.Output);

    /// <summary>The name from EHLO, HELO or LHLO; <see langword="null"/> until then.</summary>
    public string? ClientName { get; private set; }

    /// <summary>Whether extensions were negotiated: EHLO or LHLO, not HELO.</summary>
    public bool IsExtended { get; private set; }

    /// <summary>The open transaction. Set by MAIL, cleared by what ends it.</summary>
    public SmtpTransaction? Transaction { get; private set; }

    /// <summary>Counts what a client may do only so often.</summary>
    public SessionCounters Counters { get; } = new();

    public SmtpProtocol Protocol => Environment.Protocol;

    public void Greet(string clientName, bool extended)
    {
        ClientName = clientName;
        IsExtended = extended;
    }

    public void Forget()
    {
        ClientName = null;
        IsExtended = false;
    }

    public void Begin(SmtpTransaction transaction) => Transaction = transaction;

    public async ValueTask EndTransactionAsync()
    {
        if (Transaction is not { } ended)
            return;
        Transaction = null;
        await ended.DisposeAsync();
    }

    public ValueTask DisposeAsync() => EndTransactionAsync();
}
