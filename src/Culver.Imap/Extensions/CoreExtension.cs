using Culver.Imap.Commands.Append;
using Culver.Imap.Commands.Copy;
using Culver.Imap.Commands.Expunge;
using Culver.Imap.Commands.Fetch;
using Culver.Imap.Commands.Fetch.Items;
using Culver.Imap.Commands.Idle;
using Culver.Imap.Commands.List;
using Culver.Imap.Commands.Mailboxes;
using Culver.Imap.Commands.Search;
using Culver.Imap.Commands.Select;
using Culver.Imap.Commands.Session;
using Culver.Imap.Commands.Status;
using Culver.Imap.Commands.Store;
using Culver.Imap.Dispatch;
using Culver.Imap.Session;
using Culver.Storage;

namespace Culver.Imap.Extensions;

/// <summary>
/// The base protocol, IMAP4rev2 and IMAP4rev1 (RFC 9051, RFC 3501), with what shapes its kernel and so cannot be taken out: the extensions
/// folded into rev2 and CONDSTORE, QRESYNC, UTF8=ACCEPT and OBJECTID.
/// </summary>
internal sealed class CoreExtension(LoginSession logins, IMailStore store, Lazy<ImapRegistry> registry, FairTurns<AccountId> searches, FetchCrowd fetches, TimeProvider time) : IImapExtension
{
    public IEnumerable<string> Capabilities(ImapSession session)
    {
        yield return "IMAP4rev2";
        yield return "IMAP4rev1";
        // RFC 7888 §5: one of them, never both.
        yield return session.Options.LiteralMinus ? "LITERAL-" : "LITERAL+";
        yield return "SASL-IR";
        yield return "ENABLE";
        yield return "ID";
        if (session.State == SessionStates.NotAuthenticated)
        {
            if (session.Connection.CanStartTls)
                yield return "STARTTLS";
            if (!LoginSession.AllowsPlaintext(session))
                yield return "LOGINDISABLED";
            foreach (var mechanism in logins.Announced(session))
                yield return "AUTH=" + mechanism;
            yield break;
        }

        // RFC 9051 §E and App. F: rev2 promises these; clients that know them by name look for the names.
        foreach (var name in LoggedIn)
            yield return name;
        yield return $"APPENDLIMIT={session.AppendLimit}";
    }

    private static readonly string[] LoggedIn =
    [
        "IDLE", "NAMESPACE", "CHILDREN", "UNSELECT", "UIDPLUS", "MOVE", "ESEARCH", "SEARCHRES", "CONDSTORE", "QRESYNC", "LIST-EXTENDED",
        "LIST-STATUS", "SPECIAL-USE", "CREATE-SPECIAL-USE", "STATUS=SIZE", "BINARY", "OBJECTID", "UTF8=ACCEPT",
    ];

    public void Register(ImapRegistryBuilder imap)
    {
        RegisterSession(imap);
        RegisterMailboxes(imap);
        RegisterMessages(imap);
        FetchItems.Register(imap);
        StatusItems.Register(imap);
    }

    private void RegisterSession(ImapRegistryBuilder imap)
    {
        imap.Command("CAPABILITY", SessionStates.Any, CommandTraits.None, new CapabilityHandler(registry));
        imap.Command("NOOP", SessionStates.Any, CommandTraits.None, new NoopHandler("NOOP"));
        imap.Command("LOGOUT", SessionStates.Any, CommandTraits.ChangesSelection, new LogoutHandler());
        imap.Command("ID", SessionStates.Any, CommandTraits.None, new IdHandler(), capability: "ID");
        imap.Command("STARTTLS", SessionStates.NotAuthenticated, CommandTraits.None, new StartTlsHandler(), capability: "STARTTLS");
        imap.Command("LOGIN", SessionStates.NotAuthenticated, CommandTraits.Secret, new LoginHandler(logins));
        imap.Command("AUTHENTICATE", SessionStates.NotAuthenticated, CommandTraits.Secret, new AuthenticateHandler(logins));
        imap.Command("ENABLE", SessionStates.LoggedIn, CommandTraits.None, new EnableHandler(registry), capability: "ENABLE");
    }

    private void RegisterMailboxes(ImapRegistryBuilder imap)
    {
        imap.Command("SELECT", SessionStates.LoggedIn, CommandTraits.ChangesSelection, new SelectHandler(isReadOnly: false));
        imap.Command("EXAMINE", SessionStates.LoggedIn, CommandTraits.ChangesSelection, new SelectHandler(isReadOnly: true));
        imap.Command("CREATE", SessionStates.LoggedIn, CommandTraits.None, new CreateHandler());
        imap.Command("DELETE", SessionStates.LoggedIn, CommandTraits.None, new DeleteHandler());
        imap.Command("RENAME", SessionStates.LoggedIn, CommandTraits.None, new RenameHandler());
        imap.Command("SUBSCRIBE", SessionStates.LoggedIn, CommandTraits.None, new SubscribeHandler(subscribes: true));
        imap.Command("UNSUBSCRIBE", SessionStates.LoggedIn, CommandTraits.None, new SubscribeHandler(subscribes: false));
        imap.Command("LIST", SessionStates.LoggedIn, CommandTraits.None, new ListHandler());
        imap.Command("LSUB", SessionStates.LoggedIn, CommandTraits.None, new LsubHandler());
        imap.Command("NAMESPACE", SessionStates.LoggedIn, CommandTraits.None, new NamespaceHandler(), capability: "NAMESPACE");
        imap.Command("STATUS", SessionStates.LoggedIn, CommandTraits.None, new StatusHandler());
        imap.Command("APPEND", SessionStates.LoggedIn, CommandTraits.None, new AppendHandler(time), new AppendLiterals(store));
        imap.Command("IDLE", SessionStates.LoggedIn, CommandTraits.TellsChangesItself, new IdleHandler(), capability: "IDLE");
    }

    private void RegisterMessages(ImapRegistryBuilder imap)
    {
        imap.Command("CHECK", SessionStates.Selected, CommandTraits.None, new NoopHandler("CHECK"));
        imap.Command("CLOSE", SessionStates.Selected, CommandTraits.ChangesSelection, new CloseHandler(expunges: true));
        imap.Command("UNSELECT", SessionStates.Selected, CommandTraits.ChangesSelection, new CloseHandler(expunges: false), capability: "UNSELECT");
        imap.Command("EXPUNGE", SessionStates.Selected, CommandTraits.None, new ExpungeHandler());
        imap.UidCommand("EXPUNGE", CommandTraits.None, new ExpungeHandler(), "UIDPLUS");
        // RFC 9051 §7.5.1: FETCH, STORE and SEARCH by number hold expunges back; their UID forms need not.
        imap.Command("FETCH", SessionStates.Selected, CommandTraits.HoldsExpunges, new FetchHandler(fetches));
        imap.UidCommand("FETCH", CommandTraits.None, new FetchHandler(fetches));
        imap.Command("STORE", SessionStates.Selected, CommandTraits.HoldsExpunges, new StoreHandler());
        imap.UidCommand("STORE", CommandTraits.None, new StoreHandler());
        imap.Command("SEARCH", SessionStates.Selected, CommandTraits.HoldsExpunges, new SearchHandler(searches, time));
        imap.UidCommand("SEARCH", CommandTraits.None, new SearchHandler(searches, time));
        imap.Command("COPY", SessionStates.Selected, CommandTraits.None, new CopyHandler(isMove: false));
        imap.UidCommand("COPY", CommandTraits.None, new CopyHandler(isMove: false));
        imap.Command("MOVE", SessionStates.Selected, CommandTraits.None, new CopyHandler(isMove: true), capability: "MOVE");
        imap.UidCommand("MOVE", CommandTraits.None, new CopyHandler(isMove: true), "MOVE");
    }
}
