using Xunit;

namespace Culver.Imap.Tests.Lessons;

/// <summary>What went wrong with messages and their parts. The numbers are those of the lessons the design was begun with.</summary>
public sealed class LessonsOnMessages
{
    [Fact]
    public Task Lesson06_COPY_to_where_the_message_is_already_is_no_error() => Imap.RunAsync("""
        given  INBOX with 1 message, selected
        C1: a COPY 1 Archive
        S1: a OK [COPYUID $v 1 1] ...
        C1: b COPY 1 Archive
        S1: b OK [COPYUID $v 1 2] ...
        C1: c COPY 1 INBOX
        S1: * 2 EXISTS
        S1: * 2 RECENT
        S1: c OK [COPYUID $w 1 2] ...
        """);

    [Fact]
    public Task Lesson06_MOVE_to_where_the_message_is_already_is_no_error() => Imap.RunAsync("""
        given  INBOX with 1 message, selected
        C1: a COPY 1 Archive
        S1: a OK ...
        C1: b MOVE 1 Archive
        S1: * OK [COPYUID $v 1 2] ...
        S1: * 1 EXPUNGE
        S1: b OK ...
        """);

    [Fact]
    public Task Lesson07_ENVELOPE_has_no_raw_UTF8_before_it_is_enabled() => Imap.RunAsync("""
        given  message in INBOX {{{
        From: Jürgen <j@example.org>
        Subject: Grüße

        x
        }}}
        C1: s EXAMINE INBOX
        S1: ...
        S1: s OK ...
        C1: a FETCH 1 (ENVELOPE)
        S1: * 1 FETCH (ENVELOPE (NIL "=?utf-8?...?=" (("=?utf-8?...?=" NIL "j" "example.org")) ...
        S1: a OK ...
        C1: e ENABLE UTF8=ACCEPT
        S1: * ENABLED UTF8=ACCEPT
        S1: e OK ...
        C1: b FETCH 1 (ENVELOPE)
        S1: * 1 FETCH (ENVELOPE (NIL "Grüße" (("Jürgen" NIL "j" "example.org")) ...
        S1: b OK ...
        """);

    [Fact]
    public Task Lesson07_BODYSTRUCTURE_has_no_raw_UTF8_before_it_is_enabled() => Imap.RunAsync("""
        given  message in INBOX {{{
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8; name="Grüße.txt"
        Content-Description: Grüße

        x
        }}}
        C1: s EXAMINE INBOX
        S1: ...
        S1: s OK ...
        C1: a FETCH 1 (BODYSTRUCTURE)
        S1: * 1 FETCH (BODYSTRUCTURE $ascii...
        S1: a OK ...
        """.Replace("$ascii...", "(\"text\" \"plain\" (\"charset\" \"utf-8\" \"name*\" \"utf-8''Gr%C3%BC%C3%9Fe.txt\") NIL \"=?utf-8?...?=\" \"7bit\" 3 1 ...", StringComparison.Ordinal));

    [Fact]
    public Task Lesson08_The_last_short_chunk_is_exact() => Imap.RunAsync("""
        given  message in INBOX {{{
        Subject: x

        0123456789
        }}}
        C1: s EXAMINE INBOX
        S1: ...
        S1: s OK ...
        C1: a FETCH 1 (BODY.PEEK[]<0.10> BODY.PEEK[]<10.10> BODY.PEEK[]<20.10> BODY.PEEK[]<26.1> BODY.PEEK[]<26.10>)
        S1: * 1 FETCH (BODY[]<0> {{{Subject: x}}} BODY[]<10> {{{\x{0D 0A 0D 0A}012345}}} BODY[]<20> {{{6789\x{0D 0A}}}} BODY[]<26> "" BODY[]<26> "")
        S1: a OK ...
        """.Replace("BODY[]<26> \"\"", "BODY[]<26> {{{}}}", StringComparison.Ordinal));

    [Fact]
    public Task Lesson10_ENVELOPE_strings_are_quoted_and_escaped() => Imap.RunAsync("""
        given  message in INBOX {{{
        From: "A \"quoted\" \\ name" <a@example.org>
        Subject: He said "no" \ maybe
        Message-ID: <a"b@example.org>

        x
        }}}
        C1: s EXAMINE INBOX
        S1: ...
        S1: s OK ...
        C1: a FETCH 1 (ENVELOPE)
        S1: * 1 FETCH (ENVELOPE (NIL "He said \"no\" \\ maybe" (("A \"quoted\" \\ name" NIL "a" "example.org")) (("A \"quoted\" \\ name" NIL "a" "example.org")) (("A \"quoted\" \\ name" NIL "a" "example.org")) NIL NIL NIL NIL "<a\"b@example.org>"))
        S1: a OK ...
        """);

    [Fact]
    public Task Lesson10_BODYSTRUCTURE_has_NIL_where_nothing_is() => Imap.RunAsync("""
        given  message in INBOX {{{
        Subject: x

        x
        }}}
        C1: s EXAMINE INBOX
        S1: ...
        S1: s OK ...
        C1: a FETCH 1 (BODYSTRUCTURE BODY)
        S1: * 1 FETCH (BODYSTRUCTURE ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL) BODY ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 3 1))
        S1: a OK ...
        """);

    [Fact]
    public Task Lesson11_The_RFC822_items_of_rev1_are_answered() => Imap.RunAsync("""
        given  message in INBOX, \Seen {{{
        Subject: x

        text
        }}}
        C1: s SELECT INBOX
        S1: ...
        S1: s OK ...
        C1: a FETCH 1 (RFC822 RFC822.HEADER RFC822.TEXT RFC822.SIZE)
        S1: * 1 FETCH (RFC822 {{{Subject: x\x{0D 0A 0D 0A}text\x{0D 0A}}}} RFC822.HEADER {{{Subject: x\x{0D 0A 0D 0A}}}} RFC822.TEXT {{{text\x{0D 0A}}}} RFC822.SIZE 20)
        S1: a OK ...
        """);

    [Fact]
    public Task Lesson14_A_client_that_dies_within_a_literal_leaves_nothing() => Imap.RunAsync("""
        given  INBOX with 1 message, selected by C2
        C1 raw: a APPEND INBOX {100+}\x{0D 0A}Subject: half a mess
        C1 closes
        C2: b NOOP
        S2: b OK ...
        C2: c STATUS INBOX (MESSAGES UIDNEXT)
        S2: * STATUS INBOX (MESSAGES 1 UIDNEXT 2)
        S2: c OK ...
        """);

    [Fact]
    public Task Lesson14_A_literal_is_refused_before_the_plus() => Imap.RunAsync("""
        given setting Imap:MaxMessage is 2000
        C1 raw: a APPEND INBOX {2001}\x{0D 0A}
        S1: a NO [TOOBIG] ...
        C1 raw: b APPEND Nowhere {10}\x{0D 0A}
        S1: b NO [TRYCREATE] ...
        C1 raw: c APPEND INBOX (\Seen {10}\x{0D 0A}
        S1: c BAD ...xpected...
        C1: d NOOP
        S1: d OK ...
        """);

    [Fact]
    public Task Lesson14_A_refused_literal_that_comes_unasked_is_never_parsed() => Imap.RunAsync("""
        C1: a APPEND Nowhere +{{{
        x LOGOUT
        y DELETE Archive
        }}}
        S1: a NO [TRYCREATE] ...
        C1: b STATUS Archive (MESSAGES)
        S1: * STATUS Archive (MESSAGES 0)
        S1: b OK ...
        """);

    [Fact]
    public Task Lesson15_The_bytes_of_a_message_come_back_as_they_came() => Imap.RunAsync("""
        C1: a APPEND INBOX {{{
        dkim-SIGNATURE:  a=rsa;
        	b=xyz ;
        Subject:   odd    spacing 
        Content-Type: multipart/mixed; boundary="b"

        preamble
        --b  
        Content-Type: TEXT/Plain;Charset="US-ascii"

        trailing space 
        .dot
        --b--
        epilogue, 8-bit: \x{E9 FF}
        no line end}}}
        S1: a OK ...
        C1: b EXAMINE INBOX
        S1: ...
        S1: b OK ...
        C1: c FETCH 1 (BODY[])
        S1: * 1 FETCH (BODY[] {{{
        dkim-SIGNATURE:  a=rsa;
        	b=xyz ;
        Subject:   odd    spacing 
        Content-Type: multipart/mixed; boundary="b"

        preamble
        --b  
        Content-Type: TEXT/Plain;Charset="US-ascii"

        trailing space 
        .dot
        --b--
        epilogue, 8-bit: \x{E9 FF}
        no line end}}})
        S1: c OK ...
        """);

    [Fact]
    public Task Lesson16_RENAME_takes_the_children_with_it() => Imap.RunAsync("""
        given  mailbox a/b/c with 2 messages
        C1: a RENAME a x
        S1: a OK ...
        C1: b LIST "" "x*"
        S1: * LIST (\HasChildren) "/" x
        S1: * LIST (\HasChildren) "/" x/b
        S1: * LIST (\HasNoChildren) "/" x/b/c
        S1: b OK ...
        C1: c STATUS x/b/c (MESSAGES)
        S1: * STATUS x/b/c (MESSAGES 2)
        S1: c OK ...
        C1: d LIST "" "a*"
        S1: d OK ...
        """);

    [Fact]
    public Task Lesson16_RENAME_of_INBOX_moves_its_messages_and_leaves_it_empty() => Imap.RunAsync("""
        given  INBOX with 2 messages, the first \Seen
        C1: a STATUS INBOX (MAILBOXID UIDVALIDITY)
        S1: * STATUS INBOX (MAILBOXID ($id) UIDVALIDITY $validity)
        S1: a OK ...
        C1: b RENAME INBOX Old
        S1: b OK ...
        C1: c STATUS INBOX (MESSAGES MAILBOXID UIDVALIDITY)
        S1: * STATUS INBOX (MESSAGES 0 MAILBOXID ($id) UIDVALIDITY $validity)
        S1: c OK ...
        C1: d STATUS Old (MESSAGES UNSEEN)
        S1: * STATUS Old (MESSAGES 2 UNSEEN 1)
        S1: d OK ...
        """);

    [Fact]
    public Task Lesson16_DELETE_of_a_mailbox_with_children_leaves_a_name_that_cannot_be_selected() => Imap.RunAsync("""
        given  mailbox a with 1 message
        given  mailbox a/b with 1 message
        C1: a DELETE a
        S1: a OK ...
        C1: b LIST "" "a*"
        S1: * LIST (\Noselect \HasChildren) "/" a
        S1: * LIST (\HasNoChildren) "/" a/b
        S1: b OK ...
        C1: c SELECT a
        S1: c NO ...
        C1: d DELETE a
        S1: d NO [HASCHILDREN] ...
        C1: e STATUS a/b (MESSAGES)
        S1: * STATUS a/b (MESSAGES 1)
        S1: e OK ...
        """);

    [Fact]
    public async Task Lesson16_A_mailbox_made_again_has_another_UIDVALIDITY()
    {
        // A capture that is already known must match; so the failure to match is what shows the difference.
        const string Script = """
            C1: a CREATE Foo
            S1: a OK ...
            C1: b STATUS Foo (UIDVALIDITY)
            S1: * STATUS Foo (UIDVALIDITY $first)
            S1: b OK ...
            C1: c DELETE Foo
            S1: c OK ...
            C1: d CREATE Foo
            S1: d OK ...
            C1: e STATUS Foo (UIDVALIDITY)
            S1: * STATUS Foo (UIDVALIDITY $second)
            S1: e OK ...
            """;
        await Imap.RunAsync(Script);
        await Assert.ThrowsAsync<Culver.Testing.ConversationFailedException>(() => Imap.RunInTheClearAsync(Script.Replace("$second", "$first", StringComparison.Ordinal)));
    }

    [Fact]
    public Task Lesson17_Header_search_decodes_encoded_words() => Imap.RunAsync("""
        given  message in INBOX {{{
        Subject: =?iso-8859-1?Q?Gr=FC=DFe?= aus =?utf-8?B?S8O2bG4=?=
        From: =?utf-8?Q?J=C3=BCrgen?= <j@example.org>

        x
        }}}
        C1: s EXAMINE INBOX
        S1: ...
        S1: s OK ...
        C1: a SEARCH CHARSET UTF-8 SUBJECT +{{{grüße}}}
        S1: * SEARCH 1
        S1: a OK ...
        C1: b SEARCH CHARSET UTF-8 SUBJECT +{{{Köln}}} FROM +{{{JÜRGEN}}}
        S1: * SEARCH 1
        S1: b OK ...
        C1: c SEARCH SUBJECT "=?iso-8859-1"
        S1: * SEARCH
        S1: c OK ...
        """);

    [Fact]
    public Task Lesson17_A_charset_nobody_knows_is_refused_with_those_we_know() => Imap.RunAsync("""
        given  INBOX with 1 message, selected
        C1: a SEARCH CHARSET X-KLINGON SUBJECT x
        S1: a NO [BADCHARSET (...utf-8...)] ...
        C1: b UID SEARCH CHARSET X-KLINGON SUBJECT x
        S1: b NO [BADCHARSET (...iso-8859-1 ...)] ...
        """);

    [Fact]
    public Task Lesson18_Numbers_of_messages_that_never_were_are_BAD() => Imap.RunAsync("""
        given  INBOX with 2 messages, selected
        C1: a FETCH 3 (UID)
        S1: a BAD ...xpected...
        C1: b FETCH 1:3 (UID)
        S1: b BAD ...xpected...
        C1: c STORE 9 +FLAGS (\Seen)
        S1: c BAD ...xpected...
        C1: d COPY 3 Archive
        S1: d BAD ...xpected...
        C1: e MOVE 3 Archive
        S1: e BAD ...xpected...
        C1: f FETCH *:1 (UID)
        S1: * 1 FETCH (UID 1)
        S1: * 2 FETCH (UID 2)
        S1: f OK ...
        """);

    [Fact]
    public Task Lesson18_UIDs_that_are_not_there_are_passed_over() => Imap.RunAsync("""
        given  INBOX with 3 messages, the second \Deleted, selected
        C1: x EXPUNGE
        S1: * 2 EXPUNGE
        S1: x OK ...
        C1: a UID FETCH 2,3:77 (FLAGS)
        S1: * 2 FETCH (UID 3 FLAGS (\Recent))
        S1: a OK ...
        C1: b UID FETCH 99:* (UID)
        S1: * 2 FETCH (UID 3)
        S1: b OK ...
        C1: c UID STORE 2 +FLAGS (\Seen)
        S1: c OK ...
        C1: d UID COPY 2 Archive
        S1: d OK ...
        """);

    [Fact]
    public Task Lesson18_A_star_in_an_empty_mailbox_names_nothing() => Imap.RunAsync("""
        given  mailbox Foo with 0 messages, selected
        C1: a UID FETCH 1:* (FLAGS)
        S1: a OK ...
        C1: b UID FETCH * (FLAGS)
        S1: b OK ...
        C1: c SEARCH 1:*
        S1: * SEARCH
        S1: c OK ...
        # RFC 9051 §9 seq-number: by number it is an error, "*" too.
        C1: d FETCH 1:* (FLAGS)
        S1: d BAD ...xpected...
        C1: f FETCH * (FLAGS)
        S1: f BAD ...xpected...
        C1: e UID SEARCH UID 1:*
        S1: * SEARCH
        S1: e OK ...
        """);
}
