using Xunit;

namespace Culver.Imap.Tests.Commands;

/// <summary>SEARCH: every key, what keys may be made of, and what is refused (RFC 9051 §6.4.4, RFC 3501 §6.4.4).</summary>
public sealed class SearchTests
{
    // 1: seen, answered, old; 2: deleted, draft, a keyword; 3: flagged.
    private const string Mailbox = """
        given  message in INBOX, \Seen \Answered, received 1-Feb-2026 23:30:00 -0800 {{{
        Date: Sat, 31 Jan 2026 23:59:00 -0500
        From: Fred Foobar <foobar@example.org>
        To: Alice <alice@example.org>
        Cc: carol@example.org
        Subject: afternoon meeting
        X-Spam: no

        Joe says hello to the whole world.
        }}}
        given  message in INBOX, \Deleted \Draft $Work, received 2-Feb-2026 00:30:00 +0000 {{{
        Date: Mon, 2 Feb 2026 10:00:00 +0000
        From: Smith <smith@example.org>
        To: Bob <bob@example.org>
        Bcc: dave@example.org
        Subject: Re: afternoon meeting

        short
        }}}
        given  message in INBOX, \Flagged, received 3-Feb-2026 12:00:00 +0000 {{{
        From: "Smith, John" <john@example.org>
        To: Bob <bob@example.org>
        Subject: lunch
        Content-Type: text/html

        <p>Hello <b>wor</b>ld</p>
        }}}
        C1: s EXAMINE INBOX
        S1: ...
        S1: s OK ...

        """;

    [Theory]
    [InlineData("ALL", " 1 2 3")]
    [InlineData("ANSWERED", " 1")]
    [InlineData("UNANSWERED", " 2 3")]
    [InlineData("DELETED", " 2")]
    [InlineData("UNDELETED", " 1 3")]
    [InlineData("DRAFT", " 2")]
    [InlineData("UNDRAFT", " 1 3")]
    [InlineData("FLAGGED", " 3")]
    [InlineData("UNFLAGGED", " 1 2")]
    [InlineData("SEEN", " 1")]
    [InlineData("UNSEEN", " 2 3")]
    [InlineData("RECENT", " 1 2 3")]
    [InlineData("OLD", "")]
    [InlineData("NEW", " 2 3")]
    [InlineData("KEYWORD $Work", " 2")]
    [InlineData("KEYWORD $WORK", " 2")]
    [InlineData("UNKEYWORD $Work", " 1 3")]
    [InlineData("KEYWORD nosuch", "")]
    [InlineData("UNKEYWORD nosuch", " 1 2 3")]
    [InlineData("FROM smith", " 2 3")]
    [InlineData("FROM \"Smith, J\"", " 3")]
    [InlineData("TO BOB", " 2 3")]
    [InlineData("CC carol", " 1")]
    [InlineData("BCC dave@", " 2")]
    [InlineData("SUBJECT meeting", " 1 2")]
    [InlineData("SUBJECT \"re: after\"", " 2")]
    [InlineData("SUBJECT \"\"", " 1 2 3")]
    [InlineData("HEADER X-Spam \"\"", " 1")]
    [InlineData("HEADER x-spam no", " 1")]
    [InlineData("HEADER X-Spam yes", "")]
    [InlineData("BODY hello", " 1 3")]
    [InlineData("BODY world", " 1 3")]
    [InlineData("BODY meeting", "")]
    [InlineData("TEXT meeting", " 1 2")]
    [InlineData("TEXT foobar@example", " 1")]
    [InlineData("TEXT lo", " 1 3")]
    [InlineData("BEFORE 2-Feb-2026", " 1")]
    [InlineData("ON 2-Feb-2026", " 2")]
    [InlineData("ON \"2-Feb-2026\"", " 2")]
    [InlineData("SINCE 2-feb-2026", " 2 3")]
    [InlineData("SENTBEFORE 1-Feb-2026", " 1")]
    [InlineData("SENTON 31-Jan-2026", " 1")]
    [InlineData("SENTSINCE 1-Feb-2026", " 2")]
    [InlineData("LARGER 200", " 1")]
    [InlineData("SMALLER 200", " 2 3")]
    [InlineData("2:*", " 2 3")]
    [InlineData("1,3", " 1 3")]
    [InlineData("*", " 3")]
    [InlineData("UID 2:3", " 2 3")]
    [InlineData("UID 99", "")]
    [InlineData("UID 99:*", " 3")]
    [InlineData("NOT SEEN", " 2 3")]
    [InlineData("NOT NOT SEEN", " 1")]
    [InlineData("OR SEEN FLAGGED", " 1 3")]
    [InlineData("OR FROM smith SUBJECT meeting", " 1 2 3")]
    [InlineData("OR (SEEN ANSWERED) (FLAGGED)", " 1 3")]
    [InlineData("UNSEEN FROM smith", " 2 3")]
    [InlineData("NOT FROM smith TEXT hello", " 1")]
    [InlineData("(UNSEEN) 1:2", " 2")]
    [InlineData("NOT BODY hello", " 2")]
    [InlineData("TEXT hello TEXT joe", " 1")]
    [InlineData("MODSEQ 1 SEEN", " 1 (MODSEQ $m)")]
    [InlineData("CHARSET US-ASCII SEEN", " 1")]
    [InlineData("CHARSET utf-8 FROM smith", " 2 3")]
    public Task Key(string keys, string found) => Imap.RunOnceAsync("given  CONDSTORE enabled by C1\n" + Mailbox + $"""
        C1: a SEARCH {keys}
        S1: * SEARCH{found}
        S1: a OK ...
        C1: b UID SEARCH {keys}
        S1: * SEARCH{found}
        S1: b OK ...
        """);

    [Fact]
    public Task Text_may_be_a_literal() => Imap.RunAsync(Mailbox + """
        C1: a SEARCH FROM {{{smith}}} SUBJECT +{{{lunch}}}
        S1: * SEARCH 3
        S1: a OK ...
        """);

    [Theory]
    [InlineData("iso-8859-1", "\\x{E9}")]
    [InlineData("UTF-8", "\\x{C3 A9}")]
    [InlineData("windows-1252", "\\x{E9}")]
    public Task Text_may_be_in_any_charset_we_know(string charset, string text) => Imap.RunOnceAsync("""
        given  message in INBOX {{{
        Subject: =?utf-8?Q?caf=C3=A9?=

        x
        }}}
        C1: s EXAMINE INBOX
        S1: ...
        S1: s OK ...
        C1: a SEARCH CHARSET @charset SUBJECT +{{{@text}}}
        S1: * SEARCH 1
        S1: a OK ...
        """.Replace("@charset", charset, StringComparison.Ordinal).Replace("@text", text, StringComparison.Ordinal));

    [Fact]
    public Task Text_that_is_not_in_its_charset_is_refused() => Imap.RunAsync(Mailbox + """
        C1: a SEARCH CHARSET UTF-8 SUBJECT +{{{\x{FF FE}}}}
        S1: a BAD ...xpected...
        C1: b SEARCH CHARSET UTF-8
        S1: b BAD ...xpected...
        C1: c SEARCH CHARSET
        S1: c BAD ...xpected...
        """);

    [Fact]
    public Task With_UTF8_ACCEPT_a_charset_is_BAD() => Imap.RunAsync(Mailbox + """
        C1: e ENABLE UTF8=ACCEPT
        S1: * ENABLED UTF8=ACCEPT
        S1: e OK ...
        C1: a SEARCH CHARSET UTF-8 SEEN
        S1: a BAD ...
        C1: b SEARCH SUBJECT "grüße"
        S1: * SEARCH
        S1: b OK ...
        """);

    [Fact]
    public Task UID_SEARCH_gives_UIDs() => Imap.RunAsync("""
        given  INBOX with 3 messages, the first \Deleted, selected
        C1: x EXPUNGE
        S1: * 1 EXPUNGE
        S1: x OK ...
        C1: a SEARCH ALL
        S1: * SEARCH 1 2
        S1: a OK ...
        C1: b UID SEARCH ALL
        S1: * SEARCH 2 3
        S1: b OK ...
        C1: c UID SEARCH 1
        S1: * SEARCH 2
        S1: c OK ...
        """);

    [Theory]
    [InlineData("SEARCH")]
    [InlineData("SEARCH NOSUCH")]
    [InlineData("SEARCH NOT")]
    [InlineData("SEARCH OR SEEN")]
    [InlineData("SEARCH ()")]
    [InlineData("SEARCH (SEEN")]
    [InlineData("SEARCH FROM")]
    [InlineData("SEARCH HEADER Subject")]
    [InlineData("SEARCH BEFORE yesterday")]
    [InlineData("SEARCH ON 31-Feb-2026")]
    [InlineData("SEARCH LARGER many")]
    [InlineData("SEARCH UID x")]
    [InlineData("SEARCH KEYWORD \\Seen")]
    [InlineData("SEARCH MODSEQ")]
    [InlineData("SEARCH 0")]
    [InlineData("SEARCH SEEN ")]
    [InlineData("SEARCH RETURN (NOSUCH) ALL")]
    [InlineData("SEARCH RETURN ALL")]
    [InlineData("SEARCH RETURN (ALL)")]
    public Task In_bad_syntax_it_is_BAD(string command) => Imap.RunOnceAsync($"""
        given  INBOX with 1 message, selected
        C1: a {command}
        S1: a BAD ...xpected...
        """);

    [Fact]
    public Task A_header_field_is_looked_for_in_a_mailbox_large_enough_for_the_text_index_to_help() => Imap.RunOnceAsync("""
        given  INBOX with 300 messages
        given  message in INBOX {{{
        From: a@example.org
        Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe_an?= alle
        X-Empty:

        nothing
        }}}
        given  message in INBOX {{{
        From: b@example.org
        Subject: nothing
        X-Other: alle

        an alle
        }}}
        C1: s EXAMINE INBOX
        S1: ...
        S1: s OK ...
        C1: a SEARCH SUBJECT "an alle"
        S1: * SEARCH 301
        S1: a OK ...
        C1: b SEARCH SUBJECT "E AN ALL"
        S1: * SEARCH 301
        S1: b OK ...
        C1: c SEARCH HEADER X-Other alle
        S1: * SEARCH 302
        S1: c OK ...
        C1: d SEARCH HEADER X-Empty ""
        S1: * SEARCH 301
        S1: d OK ...
        C1: e SEARCH NOT SUBJECT "an alle" 301:302
        S1: * SEARCH 302
        S1: e OK ...
        """);
}
