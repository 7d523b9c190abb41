using Xunit;

namespace Culver.Imap.Tests.Commands;

/// <summary>COPY, MOVE, EXPUNGE and their UID forms (RFC 9051 §6.4.3, §6.4.7 to §6.4.9; RFC 4315; RFC 6851).</summary>
public sealed class CopyTests
{
    [Fact]
    public Task COPY_keeps_flags_and_date_and_tells_the_UIDs() => Imap.RunAsync("""
        given  mailbox Foo with 5 messages
        given  INBOX with 3 messages, the second \Seen $Forwarded, selected
        C1: a COPY 2:3 Foo
        S1: a OK [COPYUID $validity 2:3 6:7] ...
        C1: b EXAMINE Foo
        S1: * OK [UIDVALIDITY $validity] ...
        S1: * 7 EXISTS
        S1: * 7 RECENT
        S1: ...
        S1: b OK ...
        C1: c FETCH 6 (FLAGS INTERNALDATE)
        S1: * 6 FETCH (FLAGS (\Seen $Forwarded \Recent) INTERNALDATE " 2-Jan-2026 12:00:00 +0000")
        S1: c OK ...
        """);

    [Fact]
    public Task COPY_to_what_is_not_there_is_TRYCREATE() => Imap.RunAsync("""
        given  INBOX with 1 message, selected
        C1: a COPY 1 Nowhere
        S1: a NO [TRYCREATE] ...
        C1: b UID COPY 1 Nowhere
        S1: b NO [TRYCREATE] ...
        C1: c MOVE 1 Nowhere
        S1: c NO [TRYCREATE] ...
        C1: d COPY 1 "a//b"
        S1: d NO [CANNOT] ...
        """);

    [Fact]
    public Task UID_COPY_passes_over_holes_and_of_nothing_is_OK() => Imap.RunAsync("""
        given  INBOX with 3 messages, the second \Deleted, selected
        C1: x EXPUNGE
        S1: * 2 EXPUNGE
        S1: x OK ...
        C1: a UID COPY 1:3 Archive
        S1: a OK [COPYUID $v 1,3 1:2] ...
        C1: b UID COPY 2 Archive
        S1: b OK COPY completed...
        """);

    [Fact]
    public Task COPY_of_what_another_session_expunged_says_so() => Imap.RunAsync("""
        given  INBOX with 2 messages, the first \Deleted, selected by both
        C2: x EXPUNGE
        S2: * 1 EXPUNGE
        S2: x OK ...
        C1: a COPY 1 Archive
        S1: * 1 EXPUNGE
        S1: a NO [EXPUNGEISSUED] ...
        """);

    [Fact]
    public Task MOVE_tells_COPYUID_before_the_expunges() => Imap.RunAsync("""
        given  INBOX with 4 messages, the second \Seen, selected
        in order
        C1: a MOVE 2:3 Archive
        S1: * OK [COPYUID $v 2:3 1:2] ...
        S1: * 3 EXPUNGE
        S1: * 2 EXPUNGE
        S1: a OK ...
        C1: b UID MOVE 4 Archive
        S1: * OK [COPYUID $v 4 3] ...
        S1: * 2 EXPUNGE
        S1: b OK ...
        C1: c STATUS Archive (MESSAGES UNSEEN)
        S1: * STATUS Archive (MESSAGES 3 UNSEEN 2)
        S1: c OK ...
        """);

    [Fact]
    public Task MOVE_leaves_other_deleted_messages_alone() => Imap.RunAsync("""
        given  INBOX with 3 messages, the first \Deleted, selected
        C1: a MOVE 2 Archive
        S1: * OK [COPYUID ...
        S1: * 2 EXPUNGE
        S1: a OK ...
        C1: b SEARCH DELETED
        S1: * SEARCH 1
        S1: b OK ...
        """);

    [Fact]
    public Task MOVE_to_the_same_mailbox_gives_new_UIDs() => Imap.RunAsync("""
        given  INBOX with 2 messages, selected
        C1: a MOVE 1 INBOX
        S1: * OK [COPYUID $v 1 3] ...
        S1: * 1 EXPUNGE
        S1: * 2 EXISTS
        S1: * 2 RECENT
        S1: a OK ...
        C1: b FETCH 1:2 (UID)
        S1: * 1 FETCH (UID 2)
        S1: * 2 FETCH (UID 3)
        S1: b OK ...
        """);

    [Fact]
    public Task EXPUNGE_takes_what_is_deleted() => Imap.RunAsync("""
        given  INBOX with 5 messages, the first \Deleted, messages 3 to 4 \Deleted, selected
        in order
        C1: a EXPUNGE
        S1: * 4 EXPUNGE
        S1: * 3 EXPUNGE
        S1: * 1 EXPUNGE
        S1: a OK ...
        C1: b FETCH 1:* (UID)
        S1: * 1 FETCH (UID 2)
        S1: * 2 FETCH (UID 5)
        S1: b OK ...
        C1: c EXPUNGE
        S1: c OK ...
        C1: d EXPUNGE 1
        S1: d BAD ...xpected...
        """);

    [Fact]
    public Task UID_EXPUNGE_takes_what_is_deleted_and_named() => Imap.RunAsync("""
        given  INBOX with 5 messages, messages 1 to 3 \Deleted, selected
        in order
        C1: a UID EXPUNGE 2:5
        S1: * 3 EXPUNGE
        S1: * 2 EXPUNGE
        S1: a OK ...
        C1: b SEARCH DELETED
        S1: * SEARCH 1
        S1: b OK ...
        C1: c UID EXPUNGE 77
        S1: c OK ...
        C1: d UID EXPUNGE
        S1: d BAD ...xpected...
        """);

    [Theory]
    [InlineData("COPY")]
    [InlineData("COPY 1")]
    [InlineData("COPY x Archive")]
    [InlineData("COPY 1 Archive now")]
    [InlineData("MOVE 1")]
    [InlineData("MOVE 0 Archive")]
    public Task In_bad_syntax_it_is_BAD(string command) => Imap.RunOnceAsync($"""
        given  INBOX with 1 message, selected
        C1: a {command}
        S1: a BAD ...xpected...
        C1: b UID {command}
        S1: b BAD ...xpected...
        """);
}
