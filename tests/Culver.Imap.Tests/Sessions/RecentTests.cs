using Xunit;

namespace Culver.Imap.Tests.Sessions;

/// <summary>\Recent of rev1 (RFC 3501 §2.3.2, §7.3.2).</summary>
public sealed class RecentTests
{
    [Fact]
    public Task New_mail_is_recent_in_one_of_two_sessions() => Imap.RunAsync("""
        given  INBOX with 0 messages, selected by both
        C1: x NOOP
        S1: x OK ...
        given  message in INBOX {{{
        x: y

        }}}
        C2: a NOOP
        S2: * 1 EXISTS
        S2: * 1 RECENT
        S2: a OK ...
        C1: b NOOP
        S1: * 1 EXISTS
        S1: b OK ...
        C1: c SEARCH RECENT
        S1: * SEARCH
        S1: c OK ...
        C2: d SEARCH RECENT
        S2: * SEARCH 1
        S2: d OK ...
        """);

    [Fact]
    public Task Recent_lasts_as_long_as_the_selection() => Imap.RunAsync("""
        given  INBOX with 2 messages
        C1: a SELECT INBOX
        S1: * 2 RECENT
        S1: ...
        S1: a OK ...
        C1: b STORE 1 +FLAGS (\Seen)
        S1: * 1 FETCH (UID 1 FLAGS (\Seen \Recent))
        S1: b OK ...
        C1: c SEARCH NEW
        S1: * SEARCH 2
        S1: c OK ...
        C1: d SELECT INBOX
        S1: * 0 RECENT
        S1: ...
        S1: d OK ...
        C1: e SEARCH OLD
        S1: * SEARCH 1 2
        S1: e OK ...
        """);

    [Fact]
    public Task STATUS_takes_nothing_from_who_selects() => Imap.RunAsync("""
        given  mailbox Foo with 2 messages
        C1: a STATUS Foo (RECENT)
        S1: * STATUS Foo (RECENT 2)
        S1: a OK ...
        C1: b STATUS Foo (RECENT)
        S1: * STATUS Foo (RECENT 2)
        S1: b OK ...
        C1: c SELECT Foo
        S1: * 2 RECENT
        S1: ...
        S1: c OK ...
        """);

    [Fact]
    public Task Copies_are_recent_in_their_mailbox() => Imap.RunAsync("""
        given  INBOX with 1 message, selected
        C1: a COPY 1 Archive
        S1: a OK ...
        C1: b SELECT Archive
        S1: * 1 RECENT
        S1: ...
        S1: b OK ...
        """);

    [Fact]
    public Task Expunged_messages_are_not_counted() => Imap.RunAsync("""
        given  INBOX with 3 messages, the second \Deleted
        C2: a EXAMINE INBOX
        S2: * 3 RECENT
        S2: ...
        S2: a OK ...
        C2: b SELECT INBOX
        S2: * 3 RECENT
        S2: ...
        S2: b OK ...
        C2: c EXPUNGE
        S2: * 2 EXPUNGE
        S2: c OK ...
        C2: d SEARCH RECENT
        S2: * SEARCH 1 2
        S2: d OK ...
        """);
}
