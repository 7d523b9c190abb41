using Xunit;

namespace Culver.Imap.Tests.Commands;

/// <summary>What ENABLE IMAP4rev2 changes (RFC 9051 appendix E).</summary>
public sealed class Rev2Tests
{
    [Fact]
    public Task Recent_is_neither_flag_nor_response() => Imap.RunAsync("""
        given  INBOX with 1 message, selected
        given  rev2 enabled by C1
        C1: a FETCH 1 (FLAGS)
        S1: * 1 FETCH (FLAGS ())
        S1: a OK ...
        C1: b APPEND INBOX +{{{
        x: y

        }}}
        S1: * 2 EXISTS
        S1: b OK ...
        C1: c SELECT INBOX
        S1: * OK [CLOSED] ...
        S1: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
        S1: * OK [PERMANENTFLAGS ...
        S1: * 2 EXISTS
        S1: * OK [UIDVALIDITY ...
        S1: * OK [UIDNEXT ...
        S1: * OK [HIGHESTMODSEQ ...
        S1: * OK [MAILBOXID ...
        S1: * LIST (\HasNoChildren) "/" INBOX
        S1: c OK [READ-WRITE] ...
        """);

    [Fact]
    public Task ENVELOPE_and_BODYSTRUCTURE_may_hold_UTF8() => Imap.RunAsync("""
        given  message in INBOX {{{
        From: Jürgen <j@example.org>
        Subject: Grüße
        Content-Description: Grüße

        x
        }}}
        given  rev2 enabled by C1
        C1: s EXAMINE INBOX
        S1: ...
        S1: s OK ...
        C1: a FETCH 1 (ENVELOPE)
        S1: * 1 FETCH (ENVELOPE (NIL "Grüße" (("Jürgen" NIL "j" "example.org")) ...
        S1: a OK ...
        C1: b FETCH 1 (BODYSTRUCTURE)
        S1: * 1 FETCH (BODYSTRUCTURE (... NIL "Grüße" "7bit" ...
        S1: b OK ...
        """);

    [Fact]
    public Task Text_to_search_for_may_be_quoted_UTF8() => Imap.RunAsync("""
        given  message in INBOX {{{
        Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=

        x
        }}}
        given  rev2 enabled by C1
        C1: s EXAMINE INBOX
        S1: ...
        S1: s OK ...
        C1: a SEARCH SUBJECT "GRÜSSE"
        S1: * ESEARCH (TAG "a")...
        S1: a OK ...
        C1: b SEARCH SUBJECT "grüße"
        S1: * ESEARCH (TAG "b") ALL 1
        S1: b OK ...
        C1: c UID SEARCH CHARSET UTF-8 SUBJECT "grüße"
        S1: * ESEARCH (TAG "c") UID ALL 1
        S1: c OK ...
        """);

    [Fact]
    public Task Old_commands_are_still_answered() => Imap.RunAsync("""
        given  INBOX with 1 message, selected
        given  rev2 enabled by C1
        C1: a LSUB "" INBOX
        S1: * LSUB () "/" INBOX
        S1: a OK ...
        C1: b CHECK
        S1: b OK ...
        C1: c FETCH 1 (RFC822.HEADER)
        S1: * 1 FETCH (RFC822.HEADER {{{...}}})
        S1: c OK ...
        """);

    [Fact]
    public Task Tags_with_a_quote_are_written_so_that_they_can_be_read() => Imap.RunAsync("""
        given  INBOX with 1 message, selected
        given  rev2 enabled by C1
        C1: a'b]c SEARCH ALL
        S1: * ESEARCH (TAG "a'b]c") ALL 1
        S1: a'b]c OK ...
        """);
}
