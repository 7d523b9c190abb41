using System.Text;
using System.Text.Json;
using Culver.Storage;
using Culver.Storage.Queue;
using Culver.Storage.Sqlite;
using Culver.Storage.Sqlite.Queue;
using Xunit;

namespace Culver.Journeys.Tests;

/// <summary><c>culver queue</c>, each verb in success and refusal: through the control socket of a running server, and on the folder where none runs.</summary>
public sealed class QueueVerbTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<string> _ids = [];

    [Fact]
    public async Task A_running_server_is_asked_what_waits_and_told_what_becomes_of_it()
    {
        using var folder = new TemporaryFolder();
        await using var sinks = SinkServers.Start(1);
        await FillAsync(folder.Path);
        var config = await ConfigAsync(folder.Path, sinks.Port);
        await using var culver = await CulverProcess.ServeAsync(folder.Path, "--config", config);
        await LookAsync(folder.Path);

        // Held, let go and tried by name: only what is told to go goes.
        Assert.Equal("1 message held\n", await DoneAsync(folder.Path, "hold", _ids[2]));
        Assert.True((await RowsAsync(folder.Path, "show", _ids[2]))[0].GetProperty("isHeld").GetBoolean());
        Assert.Equal("1 message released\n", await DoneAsync(folder.Path, "release", _ids[2]));
        Assert.Equal("1 message to be tried now\n", await DoneAsync(folder.Path, "retry", _ids[2]));
        await sinks.ReachAsync(1).WaitAsync(Patience);
        Assert.Equal("2", Assert.Single(sinks.Log).Message);
        Assert.Equal("removed " + _ids[1] + "\n", await DoneAsync(folder.Path, "remove", _ids[1]));
        await RefusedAsync(folder.Path, _ids[1], "show", "retry", "hold", "release", "remove");

        // And all at once, for programs too.
        using (var held = JsonDocument.Parse(await DoneAsync(folder.Path, "hold", "--all", "--json")))
            Assert.InRange(held.RootElement[0].GetProperty("count").GetInt32(), 1, 2);
        using (var released = JsonDocument.Parse(await DoneAsync(folder.Path, "release", "--all", "--json")))
            Assert.InRange(released.RootElement[0].GetProperty("count").GetInt32(), 2, 3);
        await sinks.ReachAsync(2).WaitAsync(Patience);
        Assert.EndsWith(" to be tried now\n", await DoneAsync(folder.Path, "retry", "--all"), StringComparison.Ordinal);
        await sinks.ReachAsync(3).WaitAsync(Patience);
        Assert.Equal(0, await culver.TerminateAsync());
        Assert.Equal(["0", "2", "3"], sinks.Log.Select(static entry => entry.Message).Order(StringComparer.Ordinal));
        Assert.Equal("", await DoneAsync(folder.Path, "list"));
        using var none = JsonDocument.Parse(await DoneAsync(folder.Path, "list", "--json"));
        Assert.Equal(0, none.RootElement.GetArrayLength());
    }

    [Fact]
    public async Task Where_no_server_runs_the_folder_itself_is_asked_and_changed()
    {
        using var folder = new TemporaryFolder();
        await FillAsync(folder.Path);
        await ConfigAsync(folder.Path, 9);
        await LookAsync(folder.Path);
        Assert.Equal("1 message held\n", await DoneAsync(folder.Path, "hold", _ids[2]));
        Assert.Equal("3 messages released\n", await DoneAsync(folder.Path, "release", "--all"));
        Assert.Equal("4 messages to be tried now\n", await DoneAsync(folder.Path, "retry", "--all"));
        Assert.All(await RowsAsync(folder.Path, "list"), static row => Assert.False(row.GetProperty("isHeld").GetBoolean()));
        using (var removed = JsonDocument.Parse(await DoneAsync(folder.Path, "remove", _ids[1], "--json")))
            Assert.Equal(_ids[1], removed.RootElement[0].GetProperty("removed").GetString());
        await RefusedAsync(folder.Path, _ids[1], "release", "remove");
        Assert.Equal(3, (await RowsAsync(folder.Path, "list")).Count);
    }

    // A page has at most 2,000 recipients or so; 70 messages of 100 are four.
    [Fact]
    public async Task A_long_queue_is_listed_page_by_page_and_whole()
    {
        using var folder = new TemporaryFolder();
        await FillAsync(folder.Path, messages: 70, recipientsOfEach: 100);
        await using var culver = await CulverProcess.ServeAsync(folder.Path, "--config", await ConfigAsync(folder.Path, 9));
        Assert.Equal(_ids, (await DoneAsync(folder.Path, "list")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(' ')[0]));
        var rows = await RowsAsync(folder.Path, "list");
        Assert.Equal(_ids, rows.Select(static row => row.GetProperty("id").GetString()));
        Assert.All(rows, static row => Assert.Equal(100, row.GetProperty("recipients").GetArrayLength()));
        Assert.Equal(0, await culver.TerminateAsync());
    }

    private async Task LookAsync(string data)
    {
        var lines = (await DoneAsync(data, "list")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(_ids, lines.Select(static line => line.Split(' ')[0]));
        Assert.Matches(@"  <ann@example\.org>  1 of 1 waiting, held$", lines[0]);
        Assert.Matches(@"  <ann@example\.org>  1 of 2 waiting, next 20\d\d-\d\d-\d\d \d\d:\d\d:\d\dZ: 451 4\.7\.1 later$", lines[2]);

        var rows = await RowsAsync(data, "list");
        Assert.Equal(_ids, rows.Select(static row => row.GetProperty("id").GetString()));
        Assert.Equal([true, true, false, false], rows.Select(static row => row.GetProperty("isHeld").GetBoolean()));

        var shown = await DoneAsync(data, "show", _ids[2]);
        Assert.StartsWith($"message   {_ids[2]}\nsender    <ann@example.org>\narrived   20", shown, StringComparison.Ordinal);
        Assert.Contains("\nrecipient <bob@sink.example> waiting, 3 failed attempts, for ", shown, StringComparison.Ordinal);
        Assert.Contains("\n          4.7.1 451 4.7.1 later (mx.sink.example)\n", shown, StringComparison.Ordinal);
        Assert.Contains("\nrecipient <carl@sink.example> failed, 1 failed attempts, for ", shown, StringComparison.Ordinal);

        var row = Assert.Single(await RowsAsync(data, "show", _ids[2]));
        Assert.Equal("ann@example.org", row.GetProperty("sender").GetString());
        var recipients = row.GetProperty("recipients");
        Assert.Equal(("bob@sink.example", "waiting", 3, "4.7.1"), (
            recipients[0].GetProperty("address").GetString(), recipients[0].GetProperty("state").GetString(),
            recipients[0].GetProperty("attempts").GetInt32(), recipients[0].GetProperty("lastStatus").GetString()));
        Assert.Equal(JsonValueKind.Null, recipients[1].GetProperty("dueAt").ValueKind);

        await RefusedAsync(data, "nonsense", "show");
        foreach (var words in (string[][])[["retry"], ["hold", _ids[0], "--all"]])
        {
            var (code, output, errors) = await CulverProcess.RunAsync(["queue", .. words, "--data", data]);
            Assert.Equal((2, ""), (code, output));
            Assert.Contains("Name a message, or say --all.", errors, StringComparison.Ordinal);
        }
    }

    // Nothing that is not there is ever said to be done.
    private static async Task RefusedAsync(string data, string id, params string[] verbs)
    {
        foreach (var verb in verbs)
        {
            var (code, output, errors) = await CulverProcess.RunAsync(["queue", verb, id, "--json", "--data", data]);
            Assert.Equal((1, ""), (code, output));
            Assert.Contains($"There is no message {id} in the queue.", errors, StringComparison.Ordinal);
        }
    }

    private static async Task<string> DoneAsync(string data, params string[] words)
    {
        var (code, output, errors) = await CulverProcess.RunAsync(["queue", .. words, "--data", data]);
        Assert.True(code == 0, errors);
        return output.ReplaceLineEndings("\n");
    }

    private static async Task<List<JsonElement>> RowsAsync(string data, params string[] words)
    {
        using var json = JsonDocument.Parse(await DoneAsync(data, [.. words, "--json"]));
        return [.. json.RootElement.EnumerateArray().Select(static row => row.Clone())];
    }

    private async Task FillAsync(string data, int messages, int recipientsOfEach)
    {
        using var folder = DataFolder.Open(data);
        await using var store = SqliteQueueStore.Open(folder, new StorageOptions());
        var ids = new ObjectIdSource(TimeProvider.System);
        var due = TimeProvider.System.GetUtcNow().AddHours(1);
        for (var number = 0; number < messages; number++)
        {
            var id = new QueueId(ids.NewEmailId().Value);
            await using var content = store.Stage(-1);
            await content.WriteAsync("From: <ann@example.org>\r\n\r\nhello\r\n"u8.ToArray(), CancellationToken.None);
            await content.CompleteAsync(CancellationToken.None);
            var recipients = Enumerable.Range(0, recipientsOfEach).Select(index => new QueueRecipient { Message = id, Number = index, Address = $"bob{index}@sink.example", Destination = "unknown", DueAt = due });
            var message = new QueueMessage { Id = id, ReversePath = "ann@example.org", ArrivedAt = due.AddHours(-1), ExpiresAt = due.AddDays(5) };
            Assert.True(await store.AddAsync(new(message, [.. recipients], content), CancellationToken.None));
            _ids.Add(id.ToString());
        }

        _ids.Sort(StringComparer.Ordinal);
    }

    // Two that are held, and two that were tried and wait for an hour.
    private async Task FillAsync(string data)
    {
        using var folder = DataFolder.Open(data);
        await using var store = SqliteQueueStore.Open(folder, new StorageOptions());
        var ids = new ObjectIdSource(TimeProvider.System);
        var now = TimeProvider.System.GetUtcNow();
        for (var number = 0; number < 4; number++)
        {
            var id = new QueueId(ids.NewEmailId().Value);
            await using var content = store.Stage(-1);
            await content.WriteAsync(Encoding.ASCII.GetBytes($"Subject: {number}\r\nFrom: <ann@example.org>\r\n\r\nhello\r\n"), CancellationToken.None);
            await content.CompleteAsync(CancellationToken.None);
            List<QueueRecipient> recipients = [new() { Message = id, Number = 0, Address = "bob@sink.example", Destination = "unknown", DueAt = now }];
            if (number >= 2)
            {
                recipients[0] = recipients[0] with { Attempts = 3, DueAt = now.AddHours(1), LastAttemptAt = now, LastServer = "mx.sink.example", LastReply = "451 4.7.1 later", LastStatus = "4.7.1" };
                recipients.Add(new() { Message = id, Number = 1, Address = "carl@sink.example", Destination = "unknown", State = RecipientState.Failed, Attempts = 1, DueAt = now, LastStatus = "5.1.1" });
            }

            var message = new QueueMessage { Id = id, ReversePath = "ann@example.org", ArrivedAt = now, ExpiresAt = now.AddDays(5) };
            Assert.True(await store.AddAsync(new(message, recipients, content), CancellationToken.None));
            if (number < 2)
                await store.SetHeldAsync(id, held: true, CancellationToken.None);
            _ids.Add(id.ToString());
        }

        _ids.Sort(StringComparer.Ordinal);
    }

    private static async Task<string> ConfigAsync(string data, int port)
    {
        var file = Path.Combine(data, "culver.json");
        var route = new { Domain = "sink.example", Host = SinkServers.Address(0).ToString(), Port = port, Tls = "None" };
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { Relay = new { Routes = new[] { route } } }));
        return file;
    }
}
