using System.Text.RegularExpressions;
using Culver.Delivery.Tests.Support;
using Culver.Storage.Queue;
using Culver.Testing;

namespace Culver.Delivery.Tests.Bounces;

/// <summary>Failures of one message at one time are told in one notification (RFC 3464 §2: one or more recipients).</summary>
public sealed partial class GatheringTests
{
    private const string Zone = """
        example.net MX 10 mx.example.net
        mx.example.net A 192.0.2.1
        slow.example MX 10 mx.slow.example
        mx.slow.example A 192.0.2.2
        null.example MX 0 .
        """;

    [Fact]
    public async Task What_fails_at_several_destinations_at_once_is_told_once()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var ann = await house.Server.AddAccountAsync("ann");
        house.Network["192.0.2.1"] = Refusing();
        await house.SendAsync(ann.Address, "a@example.net", "b@null.example", "c@nowhere.example", "d@example.net", "e@example.org");
        await house.QuietAsync();
        Assert.Equal([["a@example.net 5.1.1", "b@null.example 5.1.10", "c@nowhere.example 5.1.2", "d@example.net 5.1.1", "e@example.org 5.1.1"]], await ToldAsync(house, ann));
        Assert.Empty(await house.ListAsync());
    }

    [Fact]
    public async Task More_recipients_than_a_transaction_has_are_told_together()
    {
        await using var house = await RelayHouse.StartAsync(Zone, static options => options.Relay.MaxRecipients = 10);
        var ann = await house.Server.AddAccountAsync("ann");
        house.Network["192.0.2.1"] = Refusing();
        await house.SendAsync(ann.Address, [.. Enumerable.Range(0, 35).Select(static number => $"user{number}@example.net")]);
        await house.QuietAsync();
        Assert.Equal(35, Assert.Single(await ToldAsync(house, ann)).Count);
    }

    [Fact]
    public async Task A_failure_waits_no_longer_than_a_minute_for_a_destination_that_hangs()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var ann = await house.Server.AddAccountAsync("ann");
        var slow = house.Network["192.0.2.2"] = new FakeMta { Answer = static line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "-" : null };
        var id = await house.SendAsync(ann.Address, "a@slow.example", "b@null.example");
        await slow.CommandAsync("RCPT");
        var clock = house.Server.Clock;
        await clock.TimerAsync(TimeSpan.FromMinutes(1)).WaitAsync(TimeSpan.FromSeconds(20));
        // Until it is told the store has it as waiting: whoever comes after a crash tries it again, and loses no bounce.
        Assert.Equal(RecipientState.Waiting, (await house.Control.FindAsync(id, CancellationToken.None))!.Recipients[1].State);
        Assert.Empty(await house.InboxAsync(ann));
        await using (var mail = await house.Server.OpenAsync(ann))
        using (var changes = new SemaphoreSlim(0))
        using (mail.Watch(() => changes.Release()))
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            while ((await house.InboxAsync(ann)).Count == 0)
                Assert.True(await changes.WaitAsync(TimeSpan.FromSeconds(20)));
        }

        Assert.Equal([["b@null.example 5.1.10"]], await ToldAsync(house, ann));
        Assert.Equal(RecipientState.Failed, (await house.Control.FindAsync(id, CancellationToken.None))!.Recipients[1].State);
        Assert.Equal(RecipientState.Waiting, (await house.Control.FindAsync(id, CancellationToken.None))!.Recipients[0].State);
    }

    [Fact]
    public async Task What_expires_at_several_destinations_is_told_once()
    {
        await using var house = await RelayHouse.StartAsync(Zone, static options => options.Relay.DelayWarning = TimeSpan.Zero);
        var ann = await house.Server.AddAccountAsync("ann");
        await house.SendAsync(ann.Address, "a@example.net", "b@slow.example");
        await house.QuietAsync();
        while (await house.ListAsync() is [var entry])
            await house.PassAsync(entry.Recipients.Where(static recipient => recipient.IsWaiting).Min(static recipient => recipient.DueAt) - house.Server.Clock.GetUtcNow());
        Assert.Equal([["a@example.net 4.4.7", "b@slow.example 4.4.7"]], await ToldAsync(house, ann));
        Assert.InRange(house.Server.Clock.GetUtcNow() - TestStart, TimeSpan.FromDays(5), TimeSpan.FromDays(5) + TimeSpan.FromMinutes(1));
    }

    // RFC 5321 §4.5.4.1: a sender hears of a delay, and not at each attempt.
    [Fact]
    public async Task A_delay_is_told_once_of_all_recipients_that_are_late()
    {
        await using var house = await RelayHouse.StartAsync(Zone + "\nother.example MX 10 mx.other.example\nmx.other.example A 192.0.2.3");
        var ann = await house.Server.AddAccountAsync("ann");
        house.Network["192.0.2.1"] = Later("451 4.7.1 grey");
        house.Network["192.0.2.3"] = Later("452 4.2.2 full");
        await house.SendAsync(ann.Address, "a@example.net", "b@slow.example", "c@other.example", "d@example.net");
        await house.QuietAsync();
        while (house.Server.Clock.GetUtcNow() - TestStart < TimeSpan.FromDays(2) && await house.ListAsync() is [var entry])
            await house.PassAsync(entry.Recipients.Where(static recipient => recipient.IsWaiting).Min(static recipient => recipient.DueAt) - house.Server.Clock.GetUtcNow());
        var mail = Assert.Single(await house.InboxAsync(ann));
        Assert.Equal(
            ["a@example.net 4.7.1", "b@slow.example 4.4.1", "c@other.example 4.2.2", "d@example.net 4.7.1"],
            Delayed().Matches(mail).Select(static match => $"{match.Groups[1].Value} {match.Groups[2].Value}"));
        Assert.Contains("Diagnostic-Code: smtp; 452 4.2.2 full", mail, StringComparison.Ordinal);
        Assert.All((await house.ListAsync())[0].Recipients, static recipient => Assert.True(recipient.DelayTold));
    }

    [Fact]
    public async Task What_an_administrator_removes_meanwhile_is_told_to_nobody()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var ann = await house.Server.AddAccountAsync("ann");
        var slow = house.Network["192.0.2.2"] = new FakeMta { Answer = static line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "-" : null };
        var id = await house.SendAsync(ann.Address, "a@slow.example", "b@null.example");
        await slow.CommandAsync("RCPT");
        await house.Server.Clock.TimerAsync(TimeSpan.FromMinutes(1)).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.True(await house.Control.RemoveAsync(id, CancellationToken.None));
        house.Server.Clock.Advance(TimeSpan.FromMinutes(5));
        await house.QuietAsync();
        Assert.Empty(await house.InboxAsync(ann));
    }

    private static DateTimeOffset TestStart => new ManualTimeProvider().GetUtcNow();

    private static FakeMta Refusing() => new() { Answer = static line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 unknown" : null };

    private static FakeMta Later(string reply) => new() { Answer = line => line.StartsWith("RCPT", StringComparison.Ordinal) ? reply : null };

    private static async Task<List<List<string>>> ToldAsync(RelayHouse house, TestAccount account) => [.. (await house.InboxAsync(account))
        .Select(static mail => Recipients().Matches(mail).Select(static match => $"{match.Groups[1].Value} {match.Groups[2].Value}").ToList())];

    [GeneratedRegex("Final-Recipient: rfc822; (.*)\r\nAction: failed\r\nStatus: (.*)\r\n")]
    private static partial Regex Recipients();

    [GeneratedRegex("Final-Recipient: rfc822; (.*)\r\nAction: delayed\r\nStatus: (.*)\r\n")]
    private static partial Regex Delayed();
}
