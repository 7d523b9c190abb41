using Culver.Connections;
using Culver.Imap.Dispatch;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Session;

/// <summary>
/// One client's session: who is logged in, what is selected, what is enabled. What an extension remembers sits in a type of the
/// extension's own (<see cref="Remembered{T}"/>); no field is added here for it.
/// </summary>
internal sealed class ImapSession(ClientConnection connection, ImapOptions options) : IAsyncDisposable
{
    private readonly Dictionary<Type, object> _states = [];

    // What the settings or this account have switched off: a broken client of one user must not cost the others.
    private CapabilitySwitches _switches = new(options.DisabledCapabilities);

    public ClientConnection Connection { get; } = connection;

    public ImapOptions Options { get; } = options;

    /// <summary>The account of who is logged in; null before login. Owned by the session.</summary>
    public IMailAccount? Account { get; private set; }

    /// <summary>The login name as it resolved; empty before login.</summary>
    public string UserName { get; private set; } = "";

    /// <summary>RFC 7889: the largest message this account may append, in octets, as settled now. The same for all its mailboxes.</summary>
    public long AppendLimit => Math.Min(Options.MaxMessage, Account?.Limits.AppendLimit ?? long.MaxValue);

    /// <summary>The selection; null outside the selected state.</summary>
    public SelectedMailbox? Selected { get; private set; }

    public ImapFeatures Features { get; private set; }

    /// <summary>Set by LOGOUT and by what must end the connection after the present command.</summary>
    public bool IsEnding { get; set; }

    /// <summary>What a BYE says when the present command is answered; the connection ends with it. Null while nothing ends it.</summary>
    public string? Farewell { get; set; }

    /// <summary>Senseless commands in a row.</summary>
    public int BadCommands { get; set; }

    /// <summary>Logins that were refused.</summary>
    public int FailedLogins { get; set; }

    public SessionStates State =>
        Account is null ? SessionStates.NotAuthenticated : Selected is null ? SessionStates.Authenticated : SessionStates.Selected;

    /// <summary>RFC 9051 App. E: rev2 knows no \\Recent.</summary>
    public bool ShowsRecent => !Has(ImapFeatures.Imap4Rev2);

    /// <summary>How text beyond ASCII travels.</summary>
    public WireMode WireMode => Has(ImapFeatures.Imap4Rev2) || Has(ImapFeatures.Utf8Accept) ? WireMode.Utf8 : WireMode.Rev1;

    public bool Has(ImapFeatures feature) => (Features & feature) != ImapFeatures.None;

    /// <summary>Whether a capability is not switched off for this session, and so is announced, in its state, and honoured.</summary>
    public bool Offers(string capability) => _switches.IsOn(capability);

    public void Enable(ImapFeatures features) => Features |= features;

    /// <summary>What an extension remembers of this session, made at first use.</summary>
    public T Remembered<T>()
        where T : class, new()
    {
        if (!_states.TryGetValue(typeof(T), out var state))
            _states.Add(typeof(T), state = new T());
        return (T)state;
    }

    /// <summary>Takes over the lease of the account that logged in.</summary>
    public void LogIn(string userName, IMailAccount account, IReadOnlyCollection<string> disabledCapabilities)
    {
        UserName = userName;
        Account = account;
        _switches = _switches.Without(disabledCapabilities);
    }

    public void Select(SelectedMailbox mailbox)
    {
        Unselect();
        Selected = mailbox;
    }

    public void Unselect()
    {
        Selected?.Dispose();
        Selected = null;
    }

    public async ValueTask DisposeAsync()
    {
        Unselect();
        if (Account is { } account)
        {
            Account = null;
            await account.DisposeAsync();
        }
    }
}
