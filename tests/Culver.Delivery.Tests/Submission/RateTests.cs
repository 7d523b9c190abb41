namespace Culver.Delivery.Tests.Submission;

/// <summary>What an account may send in an hour, by the server's clock.</summary>
public sealed class RateTests
{
    private const string Content = "From: ann@example.org\r\n\r\nhello\r\n";

    [Fact]
    public async Task Messages_beyond_the_limit_wait_and_the_reply_says_how_long()
    {
        await using var house = await House.OpenAsync(options => options.Submission.MessagesPerHour = 2);
        await using var ann = await house.LogInAsync();
        for (var i = 0; i < 2; i++)
            Assert.StartsWith("250", await ann.SendAsync("ann@example.org", ["ben@example.org"], Content), StringComparison.Ordinal);
        Assert.Equal("450 4.7.1 No more than 2 messages an hour; try again in 30 minutes", await ann.AskAsync("MAIL FROM:<ann@example.org>"));
        // It is the account's limit: another connection of hers finds the same, ben does not.
        await using var again = await house.LogInAsync();
        Assert.StartsWith("450 4.7.1", await again.AskAsync("MAIL FROM:<info@example.org>"), StringComparison.Ordinal);
        await using var ben = await house.LogInAsync(house.Ben);
        Assert.StartsWith("250", await ben.SendAsync("ben@example.org", ["ann@example.org"], "From: ben@example.org\r\n\r\nhello\r\n"), StringComparison.Ordinal);

        await house.Mail.PassTimeAsync(TimeSpan.FromMinutes(31));
        await using var later = await house.LogInAsync();
        Assert.StartsWith("250", await later.SendAsync("ann@example.org", ["ben@example.org"], Content), StringComparison.Ordinal);
        Assert.StartsWith("450 4.7.1", await later.AskAsync("MAIL FROM:<ann@example.org>"), StringComparison.Ordinal);
        Assert.Equal(3, (await house.ReadAsync(house.Ben)).Length);
    }

    [Fact]
    public async Task Connections_that_began_together_share_the_limit()
    {
        await using var house = await House.OpenAsync(options => options.Submission.MessagesPerHour = 1);
        await using var first = await house.LogInAsync();
        await using var second = await house.LogInAsync();
        foreach (var session in (Submitter[])[first, second])
        {
            Assert.StartsWith("250", await session.AskAsync("MAIL FROM:<ann@example.org>"), StringComparison.Ordinal);
            Assert.StartsWith("250", await session.AskAsync("RCPT TO:<ben@example.org>"), StringComparison.Ordinal);
        }

        Assert.StartsWith("354", await first.AskAsync("DATA"), StringComparison.Ordinal);
        Assert.StartsWith("450 4.7.1", await second.AskAsync("DATA"), StringComparison.Ordinal);
        Assert.StartsWith("250", await first.AskAsync(Content + "."), StringComparison.Ordinal);
        Assert.Single(await house.ReadAsync(house.Ben));
    }

    [Fact]
    public async Task Recipients_beyond_the_limit_wait_and_those_before_are_served()
    {
        await using var house = await House.OpenAsync(options => options.Submission.RecipientsPerHour = 2);
        await using var ann = await house.LogInAsync();
        await ann.AskAsync("MAIL FROM:<ann@example.org>");
        // One that is refused costs nothing.
        Assert.StartsWith("550 5.1.1", await ann.AskAsync("RCPT TO:<nobody@example.org>"), StringComparison.Ordinal);
        Assert.StartsWith("250", await ann.AskAsync("RCPT TO:<ben@example.org>"), StringComparison.Ordinal);
        Assert.StartsWith("250", await ann.AskAsync("RCPT TO:<ann@example.org>"), StringComparison.Ordinal);
        Assert.Equal("450 4.7.1 No more than 2 recipients an hour; try again in 30 minutes", await ann.AskAsync("RCPT TO:<info@example.org>"));
        Assert.StartsWith("354", await ann.AskAsync("DATA"), StringComparison.Ordinal);
        Assert.StartsWith("250", await ann.AskAsync(Content + "."), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Zero_is_no_limit()
    {
        await using var house = await House.OpenAsync(options => options.Submission.MessagesPerHour = options.Submission.RecipientsPerHour = 0);
        await using var ann = await house.LogInAsync();
        for (var i = 0; i < 20; i++)
            Assert.StartsWith("250", await ann.SendAsync("ann@example.org", ["ben@example.org"], Content), StringComparison.Ordinal);
    }
}
