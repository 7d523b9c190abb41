using Xunit;

namespace Culver.Imap.Tests.Sessions;

/// <summary>What bounds a client: senseless commands, waiting, connections.</summary>
public sealed class LimitsTests
{
    [Fact]
    public Task Ten_senseless_commands_before_login_are_enough() => Imap.RunInTheClearAsync("""
        given  not logged in
        C1 raw: @nine
        S1: ...
        S1: 9 BAD ...
        C1: 10 NONSENSE
        S1: ...
        S1: 10 BAD ...
        S1: * BYE ...
        S1 closes
        """.Replace("@nine", string.Concat(Enumerable.Range(1, 9).Select(static n => $"{n} NONSENSE\\x{{0D 0A}}")), StringComparison.Ordinal));

    [Fact]
    public Task A_hundred_senseless_commands_after_login_are_enough() => Imap.RunInTheClearAsync("""
        given setting Imap:MaxBadCommands is 3
        C1: a NONSENSE
        S1: a BAD ...
        C1: b NONSENSE
        S1: b BAD ...
        C1: c NOOP
        S1: c OK ...
        C1: d NONSENSE
        S1: d BAD ...
        C1: e NONSENSE
        S1: e BAD ...
        C1: f NONSENSE
        S1: f BAD ...
        S1: * BYE ...
        S1 closes
        """);

    [Fact]
    public Task Lesson23_Too_many_connections_of_an_account_are_refused_with_the_reason() => Imap.RunInTheClearAsync("""
        given setting Connections:MaxConnectionsPerAccount is 2
        given  C3 not logged in
        C1: a NOOP
        S1: a OK ...
        C2: a NOOP
        S2: a OK ...
        C3: a LOGIN $user $password
        S3: a NO [LIMIT] Too many connections ...
        C2: b LOGOUT
        S2: * BYE ...
        S2: b OK ...
        S2 closes
        """);

    [Fact]
    public Task Who_does_not_log_in_is_told_BYE() => Imap.RunInTheClearAsync("""
        given  not logged in
        C1: a NOOP
        S1: a OK ...
        time passes 10 minutes
        S1: * BYE ...
        S1 closes
        """);

    [Fact]
    public Task Searches_nested_too_deep_are_BAD() => Imap.RunInTheClearAsync("""
        given  INBOX with 1 message, selected
        C1: a SEARCH @deep
        S1: a BAD ...xpected...
        C1: b SEARCH ALL
        S1: * SEARCH 1
        S1: b OK ...
        """.Replace("@deep", string.Concat(Enumerable.Repeat("NOT ", 500)) + "ALL", StringComparison.Ordinal));
}
