using Xunit;

namespace Culver.Imap.Tests.Extensions;

/// <summary>CONDSTORE (RFC 7162 §3.1).</summary>
public sealed class CondstoreTests
{
    [Fact]
    public Task SELECT_with_CONDSTORE_enables_it() => Imap.RunAsync("""
        given  INBOX with 1 message
        C1: a SELECT INBOX (CONDSTORE)
        S1: * OK [HIGHESTMODSEQ $highest] ...
        S1: ...
        S1: a OK [READ-WRITE] ...
        C1: b STORE 1 +FLAGS (\Seen)
        S1: * 1 FETCH (UID 1 FLAGS (\Seen \Recent) MODSEQ ($m))
        S1: b OK ...
        """);

    [Theory]
    [InlineData("ENABLE CONDSTORE", "* ENABLED CONDSTORE")]
    [InlineData("ENABLE QRESYNC", "* ENABLED QRESYNC")]
    [InlineData("FETCH 1 (MODSEQ)", "* 1 FETCH (MODSEQ ($x))")]
    [InlineData("FETCH 1 (FLAGS) (CHANGEDSINCE 1)", "* 1 FETCH (FLAGS (\\Recent) MODSEQ ($x))")]
    [InlineData("SEARCH MODSEQ 1", "* SEARCH 1 (MODSEQ $x)")]
    [InlineData("STATUS INBOX (HIGHESTMODSEQ)", "* STATUS INBOX (HIGHESTMODSEQ $x)")]
    public Task CONDSTORE_is_enabled_by(string command, string answer) => Imap.RunOnceAsync($"""
        given  INBOX with 1 message, selected
        C1: a {command}
        S1: * OK [HIGHESTMODSEQ ...
        S1: {answer}
        S1: a OK ...
        C1: b FETCH 1 (FLAGS)
        S1: * 1 FETCH (FLAGS (\Recent) MODSEQ ($y))
        S1: b OK ...
        """);

    [Fact]
    public Task STORE_with_UNCHANGEDSINCE_enables_it_and_stores_what_did_not_change() => Imap.RunAsync("""
        given  INBOX with 3 messages, selected by both
        C1: a FETCH 1:3 (MODSEQ)
        S1: * OK [HIGHESTMODSEQ ...
        S1: * 1 FETCH (MODSEQ ($one))
        S1: * 2 FETCH (MODSEQ ($two))
        S1: * 3 FETCH (MODSEQ ($three))
        S1: a OK ...
        C2: x STORE 2 +FLAGS (\Flagged)
        S2: * 2 FETCH (UID 2 FLAGS (\Flagged))
        S2: x OK ...
        C1: b STORE 1:3 (UNCHANGEDSINCE $three) +FLAGS.SILENT (\Deleted)
        S1: * 1 FETCH (UID 1 MODSEQ ($new))
        S1: * 2 FETCH (UID 2 FLAGS (\Flagged \Recent) MODSEQ ($changed))
        S1: * 3 FETCH (UID 3 MODSEQ ($new))
        S1: b OK [MODIFIED 2] ...
        C1: c UID STORE 1:3 (UNCHANGEDSINCE $three) +FLAGS (\Seen)
        S1: c OK [MODIFIED 1:3] ...
        """);

    [Fact]
    public Task UNCHANGEDSINCE_0_stores_nothing_that_exists() => Imap.RunAsync("""
        given  INBOX with 2 messages, selected
        C1: a STORE 1:2 (UNCHANGEDSINCE 0) +FLAGS (\Seen)
        S1: * OK [HIGHESTMODSEQ ...
        S1: a OK [MODIFIED 1:2] ...
        """);

    [Fact]
    public Task MODIFIED_is_by_number_for_STORE_and_by_UID_for_UID_STORE() => Imap.RunAsync("""
        given  INBOX with 3 messages, the first \Deleted, selected
        C1: x EXPUNGE
        S1: * 1 EXPUNGE
        S1: x OK ...
        C1: a STORE 1:2 (UNCHANGEDSINCE 0) +FLAGS (\Seen)
        S1: * OK [HIGHESTMODSEQ ...
        S1: a OK [MODIFIED 1:2] ...
        C1: b UID STORE 2:3 (UNCHANGEDSINCE 0) +FLAGS (\Seen)
        S1: b OK [MODIFIED 2:3] ...
        """);

    [Fact]
    public Task A_conditional_STORE_that_is_silent_still_tells_the_mod_sequence_of_flags_that_were_so() => Imap.RunAsync("""
        given  INBOX with 1 message, all \Seen, selected
        C1: a FETCH 1 (MODSEQ)
        S1: * OK [HIGHESTMODSEQ ...
        S1: * 1 FETCH (MODSEQ ($m))
        S1: a OK ...
        C1: b STORE 1 (UNCHANGEDSINCE $m) +FLAGS.SILENT (\Seen)
        S1: * 1 FETCH (UID 1 MODSEQ ($n))
        S1: b OK ...
        """);

    [Fact]
    public Task CHANGEDSINCE_gives_what_changed_with_its_mod_sequence() => Imap.RunAsync("""
        given  INBOX with 4 messages, selected
        C1: a STATUS INBOX (HIGHESTMODSEQ)
        S1: * OK [HIGHESTMODSEQ ...
        S1: * STATUS INBOX (HIGHESTMODSEQ $before)
        S1: a OK ...
        C1: b STORE 2,4 +FLAGS.SILENT (\Seen)
        S1: * 2 FETCH (UID 2 MODSEQ ($m))
        S1: * 4 FETCH (UID 4 MODSEQ ($m))
        S1: b OK ...
        C1: c UID FETCH 1:* (FLAGS) (CHANGEDSINCE $before)
        S1: * 2 FETCH (UID 2 FLAGS (\Seen \Recent) MODSEQ ($m))
        S1: * 4 FETCH (UID 4 FLAGS (\Seen \Recent) MODSEQ ($m))
        S1: c OK ...
        C1: d FETCH 1:4 (FLAGS) (CHANGEDSINCE $m)
        S1: d OK ...
        """);

    [Fact]
    public Task The_mod_sequence_comes_with_every_FETCH_that_tells_flags() => Imap.RunAsync("""
        given  INBOX with 2 messages, selected by both
        given  CONDSTORE enabled by C1
        C2: x STORE 2 +FLAGS (\Flagged)
        S2: * 2 FETCH (UID 2 FLAGS (\Flagged))
        S2: x OK ...
        C1: a NOOP
        S1: * 2 FETCH (UID 2 FLAGS (\Flagged \Recent) MODSEQ ($m))
        S1: a OK ...
        C1: b FETCH 1 (BODY[TEXT])
        S1: * 1 FETCH (BODY[TEXT] {{{...}}} FLAGS (\Seen \Recent) UID 1 MODSEQ ($n))
        S1: b OK ...
        C1: c FETCH 1 (UID RFC822.SIZE)
        S1: * 1 FETCH (UID 1 RFC822.SIZE $s)
        S1: c OK ...
        """);

    [Fact]
    public Task HIGHESTMODSEQ_grows_with_every_change_and_not_otherwise() => Imap.RunAsync("""
        given  INBOX with 2 messages, selected
        C1: a STATUS INBOX (HIGHESTMODSEQ)
        S1: * OK [HIGHESTMODSEQ ...
        S1: * STATUS INBOX (HIGHESTMODSEQ $one)
        S1: a OK ...
        C1: b FETCH 1 (BODY.PEEK[])
        S1: * 1 FETCH (BODY[] {{{...}}})
        S1: b OK ...
        C1: c STATUS INBOX (HIGHESTMODSEQ)
        S1: * STATUS INBOX (HIGHESTMODSEQ $one)
        S1: c OK ...
        C1: d STORE 1 +FLAGS (\Seen)
        S1: * 1 FETCH (UID 1 FLAGS (\Seen \Recent) MODSEQ ($two))
        S1: d OK ...
        C1: e STATUS INBOX (HIGHESTMODSEQ)
        S1: * STATUS INBOX (HIGHESTMODSEQ $two)
        S1: e OK ...
        """);

    [Fact]
    public Task In_bad_syntax_it_is_BAD() => Imap.RunAsync("""
        given  INBOX with 1 message, selected
        C1: a SELECT INBOX (NOSUCH)
        S1: a BAD ...xpected...
        C1: b SELECT INBOX ()
        S1: b BAD ...xpected...
        C1: c SELECT INBOX CONDSTORE
        S1: c BAD ...xpected...
        C1: d FETCH 1 (UID) (CHANGEDSINCE)
        S1: d BAD ...xpected...
        C1: e FETCH 1 (UID) (CHANGEDSINCE 99999999999999999999)
        S1: e BAD ...xpected...
        C1: f FETCH 1 (UID)
        S1: * 1 FETCH (UID 1)
        S1: f OK ...
        """);
}
