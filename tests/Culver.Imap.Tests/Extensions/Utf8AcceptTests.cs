using Xunit;

namespace Culver.Imap.Tests.Extensions;

/// <summary>UTF8=ACCEPT (RFC 9755).</summary>
public sealed class Utf8AcceptTests
{
    [Fact]
    public Task Names_and_strings_are_UTF8_once_it_is_enabled() => Imap.RunAsync("""
        given  mailbox "Entwürfe" with 1 message
        C1: a LIST "" "Ent*"
        S1: * LIST (\HasNoChildren) "/" Entw&APw-rfe
        S1: a OK ...
        C1: b ENABLE UTF8=ACCEPT
        S1: * ENABLED UTF8=ACCEPT
        S1: b OK ...
        C1: c LIST "" "Ent*"
        S1: * LIST (\HasNoChildren) "/" "Entwürfe"
        S1: c OK ...
        C1: d STATUS "Entwürfe" (MESSAGES)
        S1: * STATUS "Entwürfe" (MESSAGES 1)
        S1: d OK ...
        """);

    [Fact]
    public Task Before_that_UTF8_in_a_quoted_string_is_BAD() => Imap.RunAsync("""
        C1: a STATUS "Entwürfe" (MESSAGES)
        S1: a BAD ...xpected...
        C1: b CREATE "Entwürfe"
        S1: b BAD ...xpected...
        """);

    [Fact]
    public Task Recent_is_still_told() => Imap.RunAsync("""
        given  INBOX with 1 message
        given  UTF8=ACCEPT enabled by C1
        C1: a SELECT INBOX
        S1: * 1 RECENT
        S1: ...
        S1: a OK ...
        C1: b SEARCH ALL
        S1: * SEARCH 1
        S1: b OK ...
        """);
}
