namespace Culver.Pop3.Tests.Commands;

/// <summary>USER, PASS and QUIT before login (RFC 1939 §4, §7), AUTH-RESP-CODE (RFC 3206).</summary>
public sealed class LoginTests
{
    [Fact]
    public Task USER_and_PASS() => Pop3.RunAsync("""
        C1 connects
        S1: +OK Culver POP3 ready
        C1: USER $user
        S1: +OK ...
        C1: PASS $password
        S1: +OK ...
        C1: STAT
        S1: +OK 0 0
        C1: QUIT
        S1: +OK ...
        S1 closes
        """);

    [Fact]
    public Task Keywords_come_in_any_case() => Pop3.RunAsync("""
        given not logged in
        C1: user $user
        S1: +OK ...
        C1: Pass $password
        S1: +OK ...
        C1: quit
        S1: +OK ...
        S1 closes
        """);

    [Fact]
    public Task A_name_without_a_domain_is_of_the_default_one() => Pop3.RunAsync("""
        given setting Domain is example.org
        given not logged in
        C1: USER user1
        S1: +OK ...
        C1: PASS $password
        S1: +OK ...
        """);

    [Fact]
    public Task Whether_a_user_exists_shows_nowhere() => Pop3.RunAsync("""
        given not logged in
        C1: USER nobody@example.org
        S1: +OK Now the password
        C1: PASS wrong
        S1: -ERR [AUTH] The name or the password is wrong
        C1: USER $user
        S1: +OK Now the password
        C1: PASS wrong
        S1: -ERR [AUTH] The name or the password is wrong
        C1: USER $user
        S1: +OK Now the password
        C1: PASS $password
        S1: +OK ...
        """);

    [Fact]
    public Task PASS_needs_USER_each_time() => Pop3.RunAsync("""
        given not logged in
        C1: PASS $password
        S1: -ERR USER comes first
        C1: USER $user
        S1: +OK ...
        C1: PASS wrong
        S1: -ERR [AUTH] ...
        C1: PASS $password
        S1: -ERR USER comes first
        """);

    [Fact]
    public Task A_password_with_a_space_too_many_is_another() => Pop3.RunAsync("""
        given not logged in
        C1: USER $user
        S1: +OK ...
        C1: PASS  $password
        S1: -ERR [AUTH] ...
        C1: USER $user
        S1: +OK ...
        C1: PASS $password\x{20}
        S1: -ERR [AUTH] ...
        """);

    [Fact]
    public Task Names_and_passwords_are_there_and_are_UTF8() => Pop3.RunAsync("""
        given not logged in
        C1: USER
        S1: -ERR ...
        C1: USER\x{20}
        S1: -ERR ...
        C1: USER \x{FF}
        S1: -ERR ...
        C1: USER a\x{00}b
        S1: -ERR ...
        C1: USER grüße@example.org
        S1: +OK ...
        C1: PASS
        S1: -ERR ...
        C1: PASS \x{C3}
        S1: -ERR ...
        C1: PASS pässword
        S1: -ERR [AUTH] ...
        """);

    [Fact]
    public Task What_needs_a_maildrop_is_refused_before_login() => Pop3.RunAsync("""
        given setting Pop3:MaxBadCommandsBeforeLogin is 100
        given not logged in
        C1: STAT
        S1: -ERR Log in first
        C1: LIST
        S1: -ERR Log in first
        C1: RETR 1
        S1: -ERR Log in first
        C1: DELE 1
        S1: -ERR Log in first
        C1: NOOP
        S1: -ERR Log in first
        C1: RSET
        S1: -ERR Log in first
        C1: TOP 1 1
        S1: -ERR Log in first
        C1: UIDL
        S1: -ERR Log in first
        """);

    [Fact]
    public Task What_is_for_the_login_is_refused_after_it() => Pop3.RunAsync("""
        C1: USER $user
        S1: -ERR You are logged in already
        C1: PASS $password
        S1: -ERR You are logged in already
        C1: AUTH PLAIN
        S1: -ERR You are logged in already
        C1: STLS
        S1: -ERR You are logged in already
        C1: UTF8
        S1: -ERR You are logged in already
        """);

    [Fact]
    public Task QUIT_before_login() => Pop3.RunAsync("""
        given not logged in
        C1: QUIT now
        S1: -ERR ...
        C1: QUIT
        S1: +OK ...
        S1 closes
        """);

    [Fact]
    public Task Words_before_login_do_not_prolong_the_time_for_it() => Pop3.RunAsync("""
        given not logged in
        C1: USER nobody
        S1: +OK ...
        time passes 100 seconds
        C1: USER nobody
        S1: +OK ...
        time passes 82 seconds
        S1 closes
        """);

    [Fact] // RFC 1939 §3
    public Task After_a_slow_login_there_are_ten_minutes_from_each_command_on() => Pop3.RunAsync("""
        given not logged in
        time passes 170 seconds
        C1: USER $user
        S1: +OK ...
        C1: PASS $password
        S1: +OK ...
        time passes 9 minutes
        C1: NOOP
        S1: +OK ...
        time passes 9 minutes
        C1: NOOP
        S1: +OK ...
        time passes 11 minutes
        S1 closes
        """);

    [Fact]
    public Task Nonsense_before_login_ends_soon() => Pop3.RunAsync("""
        given setting Pop3:MaxBadCommandsBeforeLogin is 3
        given not logged in
        C1: HELO there
        S1: -ERR There is no such command here
        C1:
        S1: -ERR There is no such command here
        C1: XYZZY
        S1: -ERR There is no such command here
        S1 closes
        """);

    [Fact]
    public Task Nonsense_after_login_ends_too() => Pop3.RunAsync("""
        given setting Pop3:MaxBadCommands is 3
        C1: XYZZY
        S1: -ERR There is no such command here
        C1: NOOP
        S1: +OK ...
        C1: XYZZY
        S1: -ERR There is no such command here
        C1: RETR x
        S1: -ERR ...
        C1: STAT 1
        S1: -ERR ...
        S1 closes
        """);

    [Fact]
    public Task A_browser_is_shown_the_door() => Pop3.RunAsync("""
        given not logged in
        C1: GET / HTTP/1.1
        S1: -ERR This is not a web server
        S1 closes
        """);

    [Fact]
    public Task A_line_that_is_too_long_is_passed_over() => Pop3.RunAsync($"""
        given not logged in
        C1: USER {new string('x', 40000)}
        S1: -ERR The command line is too long
        C1: USER $user
        S1: +OK ...
        C1: PASS $password
        S1: +OK ...
        """);

    [Fact]
    public Task Commands_may_be_sent_without_waiting() => Pop3.RunAsync("""
        given not logged in
        given INBOX with 2 messages
        C1 raw: USER $user\x{0D 0A}PASS $password\x{0D 0A}STAT\x{0D 0A}NOOP\x{0D 0A}LIST\x{0D 0A}QUIT\x{0D 0A}
        S1: +OK ...
        S1: +OK ...
        S1: +OK 2 $octets
        S1: +OK ...
        S1: +OK 2 messages ...
        S1: 1 $a
        S1: 2 $b
        S1: .
        S1: +OK ...
        S1 closes
        """);

    [Fact]
    public Task A_bare_line_feed_ends_a_command_too() => Pop3.RunAsync("""
        C1 raw: NOOP\x{0A}STAT\x{0A}
        S1: +OK ...
        S1: +OK 0 0
        """);

    [Fact]
    public Task A_maildrop_may_be_another_mailbox() => Pop3.RunAsync("""
        given setting Pop3:Mailbox is Archive
        given INBOX with 1 message
        given mailbox Archive with 3 messages
        C1: STAT
        S1: +OK 3 $octets
        """);

    [Fact]
    public Task A_maildrop_that_is_not_there_is_said() => Pop3.RunAsync("""
        given setting Pop3:Mailbox is Nowhere
        given not logged in
        C1: USER $user
        S1: +OK ...
        C1: PASS $password
        S1: -ERR [SYS/PERM] ...
        C1: NOOP
        S1: -ERR Log in first
        """);
}
