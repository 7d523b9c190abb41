namespace Culver.Pop3.Tests.Commands;

/// <summary>CAPA (RFC 2449), STLS (RFC 2595 §4), UTF8 and LANG (RFC 6856), LOGIN-DELAY.</summary>
public sealed class CapabilityTests
{
    [Fact]
    public Task CAPA_before_and_after_login() => Pop3.RunInTheClearAsync("""
        given not logged in
        C1: CAPA
        S1: +OK Capability list follows
        S1: TOP
        S1: USER
        S1: SASL SCRAM-SHA-512 SCRAM-SHA-256 SCRAM-SHA-1 PLAIN LOGIN
        S1: RESP-CODES
        S1: AUTH-RESP-CODE
        S1: PIPELINING
        S1: EXPIRE NEVER
        S1: UIDL
        S1: UTF8 USER
        S1: LANG
        S1: STLS
        S1: IMPLEMENTATION Culver
        S1: .
        C1: USER $user
        S1: +OK ...
        C1: PASS $password
        S1: +OK ...
        C1: CAPA
        S1: +OK Capability list follows
        S1: TOP
        S1: USER
        S1: SASL ...
        S1: RESP-CODES
        S1: AUTH-RESP-CODE
        S1: PIPELINING
        S1: EXPIRE NEVER
        S1: UIDL
        S1: UTF8 USER
        S1: LANG
        S1: IMPLEMENTATION Culver
        S1: .
        C1: CAPA x
        S1: -ERR ...
        """);

    [Fact]
    public Task What_is_switched_off_is_neither_told_nor_there() => Pop3.RunAsync("""
        given setting Pop3:DisabledCapabilities is uidl
        C1: CAPA
        S1: +OK ...
        S1: TOP
        S1: USER
        S1: SASL ...
        S1: RESP-CODES
        S1: AUTH-RESP-CODE
        S1: PIPELINING
        S1: EXPIRE NEVER
        S1: UTF8 USER
        S1: ...
        S1: .
        C1: UIDL
        S1: -ERR There is no such command here
        """);

    [Fact]
    public Task STLS() => Pop3.RunAsync("""
        given not logged in
        C1: STLS now
        S1: -ERR ...
        C1: STLS
        S1: +OK Begin TLS now
        C1 starts TLS
        C1: STLS
        S1: -ERR TLS is active already
        C1: CAPA
        S1: +OK ...
        S1: TOP
        S1: USER
        S1: SASL SCRAM-SHA-512-PLUS ...
        S1: ...
        S1: LANG
        S1: IMPLEMENTATION Culver
        S1: .
        C1: USER $user
        S1: +OK ...
        C1: PASS $password
        S1: +OK ...
        """);

    [Fact]
    public Task STLS_forgets_the_name() => Pop3.RunAsync("""
        given not logged in
        C1: USER $user
        S1: +OK ...
        C1: STLS
        S1: +OK Begin TLS now
        C1 starts TLS
        C1: PASS $password
        S1: -ERR USER comes first
        """);

    [Fact]
    public Task STLS_comes_before_UTF8() => Pop3.RunInTheClearAsync("""
        given not logged in
        C1: UTF8 x
        S1: -ERR ...
        C1: UTF8
        S1: +OK ...
        C1: STLS
        S1: -ERR STLS comes before UTF8
        C1: CAPA
        S1: +OK ...
        S1: TOP
        S1: ...
        S1: LANG
        S1: IMPLEMENTATION Culver
        S1: .
        """);

    [Fact]
    public Task A_header_in_UTF8_wants_the_mode() => Pop3.RunAsync("""
        given not logged in
        given message in INBOX {{{
        Subject: Grüße

        x
        }}}
        given message in INBOX {{{
        Subject: y

        Grüße
        }}}
        given message in INBOX {{{
        Subject: \x{E4}

        x
        }}}
        C1: USER $user
        S1: +OK ...
        C1: PASS $password
        S1: +OK ...
        C1: RETR 1
        S1: -ERR [UTF8] ...
        C1: TOP 1 0
        S1: -ERR [UTF8] ...
        C1: RETR 2
        S1: +OK ...
        S1: Subject: y
        S1:
        S1: Grüße
        S1: .
        C1: TOP 3 0
        S1: +OK ...
        S1: Subject: \x{E4}
        S1:
        S1: .
        C1: QUIT
        S1: +OK ...
        S1 closes
        C2 connects
        S2: +OK ...
        C2: UTF8
        S2: +OK ...
        C2: USER $user
        S2: +OK ...
        C2: PASS $password
        S2: +OK ...
        C2: RETR 1
        S2: +OK ...
        S2: Subject: Grüße
        S2:
        S2: x
        S2: .
        """);

    [Fact]
    public Task LANG() => Pop3.RunAsync("""
        given not logged in
        C1: LANG
        S1: +OK ...
        S1: en English
        S1: .
        C1: LANG EN
        S1: +OK en ...
        C1: LANG *
        S1: +OK en ...
        C1: LANG de
        S1: -ERR ...
        C1: LANG en de
        S1: -ERR ...
        C1: USER $user
        S1: +OK ...
        C1: PASS $password
        S1: +OK ...
        C1: LANG
        S1: +OK ...
        S1: en English
        S1: .
        """);

    [Fact]
    public Task LOGIN_DELAY() => Pop3.RunAsync("""
        given setting Pop3:LoginDelay is 00:02:00
        given C2 not logged in
        C1: CAPA
        S1: +OK ...
        S1: ...
        S1: AUTH-RESP-CODE
        S1: LOGIN-DELAY 120
        S1: ...
        S1: .
        C1: QUIT
        S1: +OK ...
        S1 closes
        C2: USER $user
        S2: +OK ...
        C2: PASS $password
        S2: -ERR [LOGIN-DELAY] ...
        time passes 2 minutes
        C2: USER $user
        S2: +OK ...
        C2: PASS $password
        S2: +OK ...
        """);
}
