using Xunit;

namespace Culver.Imap.Tests.Extensions;

/// <summary>The registered keywords and the use \Important: RFC 5788, RFC 3503, RFC 8457.</summary>
public sealed class KeywordTests
{
    [Theory]
    [InlineData("$Forwarded", "$FORWARDED")]
    [InlineData("$MDNSent", "$MDNSENT")]
    [InlineData("$Junk", "$JUNK")]
    [InlineData("$NotJunk", "$NOTJUNK")]
    [InlineData("$Phishing", "$PHISHING")]
    [InlineData("$Important", "$IMPORTANT")]
    [InlineData("$SubmitPending", "$SUBMITPENDING")]
    public Task A_registered_keyword_is_kept_found_and_copied(string keyword, string otherCase) => Imap.RunAsync($"""
        given  mailbox Foo
        given  INBOX with 2 messages, selected
        C1: a STORE 2 +FLAGS ({keyword})
        S1: ...
        S1: * 2 FETCH (UID 2 FLAGS ({keyword} \Recent))
        S1: a OK ...
        C1: b SEARCH KEYWORD {otherCase}
        S1: * SEARCH 2
        S1: b OK ...
        C1: c COPY 2 Foo
        S1: c OK [COPYUID ...
        C1: d SELECT Foo
        S1: ...
        S1: d OK ...
        C1: e FETCH 1 FLAGS
        S1: * 1 FETCH (FLAGS ({keyword} \Recent))
        S1: e OK ...
        """);

    [Fact]
    public Task PERMANENTFLAGS_has_a_star_so_that_a_client_may_set_MDNSent() => Imap.RunAsync("""
        C1: a SELECT INBOX
        S1: * OK [PERMANENTFLAGS (...\*)] ...
        S1: ...
        S1: a OK ...
        """);

    [Fact]
    public Task Important_is_a_special_use() => Imap.RunAsync("""
        C1: a CREATE Urgent (USE (\Important))
        S1: a OK [MAILBOXID ...
        C1: b LIST (SPECIAL-USE) "" "U*"
        S1: * LIST (\HasNoChildren \Important) "/" Urgent
        S1: b OK ...
        """);
}
