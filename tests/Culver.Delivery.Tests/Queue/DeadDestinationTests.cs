using System.Threading.Channels;
using Culver.Delivery.Tests.Support;
using Culver.Smtp;
using Culver.Storage.Queue;
using Culver.Storage.Sqlite;
using Culver.Storage.Sqlite.Queue;
using Microsoft.Extensions.DependencyInjection;

namespace Culver.Delivery.Tests.Queue;

/// <summary>A destination that could not be reached is not tried again for each message that comes for it.</summary>
public sealed class DeadDestinationTests
{
    private const string Zone = """
        example.net MX 10 mx.example.net
        mx.example.net A 192.0.2.1
        example.com MX 10 mx.example.com
        mx.example.com A 192.0.2.2
        """;

    [Fact]
    public async Task A_message_for_it_waits_until_it_is_tried_again_and_says_why()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        await house.SendAsync("ann@example.org", "bob@example.net");
        await house.QuietAsync();
        var began = house.Server.Clock.GetUtcNow();
        await house.PassAsync(TimeSpan.FromSeconds(20));
        var second = await house.SendAsync("ann@example.org", "carl@example.net");
        await house.QuietAsync();
        Assert.Single(house.Network.Dialled);
        var waiting = Assert.Single((await house.Control.FindAsync(second, CancellationToken.None))!.Recipients);
        Assert.Equal((0, began + TimeSpan.FromMinutes(1), "4.4.1"), (waiting.Attempts, waiting.DueAt, waiting.LastStatus));
        Assert.Contains("Connection refused", waiting.LastReply, StringComparison.Ordinal);

        var mta = house.Network["192.0.2.1"] = new FakeMta();
        await house.PassAsync(TimeSpan.FromSeconds(39));
        Assert.Single(house.Network.Dialled);
        await house.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(["RCPT TO:<carl@example.net>"], (await mta.NextAsync()).Recipients);
        Assert.Null(await house.Control.FindAsync(second, CancellationToken.None));
    }

    [Fact]
    public async Task One_that_is_still_down_when_it_is_tried_again_keeps_the_schedule_of_the_message()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        await house.SendAsync("ann@example.org", "bob@example.net");
        await house.QuietAsync();
        var second = await house.SendAsync("ann@example.org", "carl@example.net");
        await house.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(2, house.Network.Dialled.Count);
        var waiting = Assert.Single((await house.Control.FindAsync(second, CancellationToken.None))!.Recipients);
        Assert.Equal((1, house.Server.Clock.GetUtcNow() + TimeSpan.FromMinutes(5)), (waiting.Attempts, waiting.DueAt));
    }

    [Fact]
    public async Task What_waits_for_it_is_put_off_together_and_each_once()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var first = await house.SendAsync("ann@example.org", "bob@example.net");
        await house.QuietAsync();
        for (var i = 0; i < 300; i++)
            await house.SendAsync("ann@example.org", $"user{i}@example.net");
        Assert.Single(house.Network.Dialled);
        await house.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(2, house.Network.Dialled.Count);
        var due = house.Server.Clock.GetUtcNow() + TimeSpan.FromMinutes(5);
        Assert.All((await house.ListAsync()).Where(entry => entry.Message.Id != first), entry => Assert.Equal((1, due), (entry.Recipients[0].Attempts, entry.Recipients[0].DueAt)));
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        await house.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Empty(await house.ListAsync());
        var came = new HashSet<string>();
        for (var i = 0; i < 301; i++)
            Assert.True(came.Add(Assert.Single((await mta.NextAsync()).Recipients)));
    }

    [Fact]
    public async Task Other_destinations_of_the_message_are_served_at_once()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var mta = house.Network["192.0.2.2"] = new FakeMta();
        await house.SendAsync("ann@example.org", "bob@example.net");
        await house.QuietAsync();
        await house.SendAsync("ann@example.org", "carl@example.net", "dora@example.com");
        Assert.Equal(["RCPT TO:<dora@example.com>"], (await mta.NextAsync()).Recipients);
    }

    [Fact]
    public async Task An_administrator_who_wants_a_try_gets_it_at_once()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        await house.SendAsync("ann@example.org", "bob@example.net");
        await house.QuietAsync();
        await house.SendAsync("ann@example.org", "carl@example.net");
        await house.QuietAsync();
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        Assert.Equal(2, await house.Control.RetryAsync(null, CancellationToken.None));
        Assert.Equal(["RCPT TO:<bob@example.net>", "RCPT TO:<carl@example.net>"], [.. (await mta.NextAsync()).Recipients, .. (await mta.NextAsync()).Recipients]);
        await house.QuietAsync();
        Assert.Empty(await house.ListAsync());
    }

    [Fact]
    public async Task What_expires_before_it_is_tried_again_is_not_put_off_to_then()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var ann = await house.Server.AddAccountAsync("ann");
        await house.SendAsync(ann.Address, "bob@example.net");
        await house.QuietAsync();
        var envelope = new OutboundEnvelope
        {
            Id = TransactionId.New(house.Server.Clock),
            ReversePath = RelayHouse.Address(ann.Address),
            DeliverBy = new(house.Server.Clock.GetUtcNow() + TimeSpan.FromSeconds(30), DeliverByMode.Return, Trace: false),
        };
        await house.SendAsync(envelope, "Subject: soon\r\n\r\n", new OutboundRecipient(RelayHouse.Address("carl@example.net"), DsnNotify.Unspecified, null));
        await house.PassAsync(TimeSpan.FromSeconds(31));
        var bounce = Assert.Single(await house.InboxAsync(ann));
        Assert.Contains("Status: 5.4.7\r\n", bounce, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_being_put_off_while_an_administrator_wants_a_try_is_tried_all_the_same()
    {
        FaultyQueueStore? store = null;
        await using var house = await RelayHouse.StartAsync(Zone, services: collection => collection.AddSingleton<IQueueStore>(provider =>
            store = new(SqliteQueueStore.Open(provider.GetRequiredService<DataFolder>(), new StorageOptions()))));
        var first = await house.SendAsync("ann@example.org", "bob@example.net");
        await house.QuietAsync();
        for (var i = 0; i < 3; i++)
            await house.SendAsync("ann@example.org", $"user{i}@example.net");
        var putOff = Channel.CreateUnbounded<bool>();
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var tried = 0;
        store!.Before = async change =>
        {
            // The first that is due finds out that nobody answers; those behind it are put off.
            if (Interlocked.Increment(ref tried) == 1)
                return;
            putOff.Writer.TryWrite(true);
            await go.Task;
        };
        house.Server.Clock.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 2; i++)
            await putOff.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        Assert.Equal(4, await house.Control.RetryAsync(null, CancellationToken.None));
        store.Before = static _ => Task.CompletedTask;
        go.SetResult();
        for (var i = 0; i < 4; i++)
            await mta.NextAsync();
        await house.QuietAsync();
        Assert.Empty(await house.ListAsync());
        Assert.Null(await house.Control.FindAsync(first, CancellationToken.None));
    }
}
