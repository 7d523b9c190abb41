using Culver.Connections;
using Culver.Identity.Authentication;
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

    /// <summary>Who logged in. Set by AUTH, cleared by STARTTLS.</summary>
    public AccountIdentity? Login { get; private set; }

    /// <summary>What takes this client's messages: those of who logged in are submissions, through whatever listener they come.</summary>
    public IMessageSink Sink => (Login is null ? Environment.Sink : Environment.Submission)
        ?? throw new InvalidOperationException("Nobody takes this client's messages.");

    /// <summary>What may be promised to this client.</summary>
    public SinkFeatures Features => (Login is null && Environment.Sink is { } open ? open : Environment.Submission)?.Features ?? SinkFeatures.None;

    /// <summary>The open transaction. Set by MAIL, cleared by what ends it.</summary>
    public SmtpTransaction? Transaction { get; private set; }

    /// <summary>What a 421 says when the present command is answered; the connection ends with it. <see langword="null"/> while nothing ends it.</summary>
    public string? Farewell { get; set; }

    /// <summary>Counts what a client may do only so often.</summary>
    public SessionCounters Counters { get; } = new();

    public SmtpProtocol Protocol => Environment.Protocol;

    public void Greet(string clientName, bool extended)
    {
        ClientName = clientName;
        IsExtended = extended;
    }

    public void LogIn(AccountIdentity login) => Login = login;

    /// <summary>Goes back to where a session begins; the connection counts for no account any more.</summary>
    public void Forget()
    {
        Login = null;
        Connection.ReleaseAccount();
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
