namespace Culver.Pop3.Tests.Commands;

/// <summary>STAT, LIST, RETR, DELE, NOOP, RSET, QUIT (RFC 1939 §5, §6), TOP and UIDL (§7).</summary>
public sealed class MaildropTests
{
    private const string Three = """
        given message in INBOX {{{
        Subject: a

        one
        }}}
        given message in INBOX {{{
        Subject: b

        two
        three
        }}}
        given message in INBOX {{{
        Subject: c

        .
        ..
        .x
        y.
        }}}

        """;

    [Fact]
    public Task STAT_and_LIST_tell_numbers_and_octets() => Pop3.RunAsync(Three + """
        C1: STAT
        S1: +OK 3 74
        C1: LIST
        S1: +OK 3 messages (74 octets)
        S1: 1 19
        S1: 2 26
        S1: 3 29
        S1: .
        C1: LIST 2
        S1: +OK 2 26
        C1: LIST 4
        S1: -ERR There is no such message
        C1: LIST 0
        S1: -ERR There is no such message
        C1: LIST 99999999999999999999
        S1: -ERR There is no such message
        C1: LIST -1
        S1: -ERR ...
        C1: LIST a
        S1: -ERR ...
        C1: LIST 1 2
        S1: -ERR ...
        C1: STAT 1
        S1: -ERR ...
        """);

    [Fact]
    public Task RETR_stuffs_dots() => Pop3.RunAsync(Three + """
        C1: RETR 1
        S1: +OK 19 octets
        S1: Subject: a
        S1:
        S1: one
        S1: .
        C1: RETR 3
        S1: +OK 29 octets
        S1: Subject: c
        S1:
        S1: ..
        S1: \x{2E}..
        S1: ..x
        S1: y.
        S1: .
        C1: RETR 4
        S1: -ERR There is no such message
        C1: RETR
        S1: -ERR ...
        C1: RETR x
        S1: -ERR ...
        C1: RETR 1 2
        S1: -ERR ...
        """);

    [Fact]
    public Task RETR_ends_a_last_line_that_is_not_ended() => Pop3.RunAsync("""
        given message in INBOX {{{Subject: a\x{0D 0A 0D 0A}one}}}
        given message in INBOX {{{Subject: a\x{0D 0A 0D 0A}one\x{0D}}}}
        given message in INBOX {{{Subject: a}}}
        C1: RETR 1
        S1: +OK 17 octets
        S1: Subject: a
        S1:
        S1: one
        S1: .
        C1: RETR 2
        S1: +OK 18 octets
        S1: Subject: a
        S1:
        S1: one\x{0D}
        S1: .
        C1: RETR 3
        S1: +OK 10 octets
        S1: Subject: a
        S1: .
        C1: TOP 3 5
        S1: +OK ...
        S1: Subject: a
        S1: .
        """);

    [Fact]
    public Task TOP_tells_header_and_lines() => Pop3.RunAsync(Three + """
        C1: TOP 2 0
        S1: +OK ...
        S1: Subject: b
        S1:
        S1: .
        C1: TOP 2 1
        S1: +OK ...
        S1: Subject: b
        S1:
        S1: two
        S1: .
        C1: TOP 2 2
        S1: +OK ...
        S1: Subject: b
        S1:
        S1: two
        S1: three
        S1: .
        C1: TOP 3 99999999999999
        S1: +OK ...
        S1: Subject: c
        S1:
        S1: ..
        S1: \x{2E}..
        S1: ..x
        S1: y.
        S1: .
        C1: TOP 4 1
        S1: -ERR There is no such message
        C1: TOP 1
        S1: -ERR ...
        C1: TOP
        S1: -ERR ...
        C1: TOP 1 x
        S1: -ERR ...
        C1: TOP 1 -1
        S1: -ERR ...
        C1: TOP 1 1 1
        S1: -ERR ...
        """);

    [Fact]
    public Task DELE_takes_a_message_out_of_sight_and_RSET_brings_it_back() => Pop3.RunAsync(Three + """
        C1: DELE 2
        S1: +OK ...
        C1: DELE 2
        S1: -ERR There is no such message
        C1: RETR 2
        S1: -ERR There is no such message
        C1: TOP 2 0
        S1: -ERR There is no such message
        C1: LIST 2
        S1: -ERR There is no such message
        C1: UIDL 2
        S1: -ERR There is no such message
        C1: STAT
        S1: +OK 2 48
        C1: LIST
        S1: +OK 2 messages (48 octets)
        S1: 1 19
        S1: 3 29
        S1: .
        C1: UIDL
        S1: +OK ...
        S1: 1 $first
        S1: 3 $third
        S1: .
        C1: RSET
        S1: +OK 3 messages (74 octets)
        C1: STAT
        S1: +OK 3 74
        C1: UIDL 3
        S1: +OK 3 $third
        C1: RETR 2
        S1: +OK 26 octets
        S1: ...
        S1: three
        S1: .
        C1: DELE
        S1: -ERR ...
        C1: DELE 9
        S1: -ERR There is no such message
        C1: RSET 1
        S1: -ERR ...
        """);

    [Fact]
    public Task QUIT_removes_what_is_marked() => Pop3.RunAsync(Three + """
        C1: UIDL
        S1: +OK ...
        S1: 1 $first
        S1: 2 $second
        S1: 3 $third
        S1: .
        C1: DELE 1
        S1: +OK ...
        C1: DELE 3
        S1: +OK ...
        C1: QUIT
        S1: +OK Goodbye
        S1 closes
        C2 connects
        S2: +OK ...
        C2: USER $user
        S2: +OK ...
        C2: PASS $password
        S2: +OK ...
        C2: UIDL
        S2: +OK ...
        S2: 1 $second
        S2: .
        """);

    [Fact]
    public Task A_session_that_ends_without_QUIT_removes_nothing() => Pop3.RunAsync(Three + """
        C1: DELE 1
        S1: +OK ...
        C1 closes
        C2: STAT
        S2: +OK 3 74
        """.Replace("C2: STAT", "C2 connects\nS2: +OK ...\nC2: USER $user\nS2: +OK ...\nC2: PASS $password\nS2: +OK ...\nC2: STAT", StringComparison.Ordinal));

    [Fact]
    public Task What_arrives_meanwhile_is_for_the_next_session() => Pop3.RunAsync("""
        given INBOX with 1 message
        C1: STAT
        S1: +OK 1 $octets
        given message in INBOX {{{
        Subject: new

        }}}
        C1: STAT
        S1: +OK 1 $octets
        C1: RETR 2
        S1: -ERR There is no such message
        C1: QUIT
        S1: +OK ...
        S1 closes
        C2 connects
        S2: +OK ...
        C2: USER $user
        S2: +OK ...
        C2: PASS $password
        S2: +OK ...
        C2: RETR 2
        S2: +OK 16 octets
        S2: Subject: new
        S2:
        S2: .
        """);

    [Fact]
    public Task A_second_session_finds_the_maildrop_in_use() => Pop3.RunAsync("""
        given C2 not logged in
        C1: NOOP
        S1: +OK ...
        C2: USER $user
        S2: +OK ...
        C2: PASS $password
        time passes 10 seconds
        S2: -ERR [IN-USE] ...
        C2: STAT
        S2: -ERR Log in first
        C1: QUIT
        S1: +OK ...
        S1 closes
        C2: USER $user
        S2: +OK ...
        C2: PASS $password
        S2: +OK ...
        """);

    [Fact]
    public Task A_login_waits_a_moment_for_a_session_that_ends() => Pop3.RunAsync("""
        given C2 not logged in
        C1: NOOP
        S1: +OK ...
        C2: USER $user
        S2: +OK ...
        C2: PASS $password
        C1: QUIT
        S1: +OK ...
        S1 closes
        S2: +OK ...
        C2: STAT
        S2: +OK 0 0
        """);

    [Fact]
    public Task UIDL_of_nothing_and_of_nonsense() => Pop3.RunAsync("""
        C1: UIDL
        S1: +OK ...
        S1: .
        C1: UIDL 1
        S1: -ERR There is no such message
        C1: UIDL x
        S1: -ERR ...
        C1: UIDL 1 1
        S1: -ERR ...
        C1: LIST
        S1: +OK 0 messages (0 octets)
        S1: .
        """);

    [Fact]
    public Task Silence_for_ten_minutes_ends_the_session_and_removes_nothing() => Pop3.RunInTheClearAsync(Three + """
        C1: DELE 1
        S1: +OK ...
        time passes 9 minutes
        C1: NOOP
        S1: +OK ...
        time passes 11 minutes
        S1 closes
        C2 connects
        S2: +OK ...
        C2: USER $user
        S2: +OK ...
        C2: PASS $password
        S2: +OK ...
        C2: STAT
        S2: +OK 3 74
        """);
}
