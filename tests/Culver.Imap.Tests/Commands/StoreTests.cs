using Xunit;

namespace Culver.Imap.Tests.Commands;

/// <summary>STORE and UID STORE (RFC 9051 §6.4.6 and §6.4.9).</summary>
public sealed class StoreTests
{
    [Fact]
    public Task STORE_and_COPY_in_a_mailbox_that_was_removed_say_so_though_its_rows_were_never_read() => Imap.RunAsync("""
        given  mailbox Foo
        C2: a APPEND Foo {{{
        Subject: one

        }}}
        S2: a OK ...
        C1: a SELECT Foo
        S1: ...
        S1: a OK ...
        C2: b DELETE Foo
        S2: b OK ...
        C1: b UID STORE 1 +FLAGS (\Seen)
        S1: ...
        S1: b NO [NONEXISTENT] ...
        """);

    [Fact]
    public Task FLAGS_replaces_plus_adds_and_minus_takes_away() => Imap.RunAsync("""
        given  INBOX with 1 message, the first \Answered, examined by C2
        given  rev2 enabled by C1
        C1: s SELECT INBOX
        S1: ...
        S1: s OK ...
        C1: a STORE 1 +FLAGS (\Deleted $Forwarded)
        S1: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft $Forwarded)
        S1: * OK [PERMANENTFLAGS (... $Forwarded \*)] ...
        S1: * 1 FETCH (UID 1 FLAGS (\Answered \Deleted $Forwarded))
        S1: a OK ...
        C1: b STORE 1 -FLAGS (\Answered)
        S1: * 1 FETCH (UID 1 FLAGS (\Deleted $Forwarded))
        S1: b OK ...
        C1: c STORE 1 FLAGS (\Seen \Draft \Flagged)
        S1: * 1 FETCH (UID 1 FLAGS (\Flagged \Seen \Draft))
        S1: c OK ...
        C1: d STORE 1 FLAGS ()
        S1: * 1 FETCH (UID 1 FLAGS ())
        S1: d OK ...
        C1: e STORE 1 +FLAGS \Seen
        S1: * 1 FETCH (UID 1 FLAGS (\Seen))
        S1: e OK ...
        C1: f STORE 1 -flags \sEEN \Deleted
        S1: * 1 FETCH (UID 1 FLAGS ())
        S1: f OK ...
        """);

    [Fact]
    public Task SILENT_tells_nothing_of_what_it_did() => Imap.RunAsync("""
        given  INBOX with 3 messages, selected
        C1: a STORE 1:2 FLAGS.SILENT (\Seen)
        S1: a OK ...
        C1: b STORE 2:3 +FLAGS.SILENT (\Flagged)
        S1: b OK ...
        C1: c STORE 2 -FLAGS.SILENT (\Seen)
        S1: c OK ...
        C1: d FETCH 1:3 (FLAGS)
        S1: * 1 FETCH (FLAGS (\Seen \Recent))
        S1: * 2 FETCH (FLAGS (\Flagged \Recent))
        S1: * 3 FETCH (FLAGS (\Flagged \Recent))
        S1: d OK ...
        """);

    [Fact]
    public Task SILENT_still_tells_what_another_session_did() => Imap.RunAsync("""
        given  INBOX with 2 messages, selected by both
        C2: x STORE 1 +FLAGS (\Flagged)
        S2: * 1 FETCH (UID 1 FLAGS (\Flagged))
        S2: x OK ...
        C1: a STORE 2 +FLAGS.SILENT (\Seen)
        S1: * 1 FETCH (UID 1 FLAGS (\Flagged \Recent))
        S1: a OK ...
        """);

    [Fact]
    public Task Flags_that_were_so_before_are_told_all_the_same() => Imap.RunAsync("""
        given  INBOX with 2 messages, all \Seen, selected
        C1: a STORE 1:2 +FLAGS (\Seen)
        S1: * 1 FETCH (UID 1 FLAGS (\Seen \Recent))
        S1: * 2 FETCH (UID 2 FLAGS (\Seen \Recent))
        S1: a OK ...
        """);

    [Fact]
    public Task UID_STORE_tells_the_UID() => Imap.RunAsync("""
        given  INBOX with 3 messages, the first \Deleted, selected
        C1: x EXPUNGE
        S1: * 1 EXPUNGE
        S1: x OK ...
        C1: a UID STORE 3 +FLAGS (\Seen)
        S1: * 2 FETCH (UID 3 FLAGS (\Seen \Recent))
        S1: a OK ...
        """);

    [Fact]
    public Task Keywords_have_no_case_and_keep_their_first_writing() => Imap.RunAsync("""
        given  INBOX with 2 messages, selected
        C1: a STORE 1 +FLAGS.SILENT (Work)
        S1: * FLAGS (... Work)
        S1: * OK [PERMANENTFLAGS ...
        S1: a OK ...
        C1: b STORE 2 +FLAGS (WORK)
        S1: * 2 FETCH (UID 2 FLAGS (Work \Recent))
        S1: b OK ...
        """);

    [Fact]
    public Task More_keywords_than_a_mailbox_holds_are_refused() => Imap.RunInTheClearAsync("""
        given  INBOX with 1 message, selected
        C1: a STORE 1 +FLAGS.SILENT (@many)
        S1: * FLAGS ...
        S1: * OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft k1 ... k128)] ...
        S1: a OK ...
        C1: b STORE 1 +FLAGS (one-more)
        S1: b NO [LIMIT] ...
        """.Replace("@many", string.Join(' ', Enumerable.Range(1, 128).Select(static n => $"k{n}")), StringComparison.Ordinal));

    [Theory]
    [InlineData("STORE")]
    [InlineData("STORE 1")]
    [InlineData("STORE 1 FLAGS")]
    [InlineData("STORE 1 FLAGS (\\Nonsense)")]
    [InlineData("STORE 1 FLAGS (\\*)")]
    [InlineData("STORE 1 *FLAGS (\\Seen)")]
    [InlineData("STORE 1 FLAGS.LOUD (\\Seen)")]
    [InlineData("STORE 1 FLAGS (\\Seen")]
    [InlineData("STORE 0 FLAGS (\\Seen)")]
    [InlineData("STORE 1 (NOSUCH 1) FLAGS (\\Seen)")]
    [InlineData("STORE 1 (UNCHANGEDSINCE) FLAGS (\\Seen)")]
    [InlineData("STORE 1 (UNCHANGEDSINCE -1) FLAGS (\\Seen)")]
    public Task In_bad_syntax_it_is_BAD(string command) => Imap.RunOnceAsync($"""
        given  INBOX with 1 message, selected
        C1: a {command}
        S1: a BAD ...xpected...
        """);
}
