using Xunit;

namespace Culver.Imap.Tests.Commands;

/// <summary>STATUS (RFC 9051 §6.3.11, RFC 3501 §6.3.10, RFC 8438, RFC 7162 §3.1.7, RFC 8474 §4.3, RFC 7889 §2).</summary>
public sealed class StatusTests
{
    [Fact]
    public Task STATUS_answers_what_was_asked_in_its_order() => Imap.RunAsync("""
        given  mailbox Foo with 3 messages, the first \Seen, the third \Deleted
        C1: a STATUS Foo (UIDNEXT MESSAGES)
        S1: * STATUS Foo (UIDNEXT 4 MESSAGES 3)
        S1: a OK ...
        C1: b STATUS Foo (unseen deleted)
        S1: * STATUS Foo (UNSEEN 2 DELETED 1)
        S1: b OK ...
        """);

    [Fact]
    public Task SIZE_is_the_sum_of_RFC822_SIZE() => Imap.RunAsync("""
        given  message in INBOX {{{
        a: b

        x
        }}}
        given  message in INBOX {{{
        a: b

        xyz
        }}}
        C1: a STATUS INBOX (SIZE)
        S1: * STATUS INBOX (SIZE 24)
        S1: a OK ...
        """);

    [Fact]
    public Task RECENT_counts_what_no_session_was_told_of() => Imap.RunAsync("""
        given  INBOX with 2 messages
        C1: a STATUS INBOX (RECENT)
        S1: * STATUS INBOX (RECENT 2)
        S1: a OK ...
        C1: b SELECT INBOX
        S1: * 2 RECENT
        S1: ...
        S1: b OK ...
        C1: c UNSELECT
        S1: c OK ...
        C1: d STATUS INBOX (RECENT)
        S1: * STATUS INBOX (RECENT 0)
        S1: d OK ...
        """);

    [Fact]
    public Task STATUS_of_the_selected_mailbox_is_taken() => Imap.RunAsync("""
        given  INBOX with 2 messages, selected
        C1: a STATUS INBOX (MESSAGES)
        S1: * STATUS INBOX (MESSAGES 2)
        S1: a OK ...
        """);

    [Fact]
    public Task STATUS_is_refused_for_what_is_not_there_or_cannot_be_selected() => Imap.RunAsync("""
        given  mailbox a/b
        C1: x DELETE a
        S1: x OK ...
        C1: a STATUS Nowhere (MESSAGES)
        S1: a NO [NONEXISTENT] ...
        C1: b STATUS a (MESSAGES)
        S1: b NO ...
        """);

    [Fact]
    public Task STATUS_in_bad_syntax_is_BAD() => Imap.RunAsync("""
        C1: a STATUS INBOX
        S1: a BAD ...xpected...
        C1: b STATUS INBOX ()
        S1: b BAD ...xpected...
        C1: c STATUS INBOX (NOSUCH)
        S1: c BAD ...xpected...
        C1: d STATUS INBOX MESSAGES
        S1: d BAD ...xpected...
        C1: e STATUS
        S1: e BAD ...xpected...
        """);

    [Fact]
    public Task STATUS_of_HIGHESTMODSEQ_enables_CONDSTORE() => Imap.RunAsync("""
        given  INBOX with 1 message, selected
        C1: a STATUS INBOX (HIGHESTMODSEQ)
        S1: * OK [HIGHESTMODSEQ ...
        S1: * STATUS INBOX (HIGHESTMODSEQ $m)
        S1: a OK ...
        C1: b STORE 1 FLAGS (\Seen)
        S1: * 1 FETCH (UID 1 FLAGS (\Seen \Recent) MODSEQ ($n))
        S1: b OK ...
        """);

    [Fact]
    public Task A_name_is_written_so_that_it_can_be_read() => Imap.RunAsync("""
        given  mailbox "red (very) "
        given  mailbox NIL
        C1: a STATUS "red (very) " (MESSAGES)
        S1: * STATUS "red (very) " (MESSAGES 0)
        S1: a OK ...
        C1: b STATUS "NIL" (MESSAGES)
        S1: * STATUS "NIL" (MESSAGES 0)
        S1: b OK ...
        """);
}
