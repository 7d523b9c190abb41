using Xunit;

namespace Culver.Imap.Tests.Extensions;

/// <summary>Non-synchronising literals (RFC 7888) and what bounds literals and lines.</summary>
public sealed class LiteralTests
{
    [Fact]
    public Task Literals_of_both_kinds_where_a_string_may_stand() => Imap.RunAsync("""
        given  mailbox "two words" with 1 message
        C1: a STATUS {{{two words}}} (MESSAGES)
        S1: * STATUS "two words" (MESSAGES 1)
        S1: a OK ...
        C1: b STATUS +{{{two words}}} (MESSAGES)
        S1: * STATUS "two words" (MESSAGES 1)
        S1: b OK ...
        """);

    [Fact]
    public Task With_LITERAL_minus_more_than_4096_octets_may_not_come_unasked() => Imap.RunInTheClearAsync("""
        given setting Imap:LiteralMinus is true
        C1: a APPEND INBOX +{{{@small}}}
        S1: a OK ...
        C1: b APPEND INBOX +{{{@large}}}
        S1: ...
        S1: b BAD ...
        """.Replace("@small", new string('x', 4096), StringComparison.Ordinal).Replace("@large", new string('x', 4097), StringComparison.Ordinal));

    [Fact]
    public Task Before_login_literals_are_small() => Imap.RunInTheClearAsync("""
        given  not logged in
        C1 raw: a LOGIN {5000}\x{0D 0A}
        S1: a NO [TOOBIG] ...
        C1: b LOGIN +{{{@big}}} x
        S1: b NO [TOOBIG] ...
        C1: c LOGIN $user $password
        S1: c OK ...
        """.Replace("@big", new string('x', 5000), StringComparison.Ordinal));

    [Fact]
    public Task A_literal_before_login_for_APPEND_is_not_asked_for() => Imap.RunInTheClearAsync("""
        given  not logged in
        C1 raw: a APPEND INBOX {10}\x{0D 0A}
        S1: a BAD ...
        C1: b NOOP
        S1: b OK ...
        """);

    [Fact]
    public Task A_literal_of_nonsense_size_is_BAD() => Imap.RunInTheClearAsync("""
        C1: a STATUS {99999999999999999999} (MESSAGES)
        S1: a BAD ...
        C1: b NOOP
        S1: b OK ...
        """);

    [Fact]
    public Task A_line_that_never_ends_is_BAD_and_what_follows_is_taken() => Imap.RunInTheClearAsync("""
        C1: a STATUS @long (MESSAGES)
        S1: ...
        S1: a BAD ...
        C1: b NOOP
        S1: b OK ...
        """.Replace("@long", new string('x', 70_000), StringComparison.Ordinal));

    [Fact]
    public Task Lines_of_8192_octets_are_taken() => Imap.RunInTheClearAsync("""
        given  INBOX with 1 message, selected
        C1: a UID FETCH @set (UID)
        S1: * 1 FETCH (UID 1)
        S1: a OK ...
        """.Replace("@set", string.Join(',', Enumerable.Range(0, 1600).Select(static n => 2 * n + 1)), StringComparison.Ordinal));
}
