namespace Culver.Smtp.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.True(new SmtpOptionsValidator().Validate(null, new SmtpOptions()).Succeeded);

    [Fact]
    public void Every_mistake_is_reported_at_once()
    {
        var result = new SmtpOptionsValidator().Validate(null, new SmtpOptions
        {
            HostName = "not a host",
            MaxMessageSize = 1,
            MaxRecipients = 99,
            MaxCommandLine = 100_000,
            CommandTimeout = TimeSpan.Zero,
            BareLineEnds = (BareLineEnds)7,
        });
        Assert.Equal(6, result.Failures!.Count());
    }
}
