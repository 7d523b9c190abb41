using Xunit;

namespace Culver.Imap.Tests.Commands;

/// <summary>CAPABILITY, NOOP, LOGOUT, ENABLE, ID, STARTTLS and LOGIN (RFC 9051 §6.1, §6.2, §6.3.1; RFC 2971).</summary>
public sealed class SessionCommandTests
{
    [Fact]
    public Task The_greeting_tells_capabilities_and_is_no_PREAUTH() => Imap.RunInTheClearAsync("""
        C1 connects
        S1: * OK [CAPABILITY IMAP4rev2 IMAP4rev1 ...] ...
        C1: a NOOP
        S1: a OK ...
        C1: b SELECT INBOX
        S1: b BAD ...
        """);

    [Fact]
    public Task CAPABILITY_before_login_tells_mechanisms() => Imap.RunInTheClearAsync("""
        given  not logged in
        C1: a CAPABILITY
        S1: * CAPABILITY IMAP4rev2 IMAP4rev1 ...STARTTLS ...AUTH=...
        S1: a OK ...
        """);

    [Fact]
    public Task CAPABILITY_after_login_tells_no_mechanisms_any_more() => Imap.RunAsync("""
        C1: a CAPABILITY
        S1: * CAPABILITY IMAP4rev2 IMAP4rev1 LITERAL+ SASL-IR ENABLE ID IDLE ...
        S1: a OK ...
        """);

    [Fact]
    public Task CAPABILITY_takes_no_arguments() => Imap.RunAsync("""
        C1: a CAPABILITY now
        S1: a BAD ...xpected...
        """);

    [Fact]
    public Task NOOP_tells_what_is_new() => Imap.RunAsync("""
        given  INBOX with 1 message, selected
        C1: x NOOP
        S1: x OK ...
        given  message in INBOX {{{
        Subject: new

        x
        }}}
        C1: a NOOP
        S1: * 2 EXISTS
        S1: * 2 RECENT
        S1: a OK ...
        C1: b NOOP x
        S1: b BAD ...xpected...
        """);

    [Fact]
    public Task CHECK_of_rev1_is_taken_and_needs_a_mailbox() => Imap.RunAsync("""
        C1: a CHECK
        S1: a BAD ...
        C1: b SELECT INBOX
        S1: ...
        S1: b OK ...
        C1: c CHECK
        S1: c OK ...
        """);

    [Fact]
    public Task LOGOUT_says_BYE_and_closes() => Imap.RunAsync("""
        in order
        C1: a LOGOUT
        S1: * BYE ...
        S1: a OK ...
        S1 closes
        """);

    [Fact]
    public Task LOGOUT_before_login_says_BYE_too() => Imap.RunAsync("""
        given  not logged in
        in order
        C1: a LOGOUT
        S1: * BYE ...
        S1: a OK ...
        S1 closes
        """);

    [Fact]
    public Task LOGOUT_expunges_nothing() => Imap.RunAsync("""
        given  INBOX with 2 messages, all \Deleted, selected by C1
        C1: a LOGOUT
        S1: * BYE ...
        S1: a OK ...
        C2: b STATUS INBOX (MESSAGES)
        S2: * STATUS INBOX (MESSAGES 2)
        S2: b OK ...
        """);

    [Fact]
    public Task A_command_nobody_knows_is_BAD() => Imap.RunAsync("""
        C1: a XYZZY
        S1: a BAD ...
        C1: b UID XYZZY 1
        S1: b BAD ...
        C1: c UID
        S1: c BAD ...xpected...
        C1: d
        S1: * BAD ...xpected...
        """);

    [Fact]
    public Task A_line_without_a_tag_is_answered_untagged() => Imap.RunAsync("""
        C1: (a NOOP
        S1: * BAD ...
        C1: +a NOOP
        S1: * BAD ...
        C1: a NOOP
        S1: a OK ...
        """);

    [Fact]
    public Task Commands_have_no_case() => Imap.RunAsync("""
        C1: a nOoP
        S1: a OK ...
        C1: b uId FeTcH 1 (uid)
        S1: b BAD ...
        C1: c select inbox
        S1: ...
        S1: c OK ...
        C1: d uId FeTcH 1 (uid)
        S1: d OK ...
        """);

    [Fact]
    public Task Commands_of_another_state_are_BAD() => Imap.RunAsync("""
        given  C2 not logged in
        C2: a SELECT INBOX
        S2: a BAD ...
        C2: b FETCH 1 (UID)
        S2: b BAD ...
        C2: c ENABLE CONDSTORE
        S2: c BAD ...
        C1: d FETCH 1 (UID)
        S1: d BAD ...
        C1: e LOGIN $user $password
        S1: e BAD ...
        C1: f AUTHENTICATE PLAIN
        S1: f BAD ...
        C1: g STARTTLS
        S1: g BAD ...
        """);

    [Fact]
    public Task LOGIN_with_atoms_strings_and_literals() => Imap.RunAsync("""
        given  not logged in
        given  C2 not logged in
        given  C3 not logged in
        C1: a LOGIN $user $password
        S1: a OK [CAPABILITY IMAP4rev2 IMAP4rev1 ...] ...
        C2: a LOGIN "$user" "$password"
        S2: a OK [CAPABILITY ...] ...
        C3: a LOGIN "$user" {{{correct-horse}}}
        S3: a OK [CAPABILITY ...] ...
        """);

    [Fact]
    public Task LOGIN_in_bad_syntax_is_BAD() => Imap.RunAsync("""
        given  not logged in
        C1: a LOGIN
        S1: a BAD ...xpected...
        C1: b LOGIN someone
        S1: b BAD ...xpected...
        C1: c LOGIN someone "open
        S1: c BAD ...xpected...
        C1: d LOGIN a b c
        S1: d BAD ...xpected...
        """);

    [Fact]
    public Task ENABLE_tells_what_it_took() => Imap.RunAsync("""
        C1: a ENABLE condstore QRESYNC
        S1: * ENABLED CONDSTORE QRESYNC
        S1: a OK ...
        C1: b ENABLE IMAP4rev2 UTF8=ACCEPT
        S1: * ENABLED IMAP4rev2 UTF8=ACCEPT
        S1: b OK ...
        C1: c ENABLE
        S1: c BAD ...xpected...
        """);

    [Fact]
    public Task ENABLE_may_follow_SELECT() => Imap.RunAsync("""
        given  INBOX with 1 message, selected
        C1: a ENABLE CONDSTORE
        S1: * OK [HIGHESTMODSEQ ...
        S1: * ENABLED CONDSTORE
        S1: a OK ...
        C1: b STORE 1 +FLAGS (\Seen)
        S1: * 1 FETCH (UID 1 FLAGS (\Seen \Recent) MODSEQ ($m))
        S1: b OK ...
        """);

    [Fact]
    public Task ID_in_bad_syntax_is_BAD() => Imap.RunAsync("""
        C1: a ID
        S1: a BAD ...xpected...
        C1: b ID ("name")
        S1: b BAD ...xpected...
        C1: c ID (name "x")
        S1: c BAD ...xpected...
        """);

    [Fact]
    public Task STARTTLS_begins_TLS_and_capabilities_are_asked_again() => Imap.RunInTheClearAsync("""
        given  not logged in
        C1: a STARTTLS
        S1: a OK ...
        C1 starts TLS
        C1: b CAPABILITY
        S1: * CAPABILITY IMAP4rev2 IMAP4rev1 ...AUTH=PLAIN...
        S1: b OK ...
        C1: c STARTTLS
        S1: c BAD ...
        C1: d LOGIN $user $password
        S1: d OK ...
        """);

    [Fact]
    public Task STARTTLS_throws_away_what_was_injected() => Imap.RunInTheClearAsync("""
        given  not logged in
        C1 raw: a STARTTLS\x{0D 0A}b NOOP\x{0D 0A}
        S1: a OK ...
        C1 starts TLS
        C1: c NOOP
        S1: c OK ...
        """);

    [Fact]
    public Task STARTTLS_is_not_offered_after_login() => Imap.RunInTheClearAsync("""
        C1: a STARTTLS
        S1: a BAD ...
        C1: b NOOP
        S1: b OK ...
        """);
}
