using Xunit;

namespace Culver.Imap.Tests.Sessions;

/// <summary>Two sessions on one mailbox: what is told, and when (RFC 9051 §5.2, §5.3 and §7.5.1; RFC 2180).</summary>
public sealed class TwoSessionsTests
{
    [Fact]
    public Task Expunge_in_one_session_renumbers_the_other_at_its_next_command() => Imap.RunAsync("""
        given  INBOX with 2 messages, the first \Deleted, selected by both
        C1: a FETCH 1:* (UID)
        S1: * 1 FETCH (UID $first)
        S1: * 2 FETCH (UID $second)
        S1: a OK ...
        C2: a EXPUNGE
        S2: * 1 EXPUNGE
        S2: a OK ...
        C1: b NOOP
        S1: * 1 EXPUNGE
        S1: b OK ...
        C1: c FETCH 1:* (UID)
        S1: * 1 FETCH (UID $second)
        S1: c OK ...
        """);

    [Fact]
    public Task What_was_expunged_can_be_read_until_it_is_told() => Imap.RunAsync("""
        given  INBOX with 2 messages, the first \Deleted, selected by both
        C1: a FETCH 1 (FLAGS)
        S1: * 1 FETCH (FLAGS (\Deleted \Recent))
        S1: a OK ...
        C2: a EXPUNGE
        S2: * 1 EXPUNGE
        S2: a OK ...
        C1: b FETCH 1 (UID ENVELOPE BODY.PEEK[])
        S1: * 1 FETCH (UID 1 ENVELOPE (... "Message 1" ...) BODY[] {{{...}}})
        S1: b OK ...
        C1: c NOOP
        S1: * 1 EXPUNGE
        S1: c OK ...
        """);

    [Fact]
    public Task What_was_expunged_before_its_row_was_read_is_passed_over_and_told_to_be_so() => Imap.RunAsync("""
        given  INBOX with 3 messages, the first \Deleted, selected by both
        C2: a EXPUNGE
        S2: * 1 EXPUNGE
        S2: a OK ...
        C1: b FETCH 1:2 (UID ENVELOPE)
        S1: * 2 FETCH (UID 2 ENVELOPE (... "Message 2" ...))
        S1: b NO [EXPUNGEISSUED] ...
        C1: c FETCH 1 (FLAGS)
        S1: c NO [EXPUNGEISSUED] ...
        C1: d SEARCH ALL
        S1: * SEARCH 2 3
        S1: d OK ...
        C1: e SEARCH SUBJECT Message
        S1: * SEARCH 2 3
        S1: e OK ...
        C1: f NOOP
        S1: * 1 EXPUNGE
        S1: f OK ...
        """);

    [Fact]
    public Task Flags_and_new_messages_come_with_any_command() => Imap.RunAsync("""
        given  INBOX with 2 messages, selected by both
        C2: a STORE 1 +FLAGS.SILENT (\Seen)
        S2: a OK ...
        C2: b COPY 1 INBOX
        S2: * 3 EXISTS
        S2: * 1 RECENT
        S2: b OK ...
        C1: c FETCH 2 (UID)
        S1: * 2 FETCH (UID 2)
        S1: * 3 EXISTS
        S1: * 1 FETCH (UID 1 FLAGS (\Seen \Recent))
        S1: c OK ...
        """);

    [Theory]
    [InlineData("FETCH 2 (UID)", "* 2 FETCH (UID 2)")]
    [InlineData("STORE 2 +FLAGS.SILENT (\\Seen)", "")]
    [InlineData("SEARCH 2", "* SEARCH 2")]
    public Task Expunges_are_held_during(string command, string answer) => Imap.RunOnceAsync($"""
        given  INBOX with 2 messages, the first \Deleted, selected by both
        C2: x EXPUNGE
        S2: * 1 EXPUNGE
        S2: x OK ...
        C1: a {command}
        {(answer.Length > 0 ? "S1: " + answer : "# nothing")}
        S1: a OK ...
        C1: b {command}
        {(answer.Length > 0 ? "S1: " + answer : "# nothing")}
        S1: b OK ...
        """);

    [Theory]
    [InlineData("NOOP")]
    [InlineData("CHECK")]
    [InlineData("CAPABILITY")]
    [InlineData("NAMESPACE")]
    [InlineData("STATUS Sent (MESSAGES)")]
    [InlineData("LIST \"\" Sent")]
    [InlineData("CREATE New")]
    [InlineData("EXPUNGE")]
    [InlineData("COPY 2 Archive")]
    [InlineData("UID FETCH 2 (UID)")]
    [InlineData("UID STORE 2 +FLAGS.SILENT (\\Seen)")]
    [InlineData("UID SEARCH ALL")]
    [InlineData("UID COPY 2 Archive")]
    public Task Expunges_are_told_with(string command) => Imap.RunOnceAsync($"""
        given  INBOX with 2 messages, the first \Deleted, selected by both
        C2: x EXPUNGE
        S2: * 1 EXPUNGE
        S2: x OK ...
        C1: a {command}
        S1: * 1 EXPUNGE
        S1: ...
        S1: a OK ...
        """);

    [Fact]
    public Task A_message_that_came_and_went_between_two_commands_is_never_told() => Imap.RunAsync("""
        given  INBOX with 1 message, selected by both
        C2: a COPY 1 INBOX
        S2: * 2 EXISTS
        S2: * 1 RECENT
        S2: a OK ...
        C2: b STORE 2 +FLAGS.SILENT (\Deleted)
        S2: b OK ...
        C2: c EXPUNGE
        S2: * 2 EXPUNGE
        S2: c OK ...
        C1: d NOOP
        S1: d OK ...
        C1: e FETCH 1:* (UID)
        S1: * 1 FETCH (UID 1)
        S1: e OK ...
        """);

    [Fact]
    public Task STORE_of_what_another_session_expunged_is_no_error() => Imap.RunAsync("""
        given  INBOX with 2 messages, the first \Deleted, selected by both
        C2: x EXPUNGE
        S2: * 1 EXPUNGE
        S2: x OK ...
        C1: a STORE 1:2 +FLAGS (\Seen)
        S1: * 2 FETCH (UID 2 FLAGS (\Seen \Recent))
        S1: a OK ...
        C1: b NOOP
        S1: * 1 EXPUNGE
        S1: b OK ...
        """);

    [Fact]
    public Task A_mailbox_that_is_deleted_while_selected_is_empty() => Imap.RunAsync("""
        given  mailbox Foo with 2 messages, selected by C1
        C2: x DELETE Foo
        S2: x OK ...
        C1: a NOOP
        S1: * 2 EXPUNGE
        S1: * 1 EXPUNGE
        S1: a OK ...
        C1: b UID FETCH 1:* (FLAGS)
        S1: b OK ...
        C1: c SELECT INBOX
        S1: * OK [CLOSED] ...
        S1: ...
        S1: c OK ...
        """);

    [Fact]
    public Task A_mailbox_that_is_deleted_while_selected_can_still_be_asked() => Imap.RunAsync("""
        given  mailbox Foo with 2 messages, selected by C1
        C2: x DELETE Foo
        S2: x OK ...
        C1: a FETCH 1:2 (UID)
        S1: a NO [EXPUNGEISSUED] ...
        C1: b STORE 1 +FLAGS (\Seen)
        S1: b NO [NONEXISTENT] ...
        C1: c EXPUNGE
        S1: * 2 EXPUNGE
        S1: * 1 EXPUNGE
        S1: c NO [NONEXISTENT] ...
        C1: d CLOSE
        S1: d OK ...
        """);

    [Fact]
    public Task A_mailbox_that_is_deleted_while_its_messages_are_being_read_is_no_fault_of_the_server() => Imap.RunAsync("""
        given  mailbox Foo with 2 messages, selected by C1
        C1: a FETCH 1:2 (UID)
        S1: * 1 FETCH (UID 1)
        S1: * 2 FETCH (UID 2)
        S1: a OK ...
        C2: x DELETE Foo
        S2: x OK ...
        C1: b FETCH 1:2 (UID FLAGS)
        S1: * 1 FETCH (UID 1 FLAGS (\Recent))
        S1: * 2 FETCH (UID 2 FLAGS (\Recent))
        S1: b OK ...
        C1: c FETCH 1 (BODY.PEEK[])
        S1: * 1 FETCH (BODY[] {{{...}}})
        S1: c OK ...
        C1: d NOOP
        S1: * 2 EXPUNGE
        S1: * 1 EXPUNGE
        S1: d OK ...
        """);

    [Fact]
    public Task A_mailbox_that_is_deleted_while_selected_vanishes_for_QRESYNC() => Imap.RunAsync("""
        given  mailbox Foo with 3 messages, selected by C1
        given  QRESYNC enabled by C1
        C1: n FETCH 1:3 (UID)
        S1: * 1 FETCH (UID 1)
        S1: * 2 FETCH (UID 2)
        S1: * 3 FETCH (UID 3)
        S1: n OK ...
        C2: x DELETE Foo
        S2: x OK ...
        C1: a NOOP
        S1: * VANISHED 1:3
        S1: a OK ...
        """);

    /// <summary>RFC 7162 §3.2.10.2: VANISHED names only UIDs the client can see, and here nobody knows them any more.</summary>
    [Fact]
    public Task A_mailbox_that_is_deleted_before_its_rows_were_read_is_closed_for_QRESYNC() => Imap.RunAsync("""
        given  mailbox Foo with 3 messages, selected by C1
        given  QRESYNC enabled by C1
        C2: x DELETE Foo
        S2: x OK ...
        C1: a NOOP
        S1: * OK [CLOSED] ...
        S1: a OK ...
        """);

    [Fact]
    public Task DELETE_of_the_mailbox_one_has_selected() => Imap.RunAsync("""
        given  mailbox Foo with 1 message, selected
        C1: a DELETE Foo
        S1: * 1 EXPUNGE
        S1: a OK ...
        C1: b NOOP
        S1: b OK ...
        C1: c CLOSE
        S1: c OK ...
        """);

    [Fact]
    public Task A_mailbox_that_is_renamed_while_selected_goes_on() => Imap.RunAsync("""
        given  mailbox Foo with 2 messages, selected by C1
        C2: x RENAME Foo Bar
        S2: x OK ...
        C1: a STORE 1 +FLAGS (\Seen)
        S1: * 1 FETCH (UID 1 FLAGS (\Seen \Recent))
        S1: a OK ...
        C2: y STATUS Bar (UNSEEN)
        S2: * STATUS Bar (UNSEEN 1)
        S2: y OK ...
        """);

    [Fact]
    public Task RENAME_of_INBOX_empties_it_for_who_has_it_selected() => Imap.RunAsync("""
        given  INBOX with 2 messages, selected by C1
        C2: x RENAME INBOX Old
        S2: x OK ...
        C1: a NOOP
        S1: * 2 EXPUNGE
        S1: * 1 EXPUNGE
        S1: a OK ...
        """);

    [Fact]
    public Task Sessions_of_other_accounts_hear_nothing() => Imap.RunAsync("""
        given  C2 is another account
        given  INBOX with 1 message, selected by C1
        C2: a SELECT INBOX
        S2: * 0 EXISTS
        S2: ...
        S2: a OK ...
        C2: b LIST "" Foo
        S2: b OK ...
        C1: c CREATE Foo
        S1: c OK ...
        C2: d LIST "" Foo
        S2: d OK ...
        """);
}
