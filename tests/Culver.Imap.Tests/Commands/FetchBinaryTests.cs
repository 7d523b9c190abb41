using Xunit;

namespace Culver.Imap.Tests.Commands;

/// <summary>BINARY (RFC 9051 §6.4.5, RFC 3516 §4).</summary>
public sealed class FetchBinaryTests
{
    private const string Message = """
        given  message in INBOX {{{
        Subject: x
        Content-Type: multipart/mixed; boundary=b

        --b
        Content-Type: text/plain
        Content-Transfer-Encoding: quoted-printable

        caf=C3=A9=
         au lait
        --b
        Content-Type: application/octet-stream
        Content-Transfer-Encoding: base64

        AAECAwQFBgcICQ==
        --b
        Content-Type: application/octet-stream
        Content-Transfer-Encoding: x-klingon

        qapla
        --b
        Content-Type: text/plain

        plain
        --b--
        }}}
        C1: s EXAMINE INBOX
        S1: ...
        S1: s OK ...

        """;

    [Fact]
    public Task BINARY_undoes_the_encoding() => Imap.RunAsync(Message + """
        C1: a FETCH 1 (BINARY.PEEK[1])
        S1: * 1 FETCH (BINARY[1] {{{café au lait}}})
        S1: a OK ...
        C1: b FETCH 1 (BINARY[4])
        S1: * 1 FETCH (BINARY[4] {{{plain}}})
        S1: b OK ...
        """);

    [Fact]
    public Task BINARY_with_NUL_is_a_literal8() => Imap.RunAsync(Message + """
        C1: a FETCH 1 (BINARY.PEEK[2])
        S1: * 1 FETCH (BINARY[2] ~{{{\x{00 01 02 03 04 05 06 07 08 09}}}})
        S1: a OK ...
        """);

    [Fact]
    public Task BINARY_in_part_counts_decoded_octets() => Imap.RunAsync(Message + """
        C1: a FETCH 1 (BINARY.PEEK[1]<0.4>)
        S1: * 1 FETCH (BINARY[1]<0> {{{caf\x{C3}}}})
        S1: a OK ...
        C1: b FETCH 1 (BINARY.PEEK[1]<6.100>)
        S1: * 1 FETCH (BINARY[1]<6> {{{au lait}}})
        S1: b OK ...
        C1: c FETCH 1 (BINARY.PEEK[1]<100.1>)
        S1: * 1 FETCH (BINARY[1]<100> {{{}}})
        S1: c OK ...
        """);

    [Fact]
    public Task BINARY_SIZE_counts_decoded_octets() => Imap.RunAsync(Message + """
        C1: a FETCH 1 (BINARY.SIZE[1] BINARY.SIZE[2] BINARY.SIZE[4])
        S1: * 1 FETCH (BINARY.SIZE[1] 13 BINARY.SIZE[2] 10 BINARY.SIZE[4] 5)
        S1: a OK ...
        """);

    [Fact]
    public Task An_encoding_nobody_knows_is_UNKNOWN_CTE() => Imap.RunAsync(Message + """
        C1: a FETCH 1 (BINARY.PEEK[3])
        S1: a NO [UNKNOWN-CTE] ...
        C1: b UID FETCH 1 (BINARY.SIZE[3])
        S1: ...
        S1: b NO [UNKNOWN-CTE] ...
        """);

    [Fact]
    public Task A_part_that_is_not_there_is_NIL() => Imap.RunAsync(Message + """
        C1: a FETCH 1 (BINARY.PEEK[9])
        S1: * 1 FETCH (BINARY[9] NIL)
        S1: a OK ...
        """);

    [Fact]
    public Task A_message_with_NUL_is_appended_as_literal8() => Imap.RunAsync("""
        C1: a APPEND INBOX (\Seen) ~+{{{
        Content-Type: application/octet-stream
        Content-Transfer-Encoding: binary

        \x{00 01 02}
        }}}
        S1: a OK [APPENDUID ...
        C1: b EXAMINE INBOX
        S1: ...
        S1: b OK ...
        C1: c FETCH 1 (BINARY[1])
        S1: * 1 FETCH (BINARY[1] ~{{{\x{00 01 02 0D 0A}}}})
        S1: c OK ...
        """);
}
