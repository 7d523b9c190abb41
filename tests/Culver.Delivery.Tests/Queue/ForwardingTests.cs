using Culver.Delivery.Tests.Support;
using Culver.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Culver.Delivery.Tests.Queue;

public sealed class ForwardingTests
{
    private const string Zone = """
        example.net MX 10 mx.example.net
        mx.example.net A 192.0.2.1
        far.example MX 10 mx.far.example
        mx.far.example A 192.0.2.2
        """;

    [Fact]
    public async Task An_alias_for_another_system_passes_mail_on_under_a_sender_that_finds_its_way_back()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        await AliasAsync(house, "team@example.org", "bob@example.net");
        var far = house.Network["192.0.2.2"] = new FakeMta();
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        await house.SendAsync("zoe@far.example", "team@example.org");
        var message = await mta.NextAsync();
        Assert.Matches("^MAIL FROM:<SRS0=[A-Z2-7]{8}=[A-Z2-7]{2}=far\\.example=zoe@example\\.org>", message.From);
        Assert.Contains("ORCPT=rfc822;team@example.org", Assert.Single(message.Recipients), StringComparison.Ordinal);
        await house.QuietAsync();

        var rewritten = message.From["MAIL FROM:<".Length..message.From.IndexOf('>', StringComparison.Ordinal)];
        await house.SendAsync("", rewritten);
        Assert.Equal("RCPT TO:<zoe@far.example>", (await far.NextAsync()).Recipients[0].Split(' ', 3) is [var verb, var path, ..] ? $"{verb} {path}" : "");
        await house.QuietAsync();
        Assert.Empty(await house.ListAsync());
    }

    [Fact]
    public async Task A_rewritten_sender_that_is_not_ours_or_too_old_is_nobody()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var ann = await house.Server.AddAccountAsync("ann");
        await AliasAsync(house, "team@example.org", "bob@example.net");
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        await house.SendAsync("zoe@far.example", "team@example.org");
        var from = (await mta.NextAsync()).From;
        var rewritten = from["MAIL FROM:<".Length..from.IndexOf('>', StringComparison.Ordinal)];
        await house.SendAsync(ann.Address, rewritten.Replace("zoe", "mallory", StringComparison.Ordinal));
        await house.PassAsync(TimeSpan.FromDays(22));
        await house.SendAsync(ann.Address, rewritten);
        await house.QuietAsync();
        Assert.All(await house.InboxAsync(ann), static bounce => Assert.Contains("Status: 5.1.1\r\n", bounce, StringComparison.Ordinal));
        Assert.Equal(2, (await house.InboxAsync(ann)).Count);
    }

    [Fact]
    public async Task An_alias_for_both_delivers_here_and_passes_on_once_each()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var ann = await house.Server.AddAccountAsync("ann");
        await AliasAsync(house, "team@example.org", ann.Address, "bob@example.net", "carl@example.net");
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        await house.SendAsync("zoe@far.example", "team@example.org");
        Assert.Equal(2, (await mta.NextAsync()).Recipients.Count);
        await house.QuietAsync();
        Assert.Single(await house.InboxAsync(ann));
        Assert.False(mta.HasMessage);
        Assert.Empty(await house.ListAsync());
    }

    [Fact]
    public async Task A_message_that_has_passed_too_many_servers_comes_back()
    {
        await using var house = await RelayHouse.StartAsync(Zone, static options => options.Relay.MaxHops = 5);
        var ann = await house.Server.AddAccountAsync("ann");
        await AliasAsync(house, "team@example.org", "bob@example.net");
        var received = string.Concat(Enumerable.Repeat("Received: from a by b; Thu, 15 Jan 2026 12:00:00 +0000\r\n", 6));
        await house.SendAsync(
            new() { Id = Culver.Smtp.TransactionId.New(house.Server.Clock), ReversePath = RelayHouse.Address(ann.Address) },
            received + "Subject: round\r\n\r\nx\r\n",
            new OutboundRecipient(RelayHouse.Address("team@example.org")));
        await house.QuietAsync();
        Assert.Contains("Status: 5.4.6\r\n", Assert.Single(await house.InboxAsync(ann)), StringComparison.Ordinal);
    }

    private static async Task AliasAsync(RelayHouse house, string alias, params string[] targets)
    {
        await house.Server.AddAccountAsync("somebody");
        var reply = await house.Server.Services.GetRequiredService<IAdministration>()
            .HandleAsync(new AdministrationRequest.AddAlias(alias, [.. targets]), progress: null, CancellationToken.None);
        Assert.IsType<AdministrationReply.Done>(reply);
    }
}
