using Xunit;

namespace Culver.Imap.Tests.Commands;

/// <summary>FETCH BODY[section] (RFC 9051 §6.4.5.1): every form of a section, of messages of every shape, whole and in part.</summary>
public sealed class FetchSectionTests
{
    private const string Plain = """
        given  message in INBOX {{{
        From: a@example.org
        To: b@example.org
        to: c@example.org
        Subject: folded
         subject

        0123456789
        }}}
        C1: s EXAMINE INBOX
        S1: ...
        S1: s OK ...

        """;

    private const string Nested = """
        given  message in INBOX {{{
        Subject: outer
        Content-Type: multipart/mixed; boundary=o

        preamble
        --o
        Content-Type: text/plain
        X-Part: one

        first
        --o
        Content-Type: message/rfc822

        Subject: inner
        From: i@example.org
        Content-Type: multipart/alternative; boundary=i

        --i

        inner text
        --i
        Content-Type: text/html

        <p>inner</p>
        --i--
        --o
        Content-Type: message/rfc822

        Subject: simple

        simple text
        --o--
        }}}
        C1: s EXAMINE INBOX
        S1: ...
        S1: s OK ...

        """;

    [Fact]
    public Task The_header_and_the_text() => Imap.RunAsync(Plain + """
        C1: a FETCH 1 (BODY[HEADER] BODY[TEXT])
        S1: * 1 FETCH (BODY[HEADER] {{{
        From: a@example.org
        To: b@example.org
        to: c@example.org
        Subject: folded
         subject

        }}} BODY[TEXT] {{{0123456789\x{0D 0A}}}})
        S1: a OK ...
        """);

    [Fact]
    public Task Chosen_fields_with_the_names_as_they_were_asked() => Imap.RunAsync(Plain + """
        C1: a FETCH 1 (BODY.PEEK[HEADER.FIELDS (subject "TO")])
        S1: * 1 FETCH (BODY[HEADER.FIELDS (subject TO)] {{{
        To: b@example.org
        to: c@example.org
        Subject: folded
         subject

        }}})
        S1: a OK ...
        C1: b FETCH 1 (BODY.PEEK[HEADER.FIELDS.NOT (To From)])
        S1: * 1 FETCH (BODY[HEADER.FIELDS.NOT (To From)] {{{
        Subject: folded
         subject

        }}})
        S1: b OK ...
        C1: c FETCH 1 (BODY.PEEK[HEADER.FIELDS (X-None)])
        S1: * 1 FETCH (BODY[HEADER.FIELDS (X-None)] {{{\x{0D 0A}}}})
        S1: c OK ...
        """);

    [Fact]
    public Task Part_1_of_a_message_without_parts_is_its_text() => Imap.RunAsync(Plain + """
        C1: a FETCH 1 (BODY[1])
        S1: * 1 FETCH (BODY[1] {{{0123456789\x{0D 0A}}}})
        S1: a OK ...
        C1: b FETCH 1 (BODY[1.MIME])
        S1: * 1 FETCH (BODY[1.MIME] {{{...}}})
        S1: b OK ...
        """);

    [Fact]
    public Task A_part_that_is_not_there_is_NIL() => Imap.RunAsync(Plain + """
        C1: a FETCH 1 (BODY[2])
        S1: * 1 FETCH (BODY[2] NIL)
        S1: a OK ...
        C1: b FETCH 1 (BODY[1.1])
        S1: * 1 FETCH (BODY[1.1] NIL)
        S1: b OK ...
        C1: c FETCH 1 (BODY[1.HEADER])
        S1: * 1 FETCH (BODY[1.HEADER] NIL)
        S1: c OK ...
        C1: d FETCH 1 (BODY[4294967295.1])
        S1: * 1 FETCH (BODY[4294967295.1] NIL)
        S1: d OK ...
        """);

    [Fact]
    public Task Partials_at_the_edges() => Imap.RunAsync(Plain + """
        C1: a FETCH 1 (BODY.PEEK[TEXT]<0.4>)
        S1: * 1 FETCH (BODY[TEXT]<0> {{{0123}}})
        S1: a OK ...
        C1: b FETCH 1 (BODY.PEEK[TEXT]<8.100>)
        S1: * 1 FETCH (BODY[TEXT]<8> {{{89\x{0D 0A}}}})
        S1: b OK ...
        C1: c FETCH 1 (BODY.PEEK[TEXT]<12.1>)
        S1: * 1 FETCH (BODY[TEXT]<12> {{{}}})
        S1: c OK ...
        C1: d FETCH 1 (BODY.PEEK[TEXT]<9999.1>)
        S1: * 1 FETCH (BODY[TEXT]<9999> {{{}}})
        S1: d OK ...
        C1: e FETCH 1 (BODY.PEEK[HEADER.FIELDS (From)]<0.5>)
        S1: * 1 FETCH (BODY[HEADER.FIELDS (From)]<0> {{{From:}}})
        S1: e OK ...
        C1: f FETCH 1 (BODY.PEEK[2]<0.5>)
        S1: * 1 FETCH (BODY[2]<0> NIL)
        S1: f OK ...
        """);

    [Fact]
    public Task Parts_of_a_multipart() => Imap.RunAsync(Nested + """
        C1: a FETCH 1 (BODY.PEEK[1] BODY.PEEK[1.MIME])
        S1: * 1 FETCH (BODY[1] {{{first}}} BODY[1.MIME] {{{
        Content-Type: text/plain
        X-Part: one

        }}})
        S1: a OK ...
        C1: b FETCH 1 (BODY.PEEK[3.TEXT] BODY.PEEK[3.HEADER] BODY.PEEK[3.1])
        S1: * 1 FETCH (BODY[3.TEXT] {{{simple text}}} BODY[3.HEADER] {{{
        Subject: simple

        }}} BODY[3.1] {{{simple text}}})
        S1: b OK ...
        C1: c FETCH 1 (BODY.PEEK[4])
        S1: * 1 FETCH (BODY[4] NIL)
        S1: c OK ...
        """);

    [Fact]
    public Task Parts_of_a_message_within_the_message() => Imap.RunAsync(Nested + """
        C1: a FETCH 1 (BODY.PEEK[2.HEADER])
        S1: * 1 FETCH (BODY[2.HEADER] {{{
        Subject: inner
        From: i@example.org
        Content-Type: multipart/alternative; boundary=i

        }}})
        S1: a OK ...
        C1: b FETCH 1 (BODY.PEEK[2.HEADER.FIELDS (SUBJECT)] BODY.PEEK[2.1] BODY.PEEK[2.2] BODY.PEEK[2.2.MIME])
        S1: * 1 FETCH (BODY[2.HEADER.FIELDS (SUBJECT)] {{{
        Subject: inner

        }}} BODY[2.1] {{{inner text}}} BODY[2.2] {{{<p>inner</p>}}} BODY[2.2.MIME] {{{
        Content-Type: text/html

        }}})
        S1: b OK ...
        C1: c FETCH 1 (BODY.PEEK[2.MIME] BODY.PEEK[2.3])
        S1: * 1 FETCH (BODY[2.MIME] {{{
        Content-Type: message/rfc822

        }}} BODY[2.3] NIL)
        S1: c OK ...
        C1: d FETCH 1 (BODY.PEEK[2.TEXT])
        S1: * 1 FETCH (BODY[2.TEXT] {{{
        --i

        inner text
        --i
        Content-Type: text/html

        <p>inner</p>
        --i--}}})
        S1: d OK ...
        """);

    [Fact]
    public Task The_structure_of_a_message_within_a_message() => Imap.RunAsync(Nested + """
        C1: a FETCH 1 (BODY)
        S1: * 1 FETCH (BODY (("text" "plain" NIL NIL NIL "7bit" 5 0)("message" "rfc822" NIL NIL NIL "7bit" $size (NIL "inner" ((NIL NIL "i" "example.org")) ((NIL NIL "i" "example.org")) ((NIL NIL "i" "example.org")) NIL NIL NIL NIL NIL) (("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 10 0)("text" "html" NIL NIL NIL "7bit" 12 0) "alternative") $lines)("message" "rfc822" NIL NIL NIL "7bit" 30 (NIL "simple" NIL NIL NIL NIL NIL NIL NIL NIL) ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 11 0) 2) "mixed"))
        S1: a OK ...
        """);

    [Fact]
    public Task A_message_that_is_only_a_header() => Imap.RunAsync("""
        given  message in INBOX {{{
        Subject: x
        }}}
        C1: s EXAMINE INBOX
        S1: ...
        S1: s OK ...
        C1: a FETCH 1 (BODY.PEEK[TEXT] BODY.PEEK[1] RFC822.TEXT)
        S1: * 1 FETCH (BODY[TEXT] {{{}}} BODY[1] {{{}}} RFC822.TEXT {{{}}})
        S1: a OK ...
        """);

    [Fact]
    public Task A_header_too_large_to_be_kept_with_the_digest_is_read_from_the_message() => Imap.RunOnceAsync($$$$"""
        given  message in INBOX {{{
        Subject: large
        X-Long: {{{{string.Join("\r\n ", Enumerable.Repeat(new string('x', 900), 80))}}}}
        X-Last: yes

        text
        }}}
        given  message in INBOX {{{
        Subject: small

        text
        }}}
        C1: s EXAMINE INBOX
        S1: ...
        S1: s OK ...
        C1: a FETCH 1:2 (BODY.PEEK[HEADER.FIELDS (Subject X-Last)] BODY.PEEK[HEADER]<2.7>)
        S1: * 1 FETCH (BODY[HEADER.FIELDS (Subject X-Last)] {{{
        Subject: large
        X-Last: yes

        }}} BODY[HEADER]<2> {{{bject: }}})
        S1: * 2 FETCH (BODY[HEADER.FIELDS (Subject X-Last)] {{{
        Subject: small

        }}} BODY[HEADER]<2> {{{bject: }}})
        S1: a OK ...
        """);
}
