using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Culver.Storage;
using Culver.Storage.Queue;
using Culver.Storage.Sqlite;
using Culver.Storage.Sqlite.Queue;
using Xunit;

namespace Culver.Journeys.Tests;

/// <summary>The outbound queue of the real server against sink servers, whose own logs are believed.</summary>
public sealed class QueueDrainTests(ITestOutputHelper output)
{
    private const int Destinations = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    // 10,000 for a figure; fewer where it is only to be right.
    private static readonly int Messages =
        int.TryParse(Environment.GetEnvironmentVariable("CULVER_QUEUE_MESSAGES"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 2000;

    [Fact]
    public async Task A_full_queue_drains_to_all_its_destinations_and_memory_stays_flat()
    {
        using var folder = new TemporaryFolder();
        await using var sinks = SinkServers.Start(Destinations);
        await FillAsync(folder.Path);
        var watch = Stopwatch.StartNew();
        await using var culver = await CulverProcess.ServeAsync(folder.Path, "--config", await ConfigAsync(folder.Path, sinks.Port));
        var started = watch.Elapsed;
        await sinks.ReachAsync(Messages).WaitAsync(Patience);
        var seconds = (watch.Elapsed - started).TotalSeconds;
        output.WriteLine($"{Messages} messages to {Destinations} destinations: {Messages / seconds:f0}/s after the start; most memory {await culver.PeakMemoryAsync() >> 20} MiB");
        Assert.Equal(0, await culver.TerminateAsync());
        Assert.Equal(Messages, sinks.Log.Count);
        Assert.Empty(await LeftAsync(folder.Path));
    }

    [Fact]
    public async Task A_kill_in_the_middle_loses_nothing_and_repeats_only_what_stood_between_the_final_dot_and_its_reply()
    {
        using var folder = new TemporaryFolder();
        await using var sinks = SinkServers.Start(Destinations);
        await FillAsync(folder.Path);
        var config = await ConfigAsync(folder.Path, sinks.Port);
        await using (var first = await CulverProcess.ServeAsync(folder.Path, "--config", config))
        {
            await sinks.ReachAsync(Messages / 3).WaitAsync(Patience);
            await first.KillAsync();
        }

        var before = sinks.Different;
        Assert.InRange(before, Messages / 3, Messages - 1);
        await using var second = await CulverProcess.ServeAsync(folder.Path, "--config", config);
        await sinks.ReachAsync(Messages).WaitAsync(Patience);
        Assert.Equal(0, await second.TerminateAsync());
        Assert.Empty(await LeftAsync(folder.Path));

        // What came twice was, the first time, the last that came by its connection: its reply had not been taken up.
        var repeated = sinks.Log.GroupBy(static entry => entry.Message).Where(static group => group.Count() > 1).ToList();
        output.WriteLine($"{before} of {Messages} before the kill, {repeated.Count} twice");
        Assert.All(repeated, static group => Assert.Equal(2, group.Count()));
        Assert.All(repeated, static group => Assert.False(group.First().WasFollowed));
        Assert.InRange(repeated.Count, 0, 200);
    }

    private static async Task FillAsync(string data)
    {
        using var folder = DataFolder.Open(data);
        await using var store = SqliteQueueStore.Open(folder, new StorageOptions());
        var ids = new ObjectIdSource(TimeProvider.System);
        var filler = new string('x', 70) + "\r\n";
        await Parallel.ForEachAsync(Enumerable.Range(0, Messages), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (number, cancellationToken) =>
        {
            var id = new QueueId(ids.NewEmailId().Value);
            var now = TimeProvider.System.GetUtcNow();
            await using var content = store.Stage(-1);
            var text = new StringBuilder($"Subject: {number}\r\nFrom: <ann@example.org>\r\n\r\n");
            for (var line = 0; line < 50; line++)
                text.Append(filler);
            await content.WriteAsync(Encoding.ASCII.GetBytes(text.ToString()), cancellationToken);
            await content.CompleteAsync(cancellationToken);
            var message = new QueueMessage { Id = id, ReversePath = "ann@example.org", ArrivedAt = now, ExpiresAt = now.AddDays(5) };
            // Its destination is found anew when the server starts.
            var recipient = new QueueRecipient { Message = id, Number = 0, Address = $"bob@d{number % Destinations}.example", Destination = "unknown", DueAt = now };
            Assert.True(await store.AddAsync(new(message, [recipient], content), cancellationToken));
        });
    }

    private static async Task<IReadOnlyList<QueueEntry>> LeftAsync(string data)
    {
        using var folder = DataFolder.Open(data);
        await using var store = SqliteQueueStore.Open(folder, new StorageOptions());
        return await store.ListAsync(null, 10, CancellationToken.None);
    }

    private static async Task<string> ConfigAsync(string data, int port)
    {
        var routes = Enumerable.Range(0, Destinations)
            .Select(number => new { Domain = $"d{number}.example", Host = SinkServers.Address(number).ToString(), Port = port, Tls = "None" });
        var file = Path.Combine(data, "culver.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { Relay = new { Routes = routes } }));
        return file;
    }
}
