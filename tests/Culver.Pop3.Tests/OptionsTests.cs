namespace Culver.Pop3.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void The_defaults_are_good() => Assert.True(new Pop3OptionsValidator().Validate(null, new Pop3Options()).Succeeded);

    [Fact]
    public void Every_mistake_is_named_at_once()
    {
        var options = new Pop3Options
        {
            Greeting = "<1@host>",
            Mailbox = "a//b",
            LoginDelay = TimeSpan.FromMilliseconds(1500),
            AutologoutAfter = TimeSpan.FromMinutes(9),
            MaxCommandLine = 255,
            MaxBadCommands = 0,
        };
        var result = new Pop3OptionsValidator().Validate(null, options);
        Assert.True(result.Failed);
        Assert.Equal(
            ["Greeting", "Mailbox", "LoginDelay", "AutologoutAfter", "MaxCommandLine", "MaxBadCommands"],
            result.Failures.Select(static failure => failure.Split(' ')[0]));
    }
}
