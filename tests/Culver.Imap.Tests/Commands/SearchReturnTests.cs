using Xunit;

namespace Culver.Imap.Tests.Commands;

/// <summary>What SEARCH returns and saves (RFC 9051 §6.4.4, §6.4.4.1 to §6.4.4.4; RFC 4731; RFC 5182).</summary>
public sealed class SearchReturnTests
{
    private const string Seven = """
        given  INBOX with 7 messages, the second \Deleted, messages 4 to 6 \Flagged, the seventh $Work, selected

        """;

    [Theory]
    [InlineData("MIN", " MIN 4")]
    [InlineData("MAX", " MAX 6")]
    [InlineData("COUNT", " COUNT 3")]
    [InlineData("ALL", " ALL 4:6")]
    [InlineData("", " ALL 4:6")]
    [InlineData("MIN MAX COUNT ALL", " MIN 4 MAX 6 ALL 4:6 COUNT 3")]
    [InlineData("COUNT MIN", " MIN 4 COUNT 3")]
    [InlineData("SAVE COUNT", " COUNT 3")]
    [InlineData("min max", " MIN 4 MAX 6")]
    public Task RETURN(string options, string found) => Imap.RunOnceAsync(Seven + $"""
        C1: A282 SEARCH RETURN ({options}) FLAGGED
        S1: * ESEARCH (TAG "A282"){found}
        S1: A282 OK ...
        C1: A283 UID SEARCH RETURN ({options}) FLAGGED
        S1: * ESEARCH (TAG "A283") UID{found}
        S1: A283 OK ...
        """);

    [Theory]
    [InlineData("MIN MAX", "")]
    [InlineData("COUNT", " COUNT 0")]
    [InlineData("ALL COUNT", " COUNT 0")]
    [InlineData("MIN", "")]
    public Task RETURN_of_nothing_found(string options, string found) => Imap.RunOnceAsync(Seven + $"""
        C1: a SEARCH RETURN ({options}) ANSWERED
        S1: * ESEARCH (TAG "a"){found}
        S1: a OK ...
        """);

    [Fact]
    public Task MODSEQ_is_of_what_is_returned() => Imap.RunAsync("""
        given  INBOX with 3 messages, selected
        C1: x STORE 2 +FLAGS.SILENT (\Flagged)
        S1: x OK ...
        C1: y FETCH 1:3 (MODSEQ)
        S1: * OK [HIGHESTMODSEQ ...
        S1: * 1 FETCH (MODSEQ ($one))
        S1: * 2 FETCH (MODSEQ ($two))
        S1: * 3 FETCH (MODSEQ ($three))
        S1: y OK ...
        C1: a SEARCH RETURN (MIN) MODSEQ 1
        S1: * ESEARCH (TAG "a") MIN 1 MODSEQ $one
        S1: a OK ...
        C1: b SEARCH RETURN (MAX) MODSEQ 1
        S1: * ESEARCH (TAG "b") MAX 3 MODSEQ $three
        S1: b OK ...
        C1: c SEARCH RETURN (MIN MAX) MODSEQ 1
        S1: * ESEARCH (TAG "c") MIN 1 MAX 3 MODSEQ $three
        S1: c OK ...
        C1: d SEARCH RETURN (ALL) MODSEQ 1
        S1: * ESEARCH (TAG "d") ALL 1:3 MODSEQ $two
        S1: d OK ...
        C1: e SEARCH MODSEQ $two
        S1: * SEARCH 2 (MODSEQ $two)
        S1: e OK ...
        C1: f SEARCH MODSEQ "/flags/\\draft" all $two
        S1: * SEARCH 2 (MODSEQ $two)
        S1: f OK ...
        """);

    [Fact]
    public Task SAVE_alone_is_not_answered_and_the_variable_is_used() => Imap.RunAsync(Seven + """
        C1: A282 SEARCH RETURN (SAVE) FLAGGED
        S1: A282 OK ...
        C1: A283 FETCH $ (UID)
        S1: * 4 FETCH (UID 4)
        S1: * 5 FETCH (UID 5)
        S1: * 6 FETCH (UID 6)
        S1: A283 OK ...
        C1: A284 UID FETCH $ (UID)
        S1: * 4 FETCH (UID 4)
        S1: * 5 FETCH (UID 5)
        S1: * 6 FETCH (UID 6)
        S1: A284 OK ...
        """);

    [Fact]
    public Task SAVE_with_MIN_keeps_only_that() => Imap.RunAsync(Seven + """
        C1: a SEARCH RETURN (SAVE MIN) FLAGGED
        S1: * ESEARCH (TAG "a") MIN 4
        S1: a OK ...
        C1: b SEARCH $
        S1: * SEARCH 4
        S1: b OK ...
        C1: c SEARCH RETURN (SAVE MIN MAX) FLAGGED
        S1: * ESEARCH (TAG "c") MIN 4 MAX 6
        S1: c OK ...
        C1: d SEARCH $
        S1: * SEARCH 4 6
        S1: d OK ...
        C1: e SEARCH RETURN (SAVE MAX COUNT) FLAGGED
        S1: * ESEARCH (TAG "e") MAX 6 COUNT 3
        S1: e OK ...
        C1: f SEARCH $
        S1: * SEARCH 4 5 6
        S1: f OK ...
        """);

    [Fact]
    public Task The_variable_narrows_a_search() => Imap.RunAsync(Seven + """
        C1: F282 SEARCH RETURN (SAVE) FLAGGED
        S1: F282 OK ...
        C1: F283 SEARCH RETURN (SAVE) $ 5:7
        S1: F283 OK ...
        C1: F284 UID SEARCH UID $
        S1: * SEARCH 5 6
        S1: F284 OK ...
        C1: F285 SEARCH NOT $
        S1: * SEARCH 1 2 3 4 7
        S1: F285 OK ...
        """);

    [Fact]
    public Task The_variable_is_empty_at_first_and_after_SELECT() => Imap.RunAsync(Seven + """
        C1: a SEARCH $
        S1: * SEARCH
        S1: a OK ...
        C1: b FETCH $ (UID)
        S1: b OK ...
        C1: c SEARCH RETURN (SAVE) ALL
        S1: c OK ...
        C1: d SELECT INBOX
        S1: ...
        S1: d OK ...
        C1: e SEARCH $
        S1: * SEARCH
        S1: e OK ...
        """);

    [Fact]
    public Task A_search_that_is_refused_empties_the_variable_and_one_that_is_BAD_does_not() => Imap.RunAsync(Seven + """
        C1: a SEARCH RETURN (SAVE) FLAGGED
        S1: a OK ...
        C1: b SEARCH RETURN (SAVE) NOSUCH
        S1: b BAD ...
        C1: c SEARCH $
        S1: * SEARCH 4 5 6
        S1: c OK ...
        C1: d SEARCH CHARSET X-KLINGON SUBJECT x
        S1: d NO [BADCHARSET ...
        C1: e SEARCH $
        S1: * SEARCH 4 5 6
        S1: e OK ...
        C1: f SEARCH RETURN (SAVE) CHARSET X-KLINGON SUBJECT x
        S1: f NO [BADCHARSET ...
        C1: g SEARCH $
        S1: * SEARCH
        S1: g OK ...
        """);

    [Fact]
    public Task Expunged_messages_leave_the_variable() => Imap.RunAsync(Seven + """
        C1: a SEARCH RETURN (SAVE) 1:4
        S1: a OK ...
        C1: b EXPUNGE
        S1: * 2 EXPUNGE
        S1: b OK ...
        C1: c SEARCH $
        S1: * SEARCH 1 2 3
        S1: c OK ...
        C1: d UID SEARCH $
        S1: * SEARCH 1 3 4
        S1: d OK ...
        """);

    [Fact]
    public Task The_variable_in_STORE_COPY_and_MOVE() => Imap.RunAsync(Seven + """
        C1: a SEARCH RETURN (SAVE) FLAGGED
        S1: a OK ...
        C1: b STORE $ +FLAGS.SILENT (\Seen)
        S1: b OK ...
        C1: c COPY $ Archive
        S1: c OK [COPYUID $v 4:6 1:3] ...
        C1: d UID MOVE $ Archive
        S1: * OK [COPYUID $v 4:6 4:6] ...
        S1: * 6 EXPUNGE
        S1: * 5 EXPUNGE
        S1: * 4 EXPUNGE
        S1: d OK ...
        C1: e SEARCH SEEN
        S1: * SEARCH
        S1: e OK ...
        """);

    [Fact]
    public Task Commands_that_lean_on_the_variable_may_be_pipelined() => Imap.RunAsync(Seven + """
        in order
        C1 raw: a SEARCH RETURN (SAVE) FLAGGED\x{0D 0A}b UID FETCH $ (UID)\x{0D 0A}
        S1: a OK ...
        S1: * 4 FETCH (UID 4)
        S1: * 5 FETCH (UID 5)
        S1: * 6 FETCH (UID 6)
        S1: b OK ...
        """);
}
