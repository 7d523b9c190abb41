using Xunit;

namespace Culver.Imap.Tests.Commands;

/// <summary>FETCH: the items, macros and what goes with them (RFC 9051 §6.4.5 and §7.5.2, RFC 3501 §6.4.5).</summary>
public sealed class FetchItemTests
{
    private const string Message = """
        given  message in INBOX, \Seen $Junk, received 17-Jul-2026 02:44:25 -0700 {{{
        Date: Wed, 17 Jul 2026 02:23:25 -0700 (PDT)
        From: Terry Gray <gray@cac.washington.edu>
        Subject: IMAP4rev2 WG mtg summary and minutes
        To: imap@cac.washington.edu
        cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>
        Message-Id: <B27397-0100000@cac.washington.edu>
        MIME-Version: 1.0
        Content-Type: TEXT/PLAIN; CHARSET=US-ASCII

        Hello
        }}}
        C1: s EXAMINE INBOX
        S1: ...
        S1: s OK ...

        """;

    private const string Envelope = """ENVELOPE ("Wed, 17 Jul 2026 02:23:25 -0700 (PDT)" "IMAP4rev2 WG mtg summary and minutes" (("Terry Gray" NIL "gray" "cac.washington.edu")) (("Terry Gray" NIL "gray" "cac.washington.edu")) (("Terry Gray" NIL "gray" "cac.washington.edu")) ((NIL NIL "imap" "cac.washington.edu")) ((NIL NIL "minutes" "CNRI.Reston.VA.US")("John Klensin" NIL "KLENSIN" "MIT.EDU")) NIL NIL "<B27397-0100000@cac.washington.edu>")""";

    private const string Fast = """FLAGS (\Seen $Junk \Recent) INTERNALDATE "17-Jul-2026 02:44:25 -0700" RFC822.SIZE 349""";

    [Fact]
    public Task Each_item_by_itself() => Imap.RunAsync(Message + """
        C1: a FETCH 1 FLAGS
        S1: * 1 FETCH (FLAGS (\Seen $Junk \Recent))
        S1: a OK ...
        C1: b FETCH 1 UID
        S1: * 1 FETCH (UID 1)
        S1: b OK ...
        C1: c FETCH 1 INTERNALDATE
        S1: * 1 FETCH (INTERNALDATE "17-Jul-2026 02:44:25 -0700")
        S1: c OK ...
        C1: d FETCH 1 RFC822.SIZE
        S1: * 1 FETCH (RFC822.SIZE 349)
        S1: d OK ...
        C1: e FETCH 1 BODY
        S1: * 1 FETCH (BODY ("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7bit" 7 1))
        S1: e OK ...
        C1: f FETCH 1 BODYSTRUCTURE
        S1: * 1 FETCH (BODYSTRUCTURE ("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7bit" 7 1 NIL NIL NIL NIL))
        S1: f OK ...
        C1: h FETCH 1 MODSEQ
        S1: * OK [HIGHESTMODSEQ ...
        S1: * 1 FETCH (MODSEQ ($modseq))
        S1: h OK ...
        C1: i FETCH 1 (EMAILID THREADID)
        S1: * 1 FETCH (EMAILID ($email) THREADID ($thread))
        S1: i OK ...
        """);

    [Fact]
    public Task ENVELOPE() => Imap.RunAsync(Message + $"""
        C1: g FETCH 1 ENVELOPE
        S1: * 1 FETCH ({Envelope})
        S1: g OK ...
        """);

    [Fact]
    public Task The_macros_stand_for_their_items() => Imap.RunAsync(Message + $"""
        C1: a FETCH 1 FAST
        S1: * 1 FETCH ({Fast})
        S1: a OK ...
        C1: b FETCH 1 ALL
        S1: * 1 FETCH ({Fast} {Envelope})
        S1: b OK ...
        C1: c fetch 1 full
        S1: * 1 FETCH ({Fast} {Envelope} BODY ("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7bit" 7 1))
        S1: c OK ...
        C1: d FETCH 1 (FAST)
        S1: d BAD ...xpected...
        """);

    [Fact]
    public Task UID_FETCH_tells_the_UID_unasked() => Imap.RunAsync("""
        given  INBOX with 3 messages, the first \Deleted, selected
        C1: a EXPUNGE
        S1: * 1 EXPUNGE
        S1: a OK ...
        C1: b UID FETCH 3 (FLAGS)
        S1: * 2 FETCH (UID 3 FLAGS (\Recent))
        S1: b OK ...
        C1: c UID FETCH 2:3 (FLAGS UID)
        S1: * 1 FETCH (FLAGS (\Recent) UID 2)
        S1: * 2 FETCH (FLAGS (\Recent) UID 3)
        S1: c OK ...
        """);

    [Fact]
    public Task Sets_may_be_in_any_order_and_overlap() => Imap.RunAsync("""
        given  INBOX with 4 messages, selected
        C1: a FETCH 3,1:2,2:1,* (UID)
        S1: * 1 FETCH (UID 1)
        S1: * 2 FETCH (UID 2)
        S1: * 3 FETCH (UID 3)
        S1: * 4 FETCH (UID 4)
        S1: a OK ...
        C1: b FETCH *:3 (UID)
        S1: * 3 FETCH (UID 3)
        S1: * 4 FETCH (UID 4)
        S1: b OK ...
        """);

    [Fact]
    public Task Reading_a_body_sets_Seen_and_tells_it() => Imap.RunAsync("""
        given  message in INBOX {{{
        a: b

        x
        }}}
        C1: s SELECT INBOX
        S1: ...
        S1: s OK ...
        C1: a FETCH 1 (BODY.PEEK[TEXT])
        S1: * 1 FETCH (BODY[TEXT] {{{x\x{0D 0A}}}})
        S1: a OK ...
        C1: b FETCH 1 (FLAGS)
        S1: * 1 FETCH (FLAGS (\Recent))
        S1: b OK ...
        C1: c FETCH 1 (BODY[TEXT] FLAGS)
        S1: * 1 FETCH (BODY[TEXT] {{{x\x{0D 0A}}}} FLAGS (\Seen \Recent))
        S1: c OK ...
        C1: d FETCH 1 (BODY[TEXT])
        S1: * 1 FETCH (BODY[TEXT] {{{x\x{0D 0A}}}})
        S1: d OK ...
        """);

    [Fact]
    public Task Seen_that_was_not_asked_for_is_told_all_the_same() => Imap.RunAsync("""
        given  message in INBOX {{{
        a: b

        x
        }}}
        C1: s SELECT INBOX
        S1: ...
        S1: s OK ...
        C1: a FETCH 1 BODY[TEXT]
        S1: * 1 FETCH (BODY[TEXT] {{{x\x{0D 0A}}}} FLAGS (\Seen \Recent)...)
        S1: a OK ...
        """);

    [Theory]
    [InlineData("RFC822")]
    [InlineData("RFC822.TEXT")]
    [InlineData("BODY[]")]
    [InlineData("BODY[HEADER]")]
    [InlineData("BODY[1]")]
    [InlineData("BODY[]<0.2>")]
    [InlineData("BINARY[1]")]
    public Task These_set_Seen(string item) => Imap.RunOnceAsync($"""
        given  INBOX with 1 message, selected
        C1: a FETCH 1 ({item} FLAGS)
        S1: * 1 FETCH (... FLAGS (\Seen \Recent))
        S1: a OK ...
        """);

    [Theory]
    [InlineData("RFC822.HEADER")]
    [InlineData("RFC822.SIZE")]
    [InlineData("BODY.PEEK[]")]
    [InlineData("BODY")]
    [InlineData("BINARY.PEEK[1]")]
    [InlineData("BINARY.SIZE[1]")]
    [InlineData("ENVELOPE")]
    public Task These_do_not_set_Seen(string item) => Imap.RunOnceAsync($"""
        given  INBOX with 1 message, selected
        C1: a FETCH 1 ({item} FLAGS)
        S1: * 1 FETCH (... FLAGS (\Recent))
        S1: a OK ...
        C1: b FETCH 1 (FLAGS)
        S1: * 1 FETCH (FLAGS (\Recent))
        S1: b OK ...
        """);

    [Theory]
    [InlineData("FETCH")]
    [InlineData("FETCH 1")]
    [InlineData("FETCH 0 (UID)")]
    [InlineData("FETCH x (UID)")]
    [InlineData("FETCH 1 (NOSUCH)")]
    [InlineData("FETCH 1 ()")]
    [InlineData("FETCH 1 (UID")]
    [InlineData("FETCH 1 (UID) x")]
    [InlineData("FETCH 1 BODY[")]
    [InlineData("FETCH 1 BODY[0]")]
    [InlineData("FETCH 1 BODY[MIME]")]
    [InlineData("FETCH 1 BODY[HEADER.FIELDS]")]
    [InlineData("FETCH 1 BODY[HEADER.FIELDS ()]")]
    [InlineData("FETCH 1 BODY[]<1>")]
    [InlineData("FETCH 1 BODY[]<0.0>")]
    [InlineData("FETCH 1 BODY[1.NOSUCH]")]
    [InlineData("FETCH 1 BINARY[TEXT]")]
    [InlineData("FETCH 1 BINARY.SIZE[1]<0.1>")]
    [InlineData("FETCH 1 (UID) (CHANGEDSINCE x)")]
    [InlineData("FETCH 1 (UID) (NOSUCH 1)")]
    [InlineData("FETCH 1,, (UID)")]
    [InlineData("FETCH 4294967296 (UID)")]
    public Task In_bad_syntax_it_is_BAD(string command) => Imap.RunOnceAsync($"""
        given  INBOX with 1 message, selected
        C1: a {command}
        S1: a BAD ...xpected...
        C1: b UID {command}
        S1: b BAD ...xpected...
        """);
}
