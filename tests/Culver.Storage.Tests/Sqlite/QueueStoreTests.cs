using Culver.Storage.Queue;
using Culver.Storage.Sqlite;
using Culver.Storage.Sqlite.Queue;
using Culver.Storage.Sqlite.Sql;
using Xunit;

namespace Culver.Storage.Tests.Sqlite;

public sealed class QueueStoreTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private static readonly HashSet<QueueId> Nothing = [];
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("culver-queue-").FullName;

    public void Dispose() => System.IO.Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(100)]
    [InlineData(300_000)]
    public async Task What_was_added_is_there_after_the_store_was_opened_anew(int length)
    {
        var octets = new byte[length];
        Array.Fill(octets, (byte)'x');
        QueueEntry before;
        using (var data = DataFolder.Open(_folder))
        await using (var store = Open(data))
        {
            await AddAsync(store, 1, octets, "a.example", "b.example");
            before = (await store.FindAsync(new(1), CancellationToken.None))!;
        }

        using var again = DataFolder.Open(_folder);
        await using var opened = Open(again);
        var after = Assert.Single(await opened.ListAsync(null, 10, CancellationToken.None));
        Assert.Equal(before.Message, after.Message);
        Assert.Equal(before.Recipients, after.Recipients);
        await using var content = await opened.OpenContentAsync(new(1), CancellationToken.None);
        var read = new byte[length];
        for (var at = 0; at < length;)
            at += await content!.ReadAsync(at, read.AsMemory(at), CancellationToken.None);
        Assert.Equal(octets, read);
    }

    [Fact]
    public async Task A_message_goes_with_its_content_when_none_of_its_recipients_waits_any_more()
    {
        using var data = DataFolder.Open(_folder);
        await using var store = Open(data);
        await AddAsync(store, 1, new byte[300_000], "a.example", "b.example");
        var recipients = (await store.FindAsync(new(1), CancellationToken.None))!.Recipients;
        await store.ApplyAsync(new([recipients[0] with { State = RecipientState.Delivered }], []), CancellationToken.None);
        Assert.Equal(RecipientState.Delivered, (await store.FindAsync(new(1), CancellationToken.None))!.Recipients[0].State);
        Assert.Single(System.IO.Directory.GetFiles(Path.Combine(_folder, "queue")));
        await store.ApplyAsync(new([recipients[1] with { State = RecipientState.Failed }], []), CancellationToken.None);
        Assert.Null(await store.FindAsync(new(1), CancellationToken.None));
        Assert.Null(await store.OpenContentAsync(new(1), CancellationToken.None));
        Assert.Empty(System.IO.Directory.GetFiles(Path.Combine(_folder, "queue")));
    }

    [Fact]
    public async Task A_queue_of_the_first_version_is_brought_up_to_date_with_what_waits_in_it()
    {
        using (var data = DataFolder.Open(_folder))
        {
            await using (var store = Open(data))
                await AddAsync(store, 1, new byte[10], "a.example");
            using var database = SqliteDatabase.Open(Path.Combine(_folder, "queue.db"), SqliteOpen.Existing);
            database.Execute("ALTER TABLE message DROP COLUMN future_release");
            database.Execute("PRAGMA user_version = 1");
        }

        using var again = DataFolder.Open(_folder);
        await using var opened = Open(again);
        var entry = Assert.Single(await opened.ListAsync(null, 10, CancellationToken.None));
        Assert.Null(entry.Message.FutureRelease);
        Assert.Equal("a.example", Assert.Single(entry.Recipients).Destination);
        Assert.Single(await opened.FindDueAsync("a.example", Now.AddDays(1), Nothing, 10, 10, CancellationToken.None));
    }

    [Fact]
    public async Task A_file_that_a_crash_left_without_its_row_is_swept()
    {
        using (var data = DataFolder.Open(_folder))
        await using (var store = Open(data))
            await AddAsync(store, 1, new byte[300_000], "a.example");
        await File.WriteAllTextAsync(Path.Combine(_folder, "queue", new QueueId(2).ToString()), "left");
        using var again = DataFolder.Open(_folder);
        await using var opened = Open(again);
        Assert.Equal(new QueueId(1).ToString(), Path.GetFileName(Assert.Single(System.IO.Directory.GetFiles(Path.Combine(_folder, "queue")))));
    }

    [Fact]
    public async Task What_is_due_comes_by_priority_then_by_time_and_without_what_is_worked_on_or_held()
    {
        using var data = DataFolder.Open(_folder);
        await using var store = Open(data);
        await AddAsync(store, 1, [1], Now, null, "a.example");
        await AddAsync(store, 2, [1], Now.AddMinutes(-5), null, "a.example");
        await AddAsync(store, 3, [1], Now, 3, "a.example");
        await AddAsync(store, 4, [1], Now.AddMinutes(5), null, "a.example");
        await AddAsync(store, 5, [1], Now, null, "a.example");
        await AddAsync(store, 6, [1], Now, null, "b.example");
        await store.SetHeldAsync(new(5), held: true, CancellationToken.None);
        Assert.Equal((int[])[3, 2, 1], await DueAsync(Nothing));
        Assert.Equal((int[])[2], await DueAsync(new HashSet<QueueId> { new(3), new(1) }));
        Assert.Equal(Now.AddMinutes(5), await store.FindNextDueAsync("a.example", new HashSet<QueueId> { new(1), new(2), new(3) }, CancellationToken.None));
        Assert.Equal(
            [("a.example", 4), ("b.example", 1)],
            (await store.ListDestinationsAsync(CancellationToken.None)).OrderBy(static found => found.Name, StringComparer.Ordinal).Select(static found => (found.Name, found.Waiting)));

        async Task<int[]> DueAsync(IReadOnlySet<QueueId> except) =>
            [.. (await store.FindDueAsync("a.example", Now, except, 10, 10, CancellationToken.None)).Select(static entry => (int)entry.Message.Id.Value.Low)];
    }

    [Fact]
    public async Task A_name_that_is_taken_is_not_added_again()
    {
        using var data = DataFolder.Open(_folder);
        await using var store = Open(data);
        Assert.True(await AddAsync(store, 1, [1], "a.example"));
        Assert.False(await AddAsync(store, 1, [1, 2], "b.example"));
        Assert.Equal("a.example", Assert.Single((await store.FindAsync(new(1), CancellationToken.None))!.Recipients).Destination);
    }

    [Fact]
    public async Task Content_that_is_given_up_leaves_nothing()
    {
        using var data = DataFolder.Open(_folder);
        await using var store = Open(data);
        await using (var content = store.Stage(-1))
            await content.WriteAsync(new byte[500_000], CancellationToken.None);
        Assert.Empty(System.IO.Directory.GetFiles(data.Spool));
    }

    [Fact]
    public async Task A_backup_opens_with_everything_in_it()
    {
        var copy = Path.Combine(_folder, "copy");
        using (var data = DataFolder.Open(Path.Combine(_folder, "data")))
        await using (var store = Open(data))
        {
            await AddAsync(store, 1, new byte[300_000], "a.example");
            await AddAsync(store, 2, [1], "a.example");
            System.IO.Directory.CreateDirectory(copy);
            await store.BackupAsync(copy, CancellationToken.None);
        }

        using var again = DataFolder.Open(copy);
        await using var opened = Open(again);
        Assert.Equal(2, (await opened.ListAsync(null, 10, CancellationToken.None)).Count);
        await using var content = await opened.OpenContentAsync(new(1), CancellationToken.None);
        Assert.Equal(300_000, content!.Length);
    }

    [Theory]
    [InlineData("Received: a\r\nreceived:b\r\n\r\nReceived: body\r\n", 2, ContentTraits.None)]
    [InlineData("Subject: \u00e9\r\n\r\nx\r\n", 0, ContentTraits.EightBitHeader)]
    [InlineData("Subject: x\r\n\r\n\u00e9\r\n", 0, ContentTraits.EightBitBody)]
    [InlineData("Subject: x\r\n\r\na\rb\r\n", 0, ContentTraits.Binary)]
    [InlineData("Subject: x\r\n\r\na\nb\r\n", 0, ContentTraits.Binary)]
    [InlineData("Subject: x\r\n\r\n\0\r\n", 0, ContentTraits.Binary)]
    public void What_content_is_like_does_not_depend_on_how_it_is_cut(string text, int hops, ContentTraits traits)
    {
        var octets = System.Text.Encoding.Latin1.GetBytes(text);
        for (var step = 1; step <= octets.Length; step++)
        {
            var observer = new ContentObserver();
            for (var at = 0; at < octets.Length; at += step)
                observer.Observe(octets.AsSpan(at, Math.Min(step, octets.Length - at)));
            observer.Complete();
            Assert.Equal((hops, traits), (observer.Hops, observer.Traits));
        }
    }

    private static SqliteQueueStore Open(DataFolder data) => SqliteQueueStore.Open(data, new StorageOptions());

    private static ValueTask<bool> AddAsync(SqliteQueueStore store, int id, byte[] octets, params string[] destinations) => AddAsync(store, id, octets, Now, null, destinations);

    private static async ValueTask<bool> AddAsync(SqliteQueueStore store, int id, byte[] octets, DateTimeOffset due, int? priority, params string[] destinations)
    {
        await using var content = store.Stage(-1);
        await content.WriteAsync(octets, CancellationToken.None);
        await content.CompleteAsync(CancellationToken.None);
        var message = new QueueMessage
        {
            Id = new((UInt128)id), ReversePath = "ann@example.org", ArrivedAt = Now, ExpiresAt = Now.AddDays(5), Priority = priority, EnvelopeId = "one", Return = DsnReturn.Headers,
            DeliverBy = new(Now.AddHours(1), DeliverByMode.Notify, Trace: true), FutureRelease = "for;60", Account = new AccountId(7), RequireTls = true, SmtpUtf8 = true, Body = QueueBody.EightBitMime,
        };
        QueueRecipient[] recipients = [.. destinations.Select((destination, number) => new QueueRecipient
        {
            Message = message.Id, Number = number, Address = "bob@" + destination, Destination = destination, DueAt = due, Notify = DsnNotify.Delay, OriginalRecipient = "rfc822;x",
        })];
        return await store.AddAsync(new(message, recipients, content), CancellationToken.None);
    }
}
