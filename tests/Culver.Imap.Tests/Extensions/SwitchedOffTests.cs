using Xunit;

namespace Culver.Imap.Tests.Extensions;

/// <summary>A capability that is switched off, in the settings or for an account, is neither announced nor honoured.</summary>
public sealed class SwitchedOffTests
{
    [Theory]
    // Commands are unknown.
    [InlineData("ENABLE", "ENABLE CONDSTORE", "BAD Unknown command")]
    [InlineData("ID", "ID NIL", "BAD Unknown command")]
    [InlineData("IDLE", "IDLE", "BAD Unknown command")]
    [InlineData("NAMESPACE", "NAMESPACE", "BAD Unknown command")]
    [InlineData("UNSELECT", "UNSELECT", "BAD Unknown command")]
    [InlineData("UIDPLUS", "UID EXPUNGE 1", "BAD Unknown command")]
    [InlineData("MOVE", "MOVE 1 Trash", "BAD Unknown command")]
    [InlineData("MOVE", "UID MOVE 1 Trash", "BAD Unknown command")]
    // Arguments are not in the grammar.
    [InlineData("ESEARCH", "SEARCH RETURN (COUNT) ALL", "BAD Expected")]
    [InlineData("ESEARCH", "SEARCH RETURN (SAVE) ALL", "BAD Expected")]
    [InlineData("SEARCHRES", "SEARCH RETURN (SAVE) ALL", "BAD Expected")]
    [InlineData("SEARCHRES", "FETCH $ UID", "BAD Expected")]
    [InlineData("SEARCHRES", "SEARCH 1,$", "BAD Expected")]
    [InlineData("CONDSTORE", "SELECT INBOX (CONDSTORE)", "BAD Expected")]
    [InlineData("CONDSTORE", "FETCH 1 MODSEQ", "BAD Expected")]
    [InlineData("CONDSTORE", "FETCH 1 FLAGS (CHANGEDSINCE 1)", "BAD Expected")]
    [InlineData("CONDSTORE", "STORE 1 (UNCHANGEDSINCE 1) FLAGS ()", "BAD Expected")]
    [InlineData("CONDSTORE", "SEARCH OR ALL (NOT MODSEQ 1)", "BAD Expected")]
    [InlineData("CONDSTORE", "STATUS INBOX (HIGHESTMODSEQ)", "BAD Expected")]
    [InlineData("CONDSTORE", "SELECT INBOX (QRESYNC (1 1))", "BAD Expected")]
    [InlineData("QRESYNC", "SELECT INBOX (QRESYNC (1 1))", "BAD Expected")]
    [InlineData("QRESYNC", "UID FETCH 1 FLAGS (CHANGEDSINCE 1 VANISHED)", "BAD Expected")]
    [InlineData("LIST-EXTENDED", "LIST (SUBSCRIBED) \"\" *", "BAD Expected")]
    [InlineData("LIST-EXTENDED", "LIST \"\" (INBOX Sent)", "BAD Expected")]
    [InlineData("LIST-EXTENDED", "LIST \"\" * RETURN (CHILDREN)", "BAD Expected")]
    [InlineData("LIST-STATUS", "LIST \"\" * RETURN (STATUS (MESSAGES))", "BAD Expected")]
    [InlineData("SPECIAL-USE", "LIST (SPECIAL-USE) \"\" *", "BAD Expected")]
    [InlineData("SPECIAL-USE", "LIST \"\" * RETURN (SPECIAL-USE)", "BAD Expected")]
    [InlineData("CREATE-SPECIAL-USE", "CREATE a (USE (\\Archive))", "BAD Expected")]
    [InlineData("STATUS=SIZE", "STATUS INBOX (SIZE)", "BAD Expected")]
    [InlineData("OBJECTID", "STATUS INBOX (MAILBOXID)", "BAD Expected")]
    [InlineData("OBJECTID", "FETCH 1 EMAILID", "BAD Expected")]
    [InlineData("OBJECTID", "FETCH 1 (THREADID)", "BAD Expected")]
    [InlineData("OBJECTID", "SEARCH EMAILID x", "BAD Expected")]
    [InlineData("APPENDLIMIT", "STATUS INBOX (APPENDLIMIT)", "BAD Expected")]
    [InlineData("BINARY", "FETCH 1 BINARY[1]", "BAD Expected")]
    [InlineData("BINARY", "FETCH 1 BINARY.SIZE[1]", "BAD Expected")]
    [InlineData("BINARY", "APPEND INBOX ~{5}", "BAD Expected")]
    [InlineData("UTF8=ACCEPT", "APPEND INBOX UTF8 (~{5}", "BAD Expected")]
    public Task Its_commands_are_unknown_and_its_arguments_bad_syntax(string capability, string command, string answer) => Imap.RunWithoutAsync([capability], $$"""
        given  INBOX with 1 message, selected
        C1: a {{command}}
        S1: a {{answer}}...
        C1: b NOOP
        S1: b OK ...
        """);

    [Theory]
    [InlineData("UIDPLUS", "COPY 1 Trash", "OK COPY")]
    [InlineData("UIDPLUS", "APPEND INBOX {{{\na: b\n\nc\n}}}", "OK APPEND")]
    [InlineData("OBJECTID", "CREATE a", "OK CREATE")]
    public Task Its_response_codes_are_not_sent(string capability, string command, string answer) => Imap.RunWithoutAsync([capability], $$"""
        given  INBOX with 1 message, selected
        C1: a {{command}}
        S1: ...
        S1: a {{answer}}...
        """);

    [Fact]
    public Task SELECT_tells_nothing_of_what_is_off() => Imap.RunWithoutAsync(["CONDSTORE", "OBJECTID", "UIDPLUS"], """
        given  INBOX with 1 message
        in order
        C1: a SELECT INBOX
        S1: * FLAGS ...
        S1: * OK [PERMANENTFLAGS ...
        S1: * 1 EXISTS
        S1: * 1 RECENT
        S1: * OK [UIDVALIDITY ...
        S1: * OK [UIDNEXT ...
        S1: a OK [READ-WRITE] ...
        C1: b MOVE 1 Trash
        S1: * 1 EXPUNGE
        S1: b OK MOVE ...
        """);

    [Fact]
    public Task LIST_tells_no_attributes_of_what_is_off() => Imap.RunWithoutAsync(["CHILDREN", "SPECIAL-USE"], """
        C1: a LIST "" Sent
        S1: * LIST () "/" Sent
        S1: a OK ...
        C1: b LIST "" Sent RETURN (CHILDREN)
        S1: * LIST (\HasNoChildren) "/" Sent
        S1: b OK ...
        """);

    [Fact]
    public Task What_is_off_for_an_account_is_not_announced_at_its_login() => Imap.RunWithoutAsync(["CONDSTORE", "APPENDLIMIT", "list-extended"], """
        C1: a CAPABILITY
        S1: * CAPABILITY IMAP4rev2 IMAP4rev1 LITERAL+ SASL-IR ENABLE ID IDLE NAMESPACE CHILDREN UNSELECT UIDPLUS MOVE ESEARCH SEARCHRES SPECIAL-USE CREATE-SPECIAL-USE STATUS=SIZE BINARY OBJECTID UTF8=ACCEPT
        S1: a OK ...
        C1: b ENABLE QRESYNC CONDSTORE
        S1: * ENABLED
        S1: b OK ...
        """);

    [Fact]
    public Task Literals_that_do_not_wait_are_thrown_away() => Imap.RunWithoutAsync(["LITERAL+"], """
        C1: a STATUS +{{{INBOX}}} (MESSAGES)
        S1: a BAD Expected a literal that waits to be asked for
        C1: b STATUS {{{INBOX}}} (MESSAGES)
        S1: * STATUS INBOX (MESSAGES 0)
        S1: b OK ...
        C1: c APPEND INBOX +{{{
        a: b

        z NOOP
        }}}
        S1: c BAD Expected a literal that waits to be asked for
        C1: d STATUS INBOX (MESSAGES)
        S1: * STATUS INBOX (MESSAGES 0)
        S1: d OK ...
        """);

    [Fact]
    public Task Before_login_what_the_settings_switch_off_is_off() => Imap.RunInTheClearAsync("""
        given setting Imap:DisabledCapabilities:0 is STARTTLS
        given setting Imap:DisabledCapabilities:1 is SASL-IR
        given setting Imap:DisabledCapabilities:2 is AUTH=PLAIN
        given  not logged in
        C1: a STARTTLS
        S1: a BAD Unknown command
        C1: b AUTHENTICATE PLAIN
        S1: b NO [CANNOT] ...
        C1: c AUTHENTICATE LOGIN YQ==
        S1: c BAD Expected ...
        C1: d LOGIN $user $password
        S1: d OK ...
        """);
}
