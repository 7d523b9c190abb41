using System.Text;
using Culver.Testing;
using Xunit;

namespace Culver.Imap.Tests.Commands;

/// <summary>Every command in success, refusal and bad syntax (RFC 9051 §6). The answers in full are in the tests of each command.</summary>
public sealed class CommandKindsTests
{
    public static TheoryData<string> Names => [.. CommandKinds.All.Keys];

    public static TheoryData<string> Refused => [.. CommandKinds.All.Values.Where(static kinds => kinds.Refused is not null).Select(static kinds => kinds.Name)];

    [Fact]
    public void Every_command_that_is_registered_is_shown_in_its_three_kinds() =>
        Assert.Equal(Imap.CommandNames.Order(StringComparer.Ordinal), CommandKinds.All.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public Task Success(string name) => PlayAsync(name, static kinds => (kinds.Given, kinds.Success, "OK"));

    [Theory]
    [MemberData(nameof(Refused))]
    public Task Refusal(string name) => PlayAsync(name, static kinds => (kinds.RefusedGiven, kinds.Refused!, kinds.Refusal));

    [Theory]
    [MemberData(nameof(Names))]
    public Task Bad_syntax_says_what_was_expected(string name) => PlayAsync(name, static kinds => (kinds.Given, kinds.Nonsense, "BAD Expected "));

    /// <summary>The session outlives the command, whatever became of it, unless it was the last.</summary>
    private static Task PlayAsync(string name, Func<CommandKinds, (string Given, string Arguments, string Answer)> kind)
    {
        var (given, arguments, answer) = kind(CommandKinds.All[name]);
        var isLast = answer == "OK" && name is "LOGOUT" or "STARTTLS";
        return Imap.RunOnceAsync(account => $$"""
            {{given}}
            C1: a {{name}}{{arguments.Replace("{plain}", Plain(account), StringComparison.Ordinal)}}
            S1: ...
            S1: a {{answer}}...
            {{(isLast ? "" : "C1: b NOOP\nS1: ...\nS1: b OK ...")}}
            """);
    }

    private static string Plain(TestAccount account) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{account.Address}\0{account.Password}"));
}
