using Xunit;

namespace Culver.Imap.Tests.Extensions;

/// <summary>OBJECTID (RFC 8474) and the rules of which ids stay.</summary>
public sealed class ObjectIdTests
{
    [Fact]
    public Task MAILBOXID_is_the_same_in_CREATE_SELECT_and_STATUS_and_after_RENAME() => Imap.RunAsync("""
        C1: a CREATE foo
        S1: a OK [MAILBOXID ($id)] ...
        C1: b SELECT foo
        S1: * OK [MAILBOXID ($id)] ...
        S1: ...
        S1: b OK ...
        C1: c STATUS foo (MAILBOXID)
        S1: * STATUS foo (MAILBOXID ($id))
        S1: c OK ...
        C1: d RENAME foo renamed
        S1: d OK ...
        C1: e STATUS renamed (MAILBOXID)
        S1: * STATUS renamed (MAILBOXID ($id))
        S1: e OK ...
        """);

    [Fact]
    public Task EMAILID_and_THREADID_are_kept_by_COPY_and_MOVE() => Imap.RunAsync("""
        given  INBOX with 2 messages, selected
        C1: a FETCH 1:2 (EMAILID THREADID)
        S1: * 1 FETCH (EMAILID ($m1) THREADID ($t1))
        S1: * 2 FETCH (EMAILID ($m2) THREADID ($t2))
        S1: a OK ...
        C1: b COPY 1 Archive
        S1: b OK ...
        C1: c MOVE 2 Archive
        S1: * OK [COPYUID ...
        S1: * 2 EXPUNGE
        S1: c OK ...
        C1: d SELECT Archive
        S1: ...
        S1: d OK ...
        C1: e FETCH 1:2 (EMAILID THREADID)
        S1: * 1 FETCH (EMAILID ($m1) THREADID ($t1))
        S1: * 2 FETCH (EMAILID ($m2) THREADID ($t2))
        S1: e OK ...
        C1: f SEARCH EMAILID $m2
        S1: * SEARCH 2
        S1: f OK ...
        C1: g SEARCH THREADID $t1
        S1: * SEARCH 1
        S1: g OK ...
        C1: h SEARCH EMAILID nosuch
        S1: * SEARCH
        S1: h OK ...
        """);

    [Fact]
    public Task An_answer_is_in_the_thread_of_what_it_answers() => Imap.RunAsync("""
        given  message in INBOX {{{
        Message-ID: <one@example.org>
        Subject: talk

        x
        }}}
        given  message in INBOX {{{
        Message-ID: <two@example.org>
        In-Reply-To: <one@example.org>
        References: <one@example.org>
        Subject: Re: talk

        y
        }}}
        C1: s EXAMINE INBOX
        S1: ...
        S1: s OK ...
        C1: a FETCH 1:2 (THREADID)
        S1: * 1 FETCH (THREADID ($t))
        S1: * 2 FETCH (THREADID ($t))
        S1: a OK ...
        C1: b SEARCH THREADID $t
        S1: * SEARCH 1 2
        S1: b OK ...
        """);

    [Fact]
    public Task In_bad_syntax_it_is_BAD() => Imap.RunAsync("""
        given  INBOX with 1 message, selected
        C1: a SEARCH EMAILID
        S1: a BAD ...xpected...
        C1: b SEARCH THREADID (x)
        S1: b BAD ...xpected...
        """);
}
