using Xunit;

namespace Culver.Imap.Tests.Lessons;

/// <summary>What went wrong between sessions and on connections. The numbers are those of the lessons the design was begun with.</summary>
public sealed class LessonsOnSessions
{
    [Fact]
    public Task Lesson19_Exactly_one_session_sees_a_message_as_recent() => Imap.RunAsync("""
        given  INBOX with 1 message, selected by both
        C1: a FETCH 1 (FLAGS)
        S1: * 1 FETCH (FLAGS (\Recent))
        S1: a OK ...
        C2: a FETCH 1 (FLAGS)
        S2: * 1 FETCH (FLAGS ())
        S2: a OK ...
        """);

    [Fact]
    public Task Lesson19_EXAMINE_leaves_messages_recent() => Imap.RunAsync("""
        given  INBOX with 1 message
        C1: a EXAMINE INBOX
        S1: * 1 RECENT
        S1: ...
        S1: a OK ...
        C1: b SELECT INBOX
        S1: * 1 RECENT
        S1: ...
        S1: b OK ...
        C1: c SELECT INBOX
        S1: * 0 RECENT
        S1: ...
        S1: c OK ...
        """);

    [Fact]
    public Task Lesson19_STORE_cannot_change_Recent() => Imap.RunAsync("""
        given  INBOX with 1 message, selected
        C1: a STORE 1 FLAGS (\Seen \Recent)
        S1: * 1 FETCH (...FLAGS (\Seen \Recent))
        S1: a OK ...
        C1: b STORE 1 -FLAGS (\Recent)
        S1: * 1 FETCH (...FLAGS (\Seen \Recent))
        S1: b OK ...
        C1: c SELECT INBOX
        S1: ...
        S1: c OK ...
        C1: d STORE 1 +FLAGS (\Recent)
        S1: * 1 FETCH (...FLAGS (\Seen))
        S1: d OK ...
        """);

    [Fact]
    public Task Lesson21_No_EXPUNGE_during_FETCH_STORE_or_SEARCH_by_number() => Imap.RunAsync("""
        given  INBOX with 3 messages, the first \Deleted, selected by both
        C2: x EXPUNGE
        S2: * 1 EXPUNGE
        S2: x OK ...
        C1: a FETCH 2 (UID)
        S1: * 2 FETCH (UID 2)
        S1: a OK ...
        C1: b STORE 3 +FLAGS.SILENT (\Seen)
        S1: b OK ...
        C1: c SEARCH UID 2
        S1: * SEARCH 2
        S1: c OK ...
        C1: d NOOP
        S1: * 1 EXPUNGE
        S1: d OK ...
        """);

    [Fact]
    public Task Lesson21_EXPUNGE_may_come_with_UID_commands() => Imap.RunAsync("""
        given  INBOX with 3 messages, the first \Deleted, selected by both
        C2: x EXPUNGE
        S2: * 1 EXPUNGE
        S2: x OK ...
        in order
        C1: a UID FETCH 2 (UID)
        S1: * 2 FETCH (UID 2)
        S1: * 1 EXPUNGE
        S1: a OK ...
        """);

    [Fact]
    public Task Lesson22_IDLE_says_now_and_then_that_it_is_there() => Imap.RunInTheClearAsync("""
        given  INBOX with 1 message, selected
        C1: a IDLE
        S1: + ...
        time passes 2 minutes
        S1: * OK Still here
        time passes 2 minutes
        S1: * OK Still here
        C1: DONE
        S1: a OK ...
        """);

    [Fact]
    public Task Lesson22_IDLE_of_29_minutes_is_kept() => Imap.RunInTheClearAsync("""
        given setting Imap:IdleKeepAlive is 00:29:00
        given  INBOX with 1 message, selected
        C1: a IDLE
        S1: + ...
        time passes 29 minutes
        S1: * OK Still here
        C1: DONE
        S1: a OK ...
        """);

    [Fact]
    public Task Lesson33_Who_is_unknown_and_who_errs_hear_the_same() => Imap.RunInTheClearAsync("""
        given  not logged in
        C1: a LOGIN $user wrong
        S1: a NO [AUTHENTICATIONFAILED] The name or the password is wrong
        C1: b LOGIN nobody@example.org wrong
        S1: b NO [AUTHENTICATIONFAILED] The name or the password is wrong
        """);
}
