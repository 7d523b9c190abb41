using Xunit;

namespace Culver.Imap.Tests.Commands;

/// <summary>SELECT, EXAMINE, CLOSE and UNSELECT (RFC 9051 §6.3.2, §6.3.3, §6.4.1, §6.4.2; RFC 3501 §6.3.1).</summary>
public sealed class SelectTests
{
    [Fact]
    public Task SELECT_tells_the_state_of_the_mailbox() => Imap.RunAsync("""
        given  INBOX with 3 messages, the first \Seen $Forwarded
        C1: a SELECT INBOX
        S1: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft $Forwarded)
        S1: * OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft $Forwarded \*)] ...
        S1: * 3 EXISTS
        S1: * 3 RECENT
        S1: * OK [UIDVALIDITY $validity] ...
        S1: * OK [UIDNEXT 4] ...
        S1: * OK [HIGHESTMODSEQ $modseq] ...
        S1: * OK [MAILBOXID ($id)] ...
        S1: a OK [READ-WRITE] ...
        """);

    [Fact]
    public Task SELECT_in_rev2_lists_the_mailbox_and_knows_no_RECENT() => Imap.RunAsync("""
        given  mailbox Foo with 2 messages
        given  mailbox Foo/Bar
        given  rev2 enabled by C1
        C1: a SELECT Foo
        S1: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
        S1: * OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft \*)] ...
        S1: * 2 EXISTS
        S1: * OK [UIDVALIDITY $validity] ...
        S1: * OK [UIDNEXT 3] ...
        S1: * OK [HIGHESTMODSEQ $modseq] ...
        S1: * OK [MAILBOXID ($id)] ...
        S1: * LIST (\HasChildren) "/" Foo
        S1: a OK [READ-WRITE] ...
        """);

    [Fact]
    public Task EXAMINE_is_read_only() => Imap.RunAsync("""
        given  INBOX with 1 message, the first \Deleted
        C1: a EXAMINE INBOX
        S1: * OK [PERMANENTFLAGS ()] ...
        S1: ...
        S1: a OK [READ-ONLY] ...
        C1: b STORE 1 +FLAGS (\Seen)
        S1: b NO [READ-ONLY] ...
        C1: c EXPUNGE
        S1: c NO [READ-ONLY] ...
        C1: d UID EXPUNGE 1
        S1: d NO [READ-ONLY] ...
        C1: e MOVE 1 Archive
        S1: e NO [READ-ONLY] ...
        C1: f FETCH 1 (BODY[])
        S1: * 1 FETCH (BODY[] {{{...}}})
        S1: f OK ...
        C1: g CLOSE
        S1: g OK ...
        C1: h STATUS INBOX (MESSAGES UNSEEN)
        S1: * STATUS INBOX (MESSAGES 1 UNSEEN 1)
        S1: h OK ...
        """);

    [Fact]
    public Task SELECT_of_another_mailbox_says_CLOSED_first() => Imap.RunAsync("""
        given  mailbox Foo with 2 messages
        given  INBOX with 1 message, selected
        in order
        C1: a SELECT Foo
        S1: * OK [CLOSED] ...
        S1: * FLAGS ...
        S1: * OK [PERMANENTFLAGS ...
        S1: * 2 EXISTS
        S1: ...
        S1: a OK [READ-WRITE] ...
        """);

    [Fact]
    public Task SELECT_that_fails_leaves_nothing_selected() => Imap.RunAsync("""
        given  INBOX with 1 message, selected
        C1: a SELECT Nowhere
        S1: * OK [CLOSED] ...
        S1: a NO [NONEXISTENT] ...
        C1: b FETCH 1 (UID)
        S1: b BAD ...
        C1: c SELECT Nowhere
        S1: c NO [NONEXISTENT] ...
        """);

    [Fact]
    public Task SELECT_of_a_name_without_a_mailbox_is_refused() => Imap.RunAsync("""
        given  mailbox a/b
        C1: x DELETE a
        S1: x OK ...
        C1: a SELECT a
        S1: a NO ...
        C1: b EXAMINE a
        S1: b NO ...
        """);

    [Fact]
    public Task SELECT_does_not_tell_what_the_old_mailbox_went_through() => Imap.RunAsync("""
        given  mailbox Foo with 2 messages
        given  INBOX with 1 message, selected
        C1: x NOOP
        S1: x OK ...
        given  message in INBOX {{{
        Subject: new

        x
        }}}
        in order
        C1: a EXAMINE Foo
        S1: * OK [CLOSED] ...
        S1: * FLAGS ...
        S1: * OK [PERMANENTFLAGS ...
        S1: * 2 EXISTS
        S1: ...
        S1: a OK [READ-ONLY] ...
        """);

    [Fact]
    public Task CLOSE_expunges_without_a_word() => Imap.RunAsync("""
        given  INBOX with 3 messages, the second \Deleted, selected
        C1: a CLOSE
        S1: a OK ...
        C1: b STATUS INBOX (MESSAGES)
        S1: * STATUS INBOX (MESSAGES 2)
        S1: b OK ...
        C1: c CLOSE
        S1: c BAD ...
        """);

    [Fact]
    public Task CLOSE_tells_no_HIGHESTMODSEQ() => Imap.RunAsync("""
        given  INBOX with 3 messages, the second \Deleted, selected
        given  QRESYNC enabled by C1
        C1: a CLOSE
        S1: a OK CLOSE completed
        """);

    [Fact]
    public Task UNSELECT_expunges_nothing() => Imap.RunAsync("""
        given  INBOX with 3 messages, the second \Deleted, selected
        C1: a UNSELECT
        S1: a OK ...
        C1: b STATUS INBOX (MESSAGES DELETED)
        S1: * STATUS INBOX (MESSAGES 3 DELETED 1)
        S1: b OK ...
        C1: c UNSELECT
        S1: c BAD ...
        """);

    [Fact]
    public Task SELECT_of_the_same_mailbox_again_renews_the_view() => Imap.RunAsync("""
        given  INBOX with 1 message, selected
        C1: x NOOP
        S1: x OK ...
        given  message in INBOX {{{
        Subject: new

        x
        }}}
        C1: a SELECT INBOX
        S1: * OK [CLOSED] ...
        S1: * 2 EXISTS
        S1: * 1 RECENT
        S1: ...
        S1: a OK [READ-WRITE] ...
        """);
}
