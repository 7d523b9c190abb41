using Xunit;

namespace Culver.Imap.Tests.Commands;

/// <summary>UIDs and message sequence numbers (RFC 9051 §2.3.1 and §6.4.9).</summary>
public sealed class MessageNumberTests
{
    [Fact]
    public Task UIDs_are_never_used_again() => Imap.RunAsync("""
        given  INBOX with 2 messages, the second \Deleted, selected
        C1: a EXPUNGE
        S1: * 2 EXPUNGE
        S1: a OK ...
        C1: b APPEND INBOX +{{{
        x: y

        }}}
        S1: * 2 EXISTS
        S1: * 2 RECENT
        S1: b OK [APPENDUID $v 3] ...
        C1: c STATUS INBOX (UIDNEXT UIDVALIDITY)
        S1: * STATUS INBOX (UIDNEXT 4 UIDVALIDITY $v)
        S1: c OK ...
        """);

    [Fact]
    public Task UIDs_and_their_validity_stay_over_sessions() => Imap.RunAsync("""
        given  INBOX with 2 messages
        C1: a SELECT INBOX
        S1: * OK [UIDVALIDITY $v] ...
        S1: ...
        S1: a OK ...
        C1: b LOGOUT
        S1: * BYE ...
        S1: b OK ...
        C2: a SELECT INBOX
        S2: * OK [UIDVALIDITY $v] ...
        S2: ...
        S2: a OK ...
        C2: b FETCH 1:2 (UID)
        S2: * 1 FETCH (UID 1)
        S2: * 2 FETCH (UID 2)
        S2: b OK ...
        """);

    [Fact]
    public Task A_range_of_UIDs_the_other_way_round_with_a_star() => Imap.RunAsync("""
        given  INBOX with 3 messages, selected
        C1: a UID FETCH *:2 (UID)
        S1: * 2 FETCH (UID 2)
        S1: * 3 FETCH (UID 3)
        S1: a OK ...
        C1: b UID FETCH 7:* (UID)
        S1: * 3 FETCH (UID 3)
        S1: b OK ...
        C1: c UID FETCH 4294967295 (UID)
        S1: c OK ...
        """);

    [Fact]
    public Task A_number_above_the_newest_is_BAD_and_the_text_says_what_there_is() => Imap.RunAsync("""
        given  INBOX with 3 messages, selected
        C1: a FETCH 2:4 (UID)
        S1: a BAD ...up to 3
        """);

    [Fact]
    public Task INTERNALDATE_keeps_its_zone_and_pads_its_day() => Imap.RunAsync("""
        C1: a APPEND INBOX " 7-Feb-2026 01:02:03 +0530" +{{{
        x: y

        }}}
        S1: a OK ...
        C1: b APPEND INBOX "29-Feb-2024 23:59:60 -1200" +{{{
        x: y

        }}}
        S1: b $answer ...
        C1: c EXAMINE INBOX
        S1: ...
        S1: c OK ...
        C1: d FETCH 1 (INTERNALDATE)
        S1: * 1 FETCH (INTERNALDATE " 7-Feb-2026 01:02:03 +0530")
        S1: d OK ...
        """);

    [Fact]
    public Task Names_with_quotes_and_backslashes_come_back_as_they_are() => Imap.RunAsync("""
        C1: a CREATE "a\"b\\c"
        S1: a OK ...
        C1: b LIST "" "a*"
        S1: * LIST (\HasNoChildren) "/" "a\"b\\c"
        S1: b OK ...
        C1: c SELECT "a\"b\\c"
        S1: ...
        S1: c OK ...
        """);

    [Fact]
    public Task BINARY_of_the_whole_message() => Imap.RunAsync("""
        given  message in INBOX {{{
        Subject: x

        y
        }}}
        C1: s EXAMINE INBOX
        S1: ...
        S1: s OK ...
        C1: a FETCH 1 (BINARY.PEEK[] BINARY.SIZE[])
        S1: * 1 FETCH (BINARY[] {{{
        Subject: x

        y
        }}} BINARY.SIZE[] 17)
        S1: a OK ...
        """);
}
