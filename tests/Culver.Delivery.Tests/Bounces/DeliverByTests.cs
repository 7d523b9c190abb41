using Culver.Delivery.Tests.Support;
using Culver.Smtp;
using Culver.Storage.Queue;

namespace Culver.Delivery.Tests.Bounces;

/// <summary>RFC 2852, as far as it is the queue's: what is told of the time, when, and to whom.</summary>
public sealed class DeliverByTests
{
    private const string Zone = """
        example.net MX 10 mx.example.net
        mx.example.net A 192.0.2.1
        """;

    [Fact]
    public async Task RFC_2852_section_5_a_notification_tells_the_time()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var ann = await house.Server.AddAccountAsync("ann");
        house.Network["192.0.2.1"] = new FakeMta { Answer = static line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 no such person" : null };
        await SendAsync(house, ann.Address, TimeSpan.FromHours(1), DeliverByMode.Notify);
        await house.QuietAsync();
        Assert.Contains(
            "Arrival-Date: Thu, 15 Jan 2026 12:00:00 +0000\r\nDeliver-By-Date: Thu, 15 Jan 2026 13:00:00 +0000\r\n",
            Assert.Single(await house.InboxAsync(ann)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DsnNotify.Unspecified, " NOTIFY=FAILURE,DELAY")]
    [InlineData(DsnNotify.Success, " NOTIFY=SUCCESS,DELAY")]
    [InlineData(DsnNotify.Failure | DsnNotify.Delay, " NOTIFY=FAILURE,DELAY")]
    [InlineData(DsnNotify.Never, " NOTIFY=NEVER")]
    public async Task RFC_2852_section_4_1_4_2_a_server_that_does_not_know_the_time_is_asked_to_tell_of_a_delay(DsnNotify notify, string asked)
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        await SendAsync(house, "ann@example.org", TimeSpan.FromHours(1), DeliverByMode.Notify, notify);
        Assert.Equal("RCPT TO:<bob@example.net>" + asked, Assert.Single((await mta.NextAsync()).Recipients));
    }

    [Fact]
    public async Task A_server_that_knows_the_time_is_asked_for_nothing_more()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        mta.Keywords.Add("DELIVERBY 240,later");
        await SendAsync(house, "ann@example.org", TimeSpan.FromHours(1), DeliverByMode.Notify);
        var message = await mta.NextAsync();
        Assert.EndsWith(" BY=3600;N", message.From, StringComparison.Ordinal);
        Assert.Equal("RCPT TO:<bob@example.net>", Assert.Single(message.Recipients));
    }

    [Fact]
    public async Task RFC_2852_section_4_1_4_1_the_least_time_of_a_server_is_read_with_what_may_stand_behind_it()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var ann = await house.Server.AddAccountAsync("ann");
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        mta.Keywords.Add("DELIVERBY 240,later");
        await SendAsync(house, ann.Address, TimeSpan.FromSeconds(239), DeliverByMode.Return);
        await house.QuietAsync();
        Assert.Contains("Status: 5.4.7\r\n", Assert.Single(await house.InboxAsync(ann)), StringComparison.Ordinal);
        Assert.False(mta.HasMessage);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(2)]
    public async Task RFC_2852_section_4_1_3_with_mode_N_the_sender_hears_of_it_when_the_time_is_over(int hours)
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var ann = await house.Server.AddAccountAsync("ann");
        await SendAsync(house, ann.Address, TimeSpan.FromHours(hours), DeliverByMode.Notify);
        var heard = await house.PassUntilAsync(async () => (await house.InboxAsync(ann)).Count > 0);
        Assert.Equal(TimeSpan.FromHours(hours), heard);
        Assert.Contains("Action: delayed\r\nStatus: 4.4.7\r\n", Assert.Single(await house.InboxAsync(ann)), StringComparison.Ordinal);
        // It is tried on, with what is left of the time: less than none.
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        mta.Keywords.Add("DELIVERBY");
        await house.PassAsync(TimeSpan.FromHours(4));
        Assert.Contains(" BY=-", (await mta.NextAsync()).From, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RFC_2852_section_4_1_3_with_mode_R_nothing_is_tried_when_the_time_is_over()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var ann = await house.Server.AddAccountAsync("ann");
        await SendAsync(house, ann.Address, TimeSpan.FromMinutes(10), DeliverByMode.Return);
        await house.QuietAsync();
        var mta = house.Network["192.0.2.1"] = new FakeMta { Greeting = "421 4.3.2 not yet" };
        mta.Keywords.Add("DELIVERBY");
        await house.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(1, mta.Connections);
        mta.Greeting = "220 fake.example ESMTP";
        await house.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(1, mta.Connections);
        var bounce = Assert.Single(await house.InboxAsync(ann));
        Assert.Contains("Action: failed\r\nStatus: 5.4.7\r\n", bounce, StringComparison.Ordinal);
        Assert.Contains("Diagnostic-Code: smtp; 421 4.3.2 not yet\r\n", bounce, StringComparison.Ordinal);
        Assert.Empty(await house.ListAsync());
    }

    private static Task<QueueId> SendAsync(RelayHouse house, string from, TimeSpan time, DeliverByMode mode, DsnNotify notify = DsnNotify.Unspecified) => house.SendAsync(
        new() { Id = TransactionId.New(house.Server.Clock), ReversePath = RelayHouse.Address(from), DeliverBy = new(house.Server.Clock.GetUtcNow() + time, mode, Trace: false) },
        "Subject: hello\r\n\r\nhello\r\n",
        new OutboundRecipient(RelayHouse.Address("bob@example.net"), notify));
}
