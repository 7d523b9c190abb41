using Xunit;

namespace Culver.Imap.Tests.Sessions;

/// <summary>Several commands in progress (RFC 9051 §5.5): they are carried out one after the other, and numbers keep their meaning.</summary>
public sealed class PipeliningTests
{
    [Fact]
    public Task Commands_are_answered_in_the_order_they_came() => Imap.RunAsync("""
        given  INBOX with 3 messages, selected
        in order
        C1 raw: a FETCH 1 (UID)\x{0D 0A}b NOOP\x{0D 0A}c STORE 2 +FLAGS.SILENT (\Seen)\x{0D 0A}d SEARCH SEEN\x{0D 0A}
        S1: * 1 FETCH (UID 1)
        S1: a OK ...
        S1: b OK ...
        S1: c OK ...
        S1: * SEARCH 2
        S1: d OK ...
        """);

    [Fact]
    public Task FETCH_and_STORE_together_mean_the_same_numbers() => Imap.RunAsync("""
        given  INBOX with 3 messages, the first \Deleted, selected by both
        C2: x EXPUNGE
        S2: * 1 EXPUNGE
        S2: x OK ...
        in order
        C1 raw: a FETCH 2 (UID)\x{0D 0A}b STORE 3 +FLAGS.SILENT (\Seen)\x{0D 0A}c SEARCH SEEN\x{0D 0A}d UID SEARCH SEEN\x{0D 0A}
        S1: * 2 FETCH (UID 2)
        S1: a OK ...
        S1: b OK ...
        S1: * SEARCH 3
        S1: c OK ...
        S1: * SEARCH 3
        S1: * 1 EXPUNGE
        S1: d OK ...
        """);

    [Fact]
    public Task STORE_EXPUNGE_and_SEARCH_in_one_piece() => Imap.RunAsync("""
        given  INBOX with 3 messages, selected
        in order
        C1 raw: a STORE 1 +FLAGS (\Deleted)\x{0D 0A}b EXPUNGE\x{0D 0A}c UID SEARCH ALL\x{0D 0A}
        S1: * 1 FETCH (UID 1 FLAGS (\Deleted \Recent))
        S1: a OK ...
        S1: * 1 EXPUNGE
        S1: b OK ...
        S1: * SEARCH 2 3
        S1: c OK ...
        """);

    [Fact]
    public Task A_BAD_in_the_middle_stops_nothing() => Imap.RunAsync("""
        in order
        C1 raw: a NOOP\x{0D 0A}b NONSENSE\x{0D 0A}c SELECT\x{0D 0A}d NOOP\x{0D 0A}
        S1: a OK ...
        S1: b BAD ...
        S1: c BAD ...
        S1: d OK ...
        """);

    [Fact]
    public Task Login_select_and_fetch_in_one_piece() => Imap.RunAsync("""
        given  INBOX with 1 message
        given  not logged in
        C1 raw: a LOGIN $user $password\x{0D 0A}b SELECT INBOX\x{0D 0A}c FETCH 1 (UID)\x{0D 0A}d LOGOUT\x{0D 0A}
        S1: a OK ...
        S1: ...
        S1: b OK ...
        S1: * 1 FETCH (UID 1)
        S1: c OK ...
        S1: * BYE ...
        S1: d OK ...
        """);

    [Fact]
    public Task Two_APPENDs_without_waiting_in_one_piece() => Imap.RunAsync("""
        in order
        C1 raw: a APPEND INBOX {6+}\x{0D 0A}a: b\x{0D 0A}\x{0D 0A}b APPEND INBOX {6+}\x{0D 0A}c: d\x{0D 0A}\x{0D 0A}c NOOP\x{0D 0A}
        S1: a OK [APPENDUID $v 1] ...
        S1: b OK [APPENDUID $v 2] ...
        S1: c OK ...
        """);

    [Fact]
    public Task Commands_behind_ENABLE_see_what_it_enabled() => Imap.RunAsync("""
        given  INBOX with 1 message, selected
        in order
        C1 raw: a ENABLE IMAP4rev2\x{0D 0A}b SEARCH ALL\x{0D 0A}
        S1: * ENABLED IMAP4rev2
        S1: a OK ...
        S1: * ESEARCH (TAG "b") ALL 1
        S1: b OK ...
        """);

    [Fact]
    public Task Bare_line_feeds_end_commands_typed_by_hand() => Imap.RunAsync("""
        C1 raw: a NOOP\x{0A}b NOOP\x{0D 0A}
        S1: a OK ...
        S1: b OK ...
        """);
}
