using Xunit;

namespace Culver.Imap.Tests.Extensions;

/// <summary>QRESYNC (RFC 7162 §3.2).</summary>
public sealed class QresyncTests
{
    // What a client knew at $known: UIDs 1 to 6. Since then 2 and 5 were expunged and 3 was flagged.
    private const string Since = """
        given  INBOX with 6 messages, selected by C2
        C2: k STATUS INBOX (UIDVALIDITY HIGHESTMODSEQ)
        S2: * STATUS INBOX (UIDVALIDITY $validity HIGHESTMODSEQ $known)
        S2: k OK ...
        C2: l STORE 2,5 +FLAGS.SILENT (\Deleted)
        S2: ...
        S2: l OK ...
        C2: m EXPUNGE
        S2: * 5 EXPUNGE
        S2: * 2 EXPUNGE
        S2: m OK ...
        C2: n UID STORE 3 +FLAGS.SILENT (\Flagged)
        S2: ...
        S2: n OK ...
        C1: e ENABLE QRESYNC
        S1: * ENABLED QRESYNC
        S1: e OK ...

        """;

    [Fact]
    public Task SELECT_tells_what_vanished_and_what_changed() => Imap.RunAsync(Since + """
        C1: a SELECT INBOX (QRESYNC ($validity $known))
        S1: * 4 EXISTS
        S1: * OK [UIDVALIDITY $validity] ...
        S1: * VANISHED (EARLIER) 2,5
        S1: * 2 FETCH (UID 3 FLAGS (\Flagged) MODSEQ ($m))
        S1: ...
        S1: a OK [READ-WRITE] ...
        """);

    [Fact]
    public Task SELECT_tells_only_of_the_UIDs_the_client_knows() => Imap.RunAsync(Since + """
        C1: a SELECT INBOX (QRESYNC ($validity $known 4:6))
        S1: * VANISHED (EARLIER) 5
        S1: * FLAGS ...
        S1: * OK [PERMANENTFLAGS ...
        S1: * 4 EXISTS
        S1: * 0 RECENT
        S1: * OK [UIDVALIDITY $validity] ...
        S1: * OK [UIDNEXT 7] ...
        S1: * OK [HIGHESTMODSEQ $highest] ...
        S1: * OK [MAILBOXID ...
        S1: a OK [READ-WRITE] ...
        """);

    [Fact]
    public Task With_another_UIDVALIDITY_nothing_is_told() => Imap.RunAsync(Since + """
        C1: a SELECT INBOX (QRESYNC (1 $known))
        S1: * FLAGS ...
        S1: * OK [PERMANENTFLAGS ...
        S1: * 4 EXISTS
        S1: * 0 RECENT
        S1: * OK [UIDVALIDITY $validity] ...
        S1: * OK [UIDNEXT 7] ...
        S1: * OK [HIGHESTMODSEQ $highest] ...
        S1: * OK [MAILBOXID ...
        S1: a OK [READ-WRITE] ...
        """);

    [Fact]
    public Task With_the_newest_mod_sequence_nothing_is_told() => Imap.RunAsync(Since + """
        C1: s STATUS INBOX (HIGHESTMODSEQ)
        S1: * STATUS INBOX (HIGHESTMODSEQ $now)
        S1: s OK ...
        C1: a EXAMINE INBOX (QRESYNC ($validity $now))
        S1: * FLAGS ...
        S1: * OK [PERMANENTFLAGS ...
        S1: * 4 EXISTS
        S1: * 0 RECENT
        S1: * OK [UIDVALIDITY $validity] ...
        S1: * OK [UIDNEXT 7] ...
        S1: * OK [HIGHESTMODSEQ $now] ...
        S1: * OK [MAILBOXID ...
        S1: a OK [READ-ONLY] ...
        """);

    [Fact]
    public Task Sequence_match_data_narrows_what_vanished() => Imap.RunAsync(Since + """
        C1: a SELECT INBOX (QRESYNC ($validity 1 1:6 (1,3 1,4)))
        S1: * VANISHED (EARLIER) 5
        S1: ...
        S1: a OK [READ-WRITE] ...
        """);

    [Fact]
    public Task Sequence_match_data_without_known_UIDs() => Imap.RunAsync(Since + """
        C1: a SELECT INBOX (QRESYNC ($validity $known (1,2 1,2)))
        S1: * VANISHED (EARLIER) 2,5
        S1: ...
        S1: a OK [READ-WRITE] ...
        """);

    [Fact]
    public Task QRESYNC_needs_ENABLE() => Imap.RunAsync("""
        given  INBOX with 1 message, selected
        C1: a SELECT INBOX (QRESYNC (1 1))
        S1: a BAD ...
        C1: b UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1 VANISHED)
        S1: b BAD ...
        C1: c NOOP
        S1: c OK ...
        """);

    [Fact]
    public Task VANISHED_of_UID_FETCH_tells_what_is_gone_first() => Imap.RunAsync(Since + """
        C1: s SELECT INBOX
        S1: ...
        S1: s OK ...
        in order
        C1: a UID FETCH 1:6 (FLAGS) (CHANGEDSINCE $known VANISHED)
        S1: * VANISHED (EARLIER) 2,5
        S1: * 2 FETCH (UID 3 FLAGS (\Flagged) MODSEQ ($m))
        S1: a OK ...
        C1: b UID FETCH 3:6 (FLAGS) (VANISHED CHANGEDSINCE $known)
        S1: * VANISHED (EARLIER) 5
        S1: * 2 FETCH (UID 3 FLAGS (\Flagged) MODSEQ ($m))
        S1: b OK ...
        """);

    [Fact]
    public Task VANISHED_is_refused_where_it_does_not_belong() => Imap.RunAsync("""
        given  INBOX with 1 message, selected
        given  QRESYNC enabled by C1
        C1: a FETCH 1:* (FLAGS) (CHANGEDSINCE 1 VANISHED)
        S1: a BAD ...xpected...
        C1: b UID FETCH 1:* (FLAGS) (VANISHED)
        S1: b BAD ...xpected...
        """);

    [Fact]
    public Task EXPUNGE_tells_VANISHED_and_HIGHESTMODSEQ() => Imap.RunAsync("""
        given  INBOX with 5 messages, the first \Deleted, messages 3 to 4 \Deleted, selected
        given  QRESYNC enabled by C1
        C1: a EXPUNGE
        S1: * VANISHED 1,3:4
        S1: a OK [HIGHESTMODSEQ $m] ...
        C1: b STATUS INBOX (HIGHESTMODSEQ)
        S1: * STATUS INBOX (HIGHESTMODSEQ $m)
        S1: b OK ...
        C1: c EXPUNGE
        S1: c OK EXPUNGE completed
        """);

    [Fact]
    public Task UID_EXPUNGE_tells_VANISHED_and_HIGHESTMODSEQ() => Imap.RunAsync("""
        given  INBOX with 3 messages, all \Deleted, selected
        given  QRESYNC enabled by C1
        C1: a UID EXPUNGE 2
        S1: * VANISHED 2
        S1: a OK [HIGHESTMODSEQ $m] ...
        """);

    [Fact]
    public Task MOVE_tells_VANISHED_and_HIGHESTMODSEQ() => Imap.RunAsync("""
        given  INBOX with 3 messages, selected
        given  QRESYNC enabled by C1
        in order
        C1: a MOVE 1:2 Archive
        S1: * OK [COPYUID $v 1:2 1:2] ...
        S1: * VANISHED 1:2
        S1: a OK [HIGHESTMODSEQ $m] ...
        """);

    [Fact]
    public Task What_another_session_expunged_is_VANISHED_without_EARLIER() => Imap.RunAsync("""
        given  INBOX with 3 messages, the second \Deleted, selected by both
        given  QRESYNC enabled by C1
        C2: x EXPUNGE
        S2: * 2 EXPUNGE
        S2: x OK ...
        C1: a FETCH 3 (UID)
        S1: * 3 FETCH (UID 3)
        S1: a OK ...
        C1: b NOOP
        S1: * VANISHED 2
        S1: b OK ...
        C1: c FETCH 2 (UID)
        S1: * 2 FETCH (UID 3)
        S1: c OK ...
        """);

    [Fact]
    public Task What_is_gone_but_not_told_yet_is_not_told_twice() => Imap.RunAsync("""
        given  INBOX with 3 messages, the second \Deleted, selected by both
        given  QRESYNC enabled by C1
        C2: x EXPUNGE
        S2: * 2 EXPUNGE
        S2: x OK ...
        C1: a UID FETCH 1:3 (UID) (CHANGEDSINCE 99999 VANISHED)
        S1: * VANISHED 2
        S1: a OK ...
        """);

    [Fact]
    public Task In_bad_syntax_it_is_BAD() => Imap.RunAsync("""
        given  QRESYNC enabled by C1
        C1: a SELECT INBOX (QRESYNC)
        S1: a BAD ...xpected...
        C1: b SELECT INBOX (QRESYNC (0 1))
        S1: b BAD ...xpected...
        C1: c SELECT INBOX (QRESYNC (1 0))
        S1: c BAD ...xpected...
        C1: d SELECT INBOX (QRESYNC (1 1 1:*))
        S1: d BAD ...xpected...
        C1: e SELECT INBOX (QRESYNC (1 1 1:5 (1:3 1:2)))
        S1: e BAD ...xpected...
        C1: f SELECT INBOX (QRESYNC (1 1 (1:2 3:4) 1:5))
        S1: f BAD ...xpected...
        """);

    [Fact]
    public Task The_answer_to_SELECT_tells_vanished_before_flags() => Imap.RunAsync(Since + """
        in order
        C1: a SELECT INBOX (QRESYNC ($validity $known))
        S1: * FLAGS ...
        S1: * OK [PERMANENTFLAGS ...
        S1: * 4 EXISTS
        S1: * 0 RECENT
        S1: * OK [UIDVALIDITY $validity] ...
        S1: * OK [UIDNEXT 7] ...
        S1: * OK [HIGHESTMODSEQ $highest] ...
        S1: * OK [MAILBOXID ...
        S1: * VANISHED (EARLIER) 2,5
        S1: * 2 FETCH (UID 3 FLAGS (\Flagged) MODSEQ ($m))
        S1: a OK [READ-WRITE] ...
        """);

    [Fact]
    public Task A_client_of_long_ago_is_told_of_all_that_is_gone() => Imap.RunAsync(Since + """
        C1: a EXAMINE INBOX (QRESYNC ($validity 1))
        S1: * VANISHED (EARLIER) 2,5
        S1: * 1 FETCH (UID 1 FLAGS () MODSEQ ($a))
        S1: * 2 FETCH (UID 3 FLAGS (\Flagged) MODSEQ ($b))
        S1: * 3 FETCH (UID 4 FLAGS () MODSEQ ($c))
        S1: * 4 FETCH (UID 6 FLAGS () MODSEQ ($d))
        S1: ...
        S1: a OK [READ-ONLY] ...
        """);

    [Fact]
    public Task SELECT_while_another_is_selected_says_CLOSED_first() => Imap.RunAsync(Since + """
        C1: s SELECT Archive
        S1: ...
        S1: s OK ...
        in order
        C1: a SELECT INBOX (QRESYNC ($validity $known))
        S1: * OK [CLOSED] ...
        S1: * FLAGS ...
        S1: ...
        S1: a OK [READ-WRITE] ...
        """);

    [Fact]
    public Task What_is_expunged_while_a_client_idles_is_VANISHED() => Imap.RunAsync("""
        given  INBOX with 3 messages, messages 1 to 2 \Deleted, selected by both
        given  QRESYNC enabled by C1
        C1: a IDLE
        S1: + ...
        C2: x EXPUNGE
        S2: * 2 EXPUNGE
        S2: * 1 EXPUNGE
        S2: x OK ...
        S1: * VANISHED 1:2
        C1: DONE
        S1: a OK ...
        """);

    [Fact]
    public Task A_message_that_came_and_went_is_told_as_vanished() => Imap.RunAsync("""
        given  INBOX with 1 message, selected by C2
        C2: k STATUS INBOX (UIDVALIDITY HIGHESTMODSEQ)
        S2: * STATUS INBOX (UIDVALIDITY $validity HIGHESTMODSEQ $known)
        S2: k OK ...
        C2: l COPY 1 INBOX
        S2: ...
        S2: l OK ...
        C2: m STORE 2 +FLAGS.SILENT (\Deleted)
        S2: ...
        S2: m OK ...
        C2: n EXPUNGE
        S2: * 2 EXPUNGE
        S2: n OK ...
        C1: e ENABLE QRESYNC
        S1: * ENABLED QRESYNC
        S1: e OK ...
        C1: a SELECT INBOX (QRESYNC ($validity $known))
        S1: * VANISHED (EARLIER) 2
        S1: * OK [UIDNEXT 3] ...
        S1: ...
        S1: a OK [READ-WRITE] ...
        """);
}
