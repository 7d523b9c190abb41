using Culver.Storage.Queue;
using Culver.Storage.Sqlite;
using Culver.Storage.Sqlite.Queue;
using Culver.Storage.Sqlite.Sql;
using Xunit;

namespace Culver.Storage.Tests.Sqlite;

/// <summary>Each fault of a queue is planted and found; what can be mended is, and what cannot stays and is named.</summary>
public sealed class QueueCheckTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("culver-queue-").FullName;

    public void Dispose() => System.IO.Directory.Delete(_folder, recursive: true);

    // Message 1 is small, message 2 is in a file; both are for two recipients.
    [Theory]
    [InlineData("UPDATE recipient SET state = 9 WHERE message = 1 AND number = 1", "is in state 9", "are tried again", 2)]
    [InlineData("UPDATE recipient SET state = -1 WHERE message = 1", "is in state -1", "are tried again", 2)]
    [InlineData("UPDATE recipient SET held = 1 WHERE message = 2", "is held and its message is not", "were held or not", 2)]
    [InlineData("UPDATE message SET held = 1 WHERE row = 1", "is not held as its message is", "were held or not", 2)]
    [InlineData("UPDATE recipient SET rank = 3 WHERE message = 1", "has not the urgency", "had not the urgency", 2)]
    [InlineData("UPDATE message SET length = 3 WHERE row = 1", "octets, not 3", "had another length", 2)]
    [InlineData("UPDATE recipient SET state = 1 WHERE message = 2", "of which none waits", "was over for all its recipients", 1)]
    [InlineData("DELETE FROM content WHERE message = 1; DELETE FROM message WHERE row = 1", "is of a message that is not there", "nor their contents", 1)]
    public async Task What_was_planted_is_found_mended_and_gone(string fault, string found, string mended, int messages)
    {
        await FillAsync();
        Plant(fault);
        using var data = DataFolder.Open(_folder);
        await using var store = SqliteQueueStore.Open(data, new());
        Assert.Contains(await store.CheckAsync(None), finding => finding.Problem.Contains(found, StringComparison.Ordinal));

        Assert.Contains(mended, Assert.Single(await store.RepairAsync(None)).Problem, StringComparison.Ordinal);
        Assert.Empty(await store.CheckAsync(None));
        Assert.Empty(await store.RepairAsync(None));
        var left = await store.ListAsync(null, 10, None);
        Assert.Equal(messages, left.Count);
        Assert.All(left, static entry => Assert.Equal(2, entry.Recipients.Count(static recipient => recipient.IsWaiting)));
        Assert.Equal(left.Count(static entry => entry.Message.Length > 1000), System.IO.Directory.GetFiles(Path.Combine(_folder, "queue")).Length);
    }

    [Theory]
    [InlineData("DELETE FROM recipient WHERE message = 1", "has no recipients")]
    [InlineData("DELETE FROM message WHERE row = 1", "content 1 is of a message that is not there")]
    [InlineData("DELETE FROM content WHERE message = 1", "its content is missing")]
    [InlineData("UPDATE recipient SET address = '' WHERE message = 1 AND number = 0", "recipient 0 has no address")]
    [InlineData("UPDATE content SET blob = CAST(substr(blob, 1, 20) || x'01' || substr(blob, 22) AS BLOB)", "its content is not as it was written")]
    [InlineData("UPDATE content SET blob = x'00'", "its content is not as it was written")]
    public async Task What_cannot_be_mended_without_loss_is_left_and_named(string fault, string problem)
    {
        await FillAsync();
        Plant(fault);
        await StaysAsync(problem);
    }

    [Theory]
    [InlineData(-1, "its content is missing")]
    [InlineData(299_000, "its file has another length")]
    [InlineData(300_016, "its content is not as it was written")]
    public async Task A_file_that_is_not_as_it_was_is_left_and_named(int length, string problem)
    {
        await FillAsync();
        var path = Assert.Single(System.IO.Directory.GetFiles(Path.Combine(_folder, "queue")));
        var octets = File.ReadAllBytes(path);
        octets[200_000] ^= 4;
        if (length < 0)
            File.Delete(path);
        else
            File.WriteAllBytes(path, octets[..length]);
        await StaysAsync(problem);
    }

    [Fact]
    public async Task A_sound_queue_is_left_as_it_is()
    {
        await FillAsync();
        using var data = DataFolder.Open(_folder);
        await using var store = SqliteQueueStore.Open(data, new());
        Assert.Empty(await store.CheckAsync(None));
        Assert.Empty(await store.RepairAsync(None));
        Assert.Equal(2, (await store.ListAsync(null, 10, None)).Count);
    }

    private async Task StaysAsync(string problem)
    {
        using var data = DataFolder.Open(_folder);
        await using var store = SqliteQueueStore.Open(data, new());
        await store.RepairAsync(None);
        Assert.Contains(await store.CheckAsync(None), finding => finding.IsDamage && finding.Problem.Contains(problem, StringComparison.Ordinal));
    }

    private async Task FillAsync()
    {
        using var data = DataFolder.Open(_folder);
        await using var store = SqliteQueueStore.Open(data, new());
        foreach (var (id, length) in new[] { (1, 100), (2, 300_000) })
        {
            await using var content = store.Stage(length);
            await content.WriteAsync(new byte[length], None);
            await content.CompleteAsync(None);
            var message = new QueueMessage { Id = new((UInt128)id), ReversePath = "ann@example.org", ArrivedAt = Now, ExpiresAt = Now.AddDays(5) };
            QueueRecipient[] recipients = [.. new[] { "a.example", "b.example" }.Select((destination, number) => new QueueRecipient
            {
                Message = message.Id, Number = number, Address = "bob@" + destination, Destination = destination, DueAt = Now,
            })];
            Assert.True(await store.AddAsync(new(message, recipients, content), None));
        }
    }

    private void Plant(string fault)
    {
        using var database = SqliteDatabase.Open(Path.Combine(_folder, "queue.db"), SqliteOpen.Existing);
        database.Execute(fault);
    }
}
