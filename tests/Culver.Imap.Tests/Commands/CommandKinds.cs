namespace Culver.Imap.Tests.Commands;

/// <summary>One command in success, refusal and bad syntax: what is given, what is sent, and how the tagged answers begin.</summary>
/// <param name="Name">The command, as it is registered.</param>
/// <param name="Given">The state success and bad syntax begin in.</param>
/// <param name="Success">The arguments that are good, with lines of the conversation behind them where it has more than one.</param>
/// <param name="RefusedGiven">The state refusal begins in.</param>
/// <param name="Refused">The arguments that are refused; null for a command that nothing can be wrong with but its syntax.</param>
/// <param name="Refusal">How that is answered.</param>
/// <param name="Nonsense">Arguments that are not in the grammar.</param>
internal sealed record CommandKinds(string Name, string Given, string Success, string RefusedGiven, string? Refused, string Refusal, string Nonsense)
{
    private const string Nobody = "given  not logged in";
    private const string LoggedIn = "";
    private const string Selected = "given  INBOX with 2 messages, the first \\Deleted, selected";
    private const string Examined = "given  INBOX with 2 messages, the first \\Deleted, examined";
    private const string Unknown = """
        given  message in INBOX {{{
        Content-Type: text/plain
        Content-Transfer-Encoding: x-unknown

        x
        }}}
        given  INBOX, selected
        """;

    /// <summary>Every command of RFC 9051 §6 and what our extensions add. A new command adds its row.</summary>
    public static IReadOnlyDictionary<string, CommandKinds> All { get; } = new CommandKinds[]
    {
        // RFC 9051 §6.1: legal in every state, and the only answers are OK and BAD.
        new("CAPABILITY", Nobody, "", "", null, "", " x"),
        new("NOOP", Nobody, "", "", null, "", " x"),
        new("LOGOUT", Nobody, "", "", null, "", " x"),
        new("ID", Nobody, " NIL", "", null, "", " x"),

        // RFC 9051 §6.2, not authenticated.
        new("STARTTLS", Nobody, "", LoggedIn, "", "BAD", " x"),
        new("LOGIN", Nobody, " $user $password", Nobody, " $user wrong", "NO [AUTHENTICATIONFAILED]", " $user"),
        new("AUTHENTICATE", Nobody, " PLAIN {plain}", Nobody, " X-NOT-THERE", "NO [CANNOT]", ""),

        // RFC 9051 §6.3, authenticated.
        new("ENABLE", LoggedIn, " CONDSTORE", Nobody, " CONDSTORE", "BAD", ""),
        new("SELECT", LoggedIn, " INBOX", LoggedIn, " Nope", "NO [NONEXISTENT]", ""),
        new("EXAMINE", LoggedIn, " INBOX", LoggedIn, " Nope", "NO [NONEXISTENT]", " INBOX ()"),
        new("CREATE", LoggedIn, " a", LoggedIn, " INBOX", "NO [ALREADYEXISTS]", " a (X)"),
        new("DELETE", LoggedIn, " Trash", LoggedIn, " INBOX", "NO [CANNOT]", ""),
        new("RENAME", LoggedIn, " Trash Bin", LoggedIn, " Nope Bin", "NO [NONEXISTENT]", " Trash"),
        new("SUBSCRIBE", LoggedIn, " a", LoggedIn, " a//b", "NO [CANNOT]", ""),
        new("UNSUBSCRIBE", LoggedIn, " INBOX", LoggedIn, " a//b", "NO [CANNOT]", " INBOX x"),
        new("LIST", LoggedIn, " \"\" *", Nobody, " \"\" *", "BAD", " \"\""),
        new("LSUB", LoggedIn, " \"\" *", Nobody, " \"\" *", "BAD", " \"\""),
        new("NAMESPACE", LoggedIn, "", Nobody, "", "BAD", " x"),
        new("STATUS", LoggedIn, " INBOX (MESSAGES)", LoggedIn, " Nope (MESSAGES)", "NO [NONEXISTENT]", " INBOX ()"),
        new("APPEND", LoggedIn, " INBOX {{{\nSubject: x\n\ny\n}}}", LoggedIn, " Nope {{{\nSubject: x\n\ny\n}}}", "NO [TRYCREATE]", " INBOX x"),
        new("IDLE", LoggedIn, "\nS1: + ...\nC1: DONE", Nobody, "", "BAD", " x"),

        // RFC 9051 §6.4, selected.
        new("CHECK", Selected, "", LoggedIn, "", "BAD", " x"),
        new("CLOSE", Selected, "", LoggedIn, "", "BAD", " x"),
        new("UNSELECT", Selected, "", LoggedIn, "", "BAD", " x"),
        new("EXPUNGE", Selected, "", Examined, "", "NO [READ-ONLY]", " 1"),
        new("UID EXPUNGE", Selected, " 1:*", Examined, " 1:*", "NO [READ-ONLY]", ""),
        new("SEARCH", Selected, " ALL", Selected, " CHARSET x ALL", "NO [BADCHARSET", ""),
        new("UID SEARCH", Selected, " ALL", Selected, " CHARSET x ALL", "NO [BADCHARSET", " XYZ"),
        new("FETCH", Selected, " 1 FLAGS", Unknown, " 1 BINARY[1]", "NO [UNKNOWN-CTE]", " 1"),
        new("UID FETCH", Selected, " 1 FLAGS", Unknown, " 1 BINARY[1]", "NO [UNKNOWN-CTE]", " 1 ()"),
        new("STORE", Selected, " 1 FLAGS ()", Examined, " 1 FLAGS ()", "NO [READ-ONLY]", " 1 FLAGS"),
        new("UID STORE", Selected, " 1 FLAGS ()", Examined, " 1 FLAGS ()", "NO [READ-ONLY]", " 1 ()"),
        new("COPY", Selected, " 1 Trash", Selected, " 1 Nope", "NO [TRYCREATE]", " 1"),
        new("UID COPY", Selected, " 1 Trash", Selected, " 1 Nope", "NO [TRYCREATE]", " 0 Trash"),
        new("MOVE", Selected, " 1 Trash", Examined, " 1 Trash", "NO [READ-ONLY]", " 1"),
        new("UID MOVE", Selected, " 1 Trash", Selected, " 1 Nope", "NO [TRYCREATE]", " Trash"),
    }.ToDictionary(static kinds => kinds.Name, StringComparer.Ordinal);
}
