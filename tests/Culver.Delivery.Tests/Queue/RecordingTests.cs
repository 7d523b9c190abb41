using Culver.Delivery.Tests.Support;
using Culver.Hosting;
using Culver.Storage.Queue;
using Culver.Storage.Sqlite;
using Culver.Storage.Sqlite.Queue;
using Microsoft.Extensions.DependencyInjection;

namespace Culver.Delivery.Tests.Queue;

/// <summary>What came of an attempt, on a disk that takes it only later: the message is with the next server, and must not go there again.</summary>
public sealed class RecordingTests
{
    private const string Zone = """
        example.net MX 10 mx.example.net
        mx.example.net A 192.0.2.1
        """;

    [Fact]
    public async Task A_message_that_was_sent_is_not_sent_again_because_the_disk_is_full()
    {
        await using var house = await StartAsync();
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        var disk = Disk(house);
        disk.Refusals = 3;
        await house.SendAsync("ann@example.org", "bob@example.net");
        await mta.NextAsync();
        for (var refusal = 0; refusal < 3; refusal++)
        {
            await disk.RefusedAsync();
            await WaitsAsync(house);
            Assert.Single(await house.ListAsync());
            house.Server.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        await house.QuietAsync();
        Assert.Empty(await house.ListAsync());
        Assert.False(mta.HasMessage);
    }

    [Fact]
    public async Task Its_notification_and_what_an_alias_sends_on_come_once_however_large()
    {
        await using var house = await StartAsync();
        var ann = await house.Server.AddAccountAsync("ann");
        var alias = await house.Server.Services.GetRequiredService<IAdministration>().HandleAsync(
            new AdministrationRequest.AddAlias("list@example.org", ["bob@example.net"]), progress: null, CancellationToken.None);
        Assert.IsType<AdministrationReply.Done>(alias);
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        var disk = Disk(house);
        disk.Refusals = 1;
        var content = "Subject: large\r\n\r\n" + string.Concat(Enumerable.Repeat("A line of a message that is too large for memory.\r\n", 400));
        await house.SendAsync(
            new() { Id = Culver.Smtp.TransactionId.New(house.Server.Clock), ReversePath = RelayHouse.Address(ann.Address), Return = DsnReturn.Full },
            content, new OutboundRecipient(RelayHouse.Address("list@example.org")), new OutboundRecipient(RelayHouse.Address("nobody@example.org")));
        await disk.RefusedAsync();
        await WaitsAsync(house);
        house.Server.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.EndsWith(content, (await mta.NextAsync()).Content, StringComparison.Ordinal);
        await house.QuietAsync();
        Assert.Contains(content, Assert.Single(await house.InboxAsync(ann)), StringComparison.Ordinal);
        Assert.Empty(await house.ListAsync());
        Assert.False(mta.HasMessage);
    }

    private static FaultyQueueStore Disk(RelayHouse house) => (FaultyQueueStore)house.Server.Services.GetRequiredService<IQueueStore>();

    // Until the clock has the time of the next try.
    private static Task WaitsAsync(RelayHouse house) => house.Server.Clock.TimerAsync(TimeSpan.FromSeconds(10)).WaitAsync(TimeSpan.FromSeconds(20));

    // Whatever is larger than 4 KiB lies in a file.
    private static Task<RelayHouse> StartAsync() => RelayHouse.StartAsync(
        Zone,
        services: static services => services.AddSingleton<IQueueStore>(static provider => new FaultyQueueStore(
            SqliteQueueStore.Open(provider.GetRequiredService<DataFolder>(), new StorageOptions { InlineThreshold = 4096 }))));
}
