using System.Text;
using Culver.Delivery.Tests.Support;
using Culver.Testing;

namespace Culver.Delivery.Tests.Submission;

/// <summary>What users submit, through the real queue: accounts here at once, other servers by it, and what comes back.</summary>
public sealed class SubmissionToQueueTests
{
    private const string Zone = """
        example.net MX 10 mx.example.net
        mx.example.net A 192.0.2.1
        """;

    private const string Message = "From: Ann <ann@example.org>\r\nTo: bob@example.net\r\nBcc: ben@example.org\r\nSubject: out\r\n\r\nhello\r\n";

    [Fact]
    public async Task One_message_reaches_an_account_here_and_another_server_with_all_that_was_asked_for()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        var ann = await house.Server.AddAccountAsync("ann");
        var ben = await house.Server.AddAccountAsync("ben");
        await using var client = await LogInAsync(house, ann);
        Assert.StartsWith("250", await client.AskAsync("MAIL FROM:<ann@example.org> RET=HDRS ENVID=a+20b"), StringComparison.Ordinal);
        Assert.StartsWith("250", await client.AskAsync("RCPT TO:<bob@example.net> NOTIFY=FAILURE,DELAY ORCPT=rfc822;Bob@Example.Net"), StringComparison.Ordinal);
        Assert.StartsWith("250", await client.AskAsync("RCPT TO:<ben@example.org>"), StringComparison.Ordinal);
        Assert.StartsWith("354", await client.AskAsync("DATA"), StringComparison.Ordinal);
        Assert.StartsWith("250 2.0.0", await client.AskAsync(Message + "."), StringComparison.Ordinal);

        var taken = await mta.NextAsync();
        Assert.StartsWith("MAIL FROM:<ann@example.org>", taken.From, StringComparison.Ordinal);
        Assert.Contains(" RET=HDRS", taken.From, StringComparison.Ordinal);
        Assert.Contains(" ENVID=a+20b", taken.From, StringComparison.Ordinal);
        var recipient = Assert.Single(taken.Recipients);
        Assert.StartsWith("RCPT TO:<bob@example.net>", recipient, StringComparison.Ordinal);
        Assert.Contains(" ORCPT=rfc822;Bob@Example.Net", recipient, StringComparison.Ordinal);
        Assert.Contains("FAILURE", recipient, StringComparison.Ordinal);
        Assert.StartsWith("Received: from client.example", taken.Content, StringComparison.Ordinal);
        Assert.Contains("\r\nMessage-ID: <", taken.Content, StringComparison.Ordinal);
        Assert.DoesNotContain("Bcc", taken.Content, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nhello\r\n", taken.Content, StringComparison.Ordinal);
        var here = Assert.Single(await house.InboxAsync(ben));
        Assert.Equal(House.WithoutTrace(taken.Content), House.WithoutTrace(here));
        await house.QuietAsync();
        Assert.Empty(await house.ListAsync());
    }

    [Fact]
    public async Task What_is_held_goes_to_nobody_before_its_time()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        var ann = await house.Server.AddAccountAsync("ann");
        await using var client = await LogInAsync(house, ann);
        Assert.StartsWith("250", await client.SendAsync("ann@example.org", ["bob@example.net", "ann@example.org"], Message, " HOLDFOR=7200"), StringComparison.Ordinal);
        await house.QuietAsync();
        await house.PassAsync(TimeSpan.FromMinutes(119));
        Assert.False(mta.HasMessage);
        Assert.Empty(await house.InboxAsync(ann));
        await house.PassUntilAsync(async () => (await house.InboxAsync(ann)).Count > 0);
        Assert.StartsWith("MAIL FROM:<ann@example.org>", (await mta.NextAsync()).From, StringComparison.Ordinal);
    }

    [Theory] // RFC 4865 §5.1.2; and nobody is told of a delay before the message is late by its own time
    [InlineData("HOLDFOR=172800", "for;172800")]
    [InlineData("HOLDUNTIL=2026-01-17T12:00:00Z", "until;2026-01-17T12:00:00Z")]
    public async Task A_notification_tells_how_long_a_message_was_to_be_held(string parameter, string told)
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var mta = house.Network["192.0.2.1"] = new FakeMta { Answer = static line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "451 4.3.0 not now" : null };
        var ann = await house.Server.AddAccountAsync("ann");
        await using var client = await LogInAsync(house, ann);
        Assert.StartsWith("250", await client.SendAsync("ann@example.org", ["bob@example.net"], Message, " " + parameter), StringComparison.Ordinal);
        await house.PassAsync(TimeSpan.FromDays(2));
        Assert.Equal(1, Assert.Single(await house.ListAsync()).Recipients[0].Attempts);
        Assert.Empty(await house.InboxAsync(ann));
        mta.Answer = static line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 no such person" : null;
        await house.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Contains(
            $"Arrival-Date: Thu, 15 Jan 2026 12:00:00 +0000\r\nFuture-Release-Request: {told}\r\n", Assert.Single(await house.InboxAsync(ann)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delivery_here_is_reported_where_that_was_asked_for_on_submission_and_on_smtp()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        var ann = await house.Server.AddAccountAsync("ann");
        var ben = await house.Server.AddAccountAsync("ben");
        await using (var client = await LogInAsync(house, ann))
            Assert.StartsWith("250", await client.SendAsync("ann@example.org", ["ben@example.org"], Message, " ENVID=x", " NOTIFY=SUCCESS"), StringComparison.Ordinal);
        await house.QuietAsync();
        Assert.Single(await house.InboxAsync(ben));
        var report = Assert.Single(await house.InboxAsync(ann));
        Assert.Contains("Action: delivered\r\n", report, StringComparison.Ordinal);
        Assert.Contains("Original-Envelope-Id: x\r\n", report, StringComparison.Ordinal);

        await using var stranger = new Submitter(house.Server.Connect(MailProtocol.Smtp));
        await stranger.ReadAsync();
        Assert.Contains("250-DSN", await stranger.AskAsync("EHLO mx.example.net"), StringComparison.Ordinal);
        Assert.StartsWith("250", await stranger.SendAsync("bob@example.net", ["ben@example.org"], Message, "", " NOTIFY=SUCCESS"), StringComparison.Ordinal);
        var sent = await mta.NextAsync();
        Assert.StartsWith("MAIL FROM:<>", sent.From, StringComparison.Ordinal);
        Assert.Contains("Action: delivered\r\n", sent.Content, StringComparison.Ordinal);
        Assert.Equal(2, (await house.InboxAsync(ben)).Count);
    }

    [Fact] // RFC 6710 §4.2: the more urgent goes first, and takes its priority along to whoever knows such
    public async Task What_is_urgent_goes_first_and_says_so_to_the_next_server()
    {
        await using var house = await RelayHouse.StartAsync(Zone, static options => options.Relay.MaxConnectionsPerDestination = 1);
        var ann = await house.Server.AddAccountAsync("ann");
        await using var client = await LogInAsync(house, ann);
        foreach (var priority in (string[])["-3", "0", "4", "2"])
            Assert.StartsWith("250", await client.SendAsync("ann@example.org", ["bob@example.net"], Message, " MT-PRIORITY=" + priority), StringComparison.Ordinal);
        Assert.StartsWith("250", await client.SendAsync("ann@example.org", ["bob@example.net"], Message), StringComparison.Ordinal);
        await house.QuietAsync();
        var mta = house.Network["192.0.2.1"] = new FakeMta { Keywords = { "MT-PRIORITY" } };
        await house.PassAsync(TimeSpan.FromMinutes(10));
        var came = new List<string>();
        for (var message = 0; message < 5; message++)
            came.Add((await mta.NextAsync()).From.Split(" MT-PRIORITY=") is [_, var priority] ? priority.Split(' ')[0] : "none");
        Assert.Equal(["4", "2"], came.Take(2));
        Assert.Equal(["0", "none"], came.Skip(2).Take(2).Order());
        Assert.Equal("-3", came[4]);
        await house.QuietAsync();
        Assert.Empty(await house.ListAsync());
    }

    [Fact]
    public async Task A_message_that_cannot_leave_comes_back_to_who_submitted_it()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        house.Network["192.0.2.1"] = new FakeMta { Answer = static line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 no such person" : null };
        var ann = await house.Server.AddAccountAsync("ann");
        await using var client = await LogInAsync(house, ann);
        Assert.StartsWith("250", await client.SendAsync("ann@example.org", ["bob@example.net"], Message), StringComparison.Ordinal);
        await house.QuietAsync();
        Assert.Contains("Status: 5.1.1\r\n", Assert.Single(await house.InboxAsync(ann)), StringComparison.Ordinal);
        Assert.Empty(await house.ListAsync());
    }

    [Fact]
    public async Task What_must_be_delivered_by_a_time_comes_back_when_it_has_passed()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        // RFC 2852 §4.1.4.1: to a server that knows no DELIVERBY a message that must come back is not given at all.
        house.Network["192.0.2.1"] = new FakeMta { Keywords = { "DELIVERBY 60" }, Answer = static line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "451 4.3.0 not now" : null };
        var ann = await house.Server.AddAccountAsync("ann");
        await using var client = await LogInAsync(house, ann);
        Assert.StartsWith("250", await client.SendAsync("ann@example.org", ["bob@example.net"], Message, " BY=3600;R"), StringComparison.Ordinal);
        await house.QuietAsync();
        Assert.Empty(await house.InboxAsync(ann));
        var passed = await house.PassUntilAsync(async () => (await house.InboxAsync(ann)).Count > 0);
        // Long before the queue gives up by itself; how long after its time depends on when it was tried last.
        Assert.InRange(passed, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
        Assert.Contains("Action: failed\r\n", (await house.InboxAsync(ann))[0], StringComparison.Ordinal);
    }

    private static async Task<Submitter> LogInAsync(RelayHouse house, TestAccount account)
    {
        var client = new Submitter(house.Server.Connect(MailProtocol.Submission));
        await client.ReadAsync();
        var hello = await client.AskAsync("EHLO client.example");
        foreach (var keyword in (string[])["DSN", "FUTURERELEASE ", "DELIVERBY", "MT-PRIORITY"])
            Assert.Contains("\n250-" + keyword, hello, StringComparison.Ordinal);
        Assert.StartsWith("235", await client.AskAsync("AUTH PLAIN " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{account.Address}\0{account.Password}"))), StringComparison.Ordinal);
        return client;
    }
}
