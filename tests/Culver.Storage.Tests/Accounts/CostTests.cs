using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Culver.Storage.Accounts;
using Culver.Storage.Sqlite;
using Culver.Storage.Sqlite.Sql;
using Culver.Storage.Tests.Engine;
using Xunit;

namespace Culver.Storage.Tests.Accounts;

/// <summary>
/// What is not touched costs nothing: the same operations on a small and on a large mailbox take the same steps, pages, syncs and memory.
/// Counted, not timed; alone, because memory is counted for the process. The large one has 20,000 messages; <c>CULVER_COST_MESSAGES=1000000</c> makes it larger and prints every figure.
/// </summary>
[Collection(nameof(CostTests))]
[CollectionDefinition(nameof(CostTests), DisableParallelization = true)]
public sealed class CostTests
{
    private const int Small = 1000;
    private const int Repeats = 32;

    private const double Alike = 1.1;

    private static readonly CancellationToken None = CancellationToken.None;

    private static int Large => int.TryParse(Environment.GetEnvironmentVariable("CULVER_COST_MESSAGES"), CultureInfo.InvariantCulture, out var messages) ? messages : 20_000;

    [Fact]
    public async Task Operations_cost_the_same_in_a_large_mailbox_as_in_a_small_one()
    {
        var small = await MeasureAsync(Small);
        var large = await MeasureAsync(Large);
        foreach (var (name, cost) in large)
        {
            var before = small[name];
            TestContext.Current.TestOutputHelper?.WriteLine($"{name}, {Small} messages: {before}; {Large} messages: {cost}");
            Assert.True(cost.Commits == before.Commits, $"{name}: {before} became {cost}");
            Assert.Equal(0, cost.Loads);
            Assert.True(cost.Rows <= before.Rows * Alike, $"{name}: {before} became {cost}");
            Assert.True(cost.Work.Steps <= before.Work.Steps * Alike, $"{name}: {before} became {cost}");
            // What an operation changes lies in a page for each entry; in a small tree two entries are often in one.
            Assert.True(cost.Work.PagesWritten <= Math.Max(before.Work.PagesWritten * Alike, before.Work.PagesWritten + Repeats), $"{name}: {before} became {cost}");
            // Seeks go down trees that are a level or two deeper.
            Assert.True(cost.Work.PagesRead <= before.Work.PagesRead * 2, $"{name}: {before} became {cost}");
            Assert.True(cost.Bytes <= (before.Bytes * 2) + 2000, $"{name}: {before} became {cost}");
        }
    }

    private static async Task<Dictionary<string, Cost>> MeasureAsync(int messages)
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("culver-cost-").FullName;
        using var held = DataFolder.Open(folder);
        var time = new TestTime();
        var engine = new CountedEngine(new(held, new() { InlineThreshold = 4096 }, time));
        var costs = new Dictionary<string, Cost>();
        await using (var store = new MailStore(engine, new(), IAccountLimits.None, time))
        {
            var id = new ObjectIdSource(time).NewAccountId();
            await store.CreateAccountAsync(id, None);
            await using var account = await store.OpenAccountAsync(id, None);
            var inbox = TestStore.Find(account, "INBOX");
            await FillAsync(store, account, inbox, messages);
            using var view = await account.OpenViewAsync(inbox, None) ?? throw new InvalidOperationException("No INBOX.");
            var rows = await view.SnapshotAsync(None);
            var next = 0;
            // Spread over the mailbox, and never the same twice.
            SequenceNumber Another() => new(1 + (int)((++next * 7919L) % messages));

            costs["SELECT"] = await CountAsync(engine, async () =>
            {
                using var other = await account.OpenViewAsync(inbox, None);
                Assert.Equal(messages, other!.Count);
                Assert.Equal(3, await account.CountAsync(inbox, UidSet.Of(new((uint)messages - 2), new((uint)messages)), None));
                return 0;
            });
            costs["STATUS"] = await CountAsync(engine, () => Task.FromResult(TestStore.Info(account, "INBOX").Messages == messages ? 0 : 1));
            costs["FETCH"] = await CountAsync(engine, async () =>
            {
                var run = rows.RowsFrom(Another())[..1];
                using var batch = await account.ReadMessagesAsync(run, MessageParts.Digest, None);
                return batch.Count;
            });
            costs["STORE"] = await CountAsync(engine, async () =>
            {
                await StoreAsync(account, inbox, UidSet.Of(rows[Another()].Uid), SystemFlags.Flagged);
                return (await view.SyncAsync(expunges: true, None)).Changed.Length;
            });
            costs["delivery"] = await CountAsync(engine, async () =>
            {
                await using var content = await StageAsync(store, "Subject: delivered\r\n\r\nhello\r\n");
                await account.DeliverAsync(inbox, new(content, MessageFlags.None, time.GetUtcNow()), new((UInt128)(++next), "to@example.org"), None);
                return (await view.SyncAsync(expunges: true, None)).Added;
            });

            var known = TestStore.Info(account, "INBOX").HighestModSeq;
            await StoreAsync(account, inbox, UidSet.From(Enumerable.Range(0, 10).Select(i => rows[new(1 + (int)(i * (messages / 10L)))].Uid)), SystemFlags.Answered);
            costs["QRESYNC of 10"] = await CountAsync(engine, async () =>
            {
                using var other = await account.OpenViewAsync(inbox, None);
                var snapshot = await other!.SnapshotAsync(None);
                Assert.True((await account.VanishedSinceAsync(inbox, known, UidSet.All, None)).IsEmpty);
                var looked = 0;
                var changed = 0;
                foreach (var (_, run) in snapshot.RunsChangedSince(new(1), new(snapshot.Count), known))
                {
                    looked += run.Length;
                    changed += run.Span.ToArray().Count(row => row.ModSeq > known);
                }

                Assert.Equal(10, changed);
                return looked;
            });
        }

        if (messages > 20_000)
            await TellFirstLoadAsync(held, time, messages);
        held.Dispose();
        System.IO.Directory.Delete(folder, recursive: true);
        return costs;
    }

    // Not a cost of these operations but of the first command that needs rows: shown in the long form.
    private static async Task TellFirstLoadAsync(DataFolder held, TestTime time, int messages)
    {
        for (var i = 0; i < 3; i++)
        {
            await using var store = SqliteMailStore.Open(held, new(), time);
            AccountId? first = null;
            await foreach (var id in store.AccountsAsync(None))
                first = id;
            await using var account = await store.OpenAccountAsync(first!.Value, None);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var began = Environment.CpuUsage.TotalTime;
            using var view = await account.OpenViewAsync(TestStore.Find(account, "INBOX"), None);
            Assert.InRange((await view!.SnapshotAsync(None)).Count, messages, messages + 100);
            var took = Environment.CpuUsage.TotalTime - began;
            TestContext.Current.TestOutputHelper?.WriteLine($"first load of {messages}: {took.TotalMilliseconds:F0} ms of CPU, {(GC.GetTotalMemory(forceFullCollection: true) - before) / messages} octets a message");
        }
    }

    private static async Task<Cost> CountAsync(CountedEngine engine, Func<Task<int>> operation)
    {
        // The first ones compile code, prepare statements and fill caches.
        for (var i = 0; i < 4; i++)
            await operation();
        var rows = 0;
        var times = new TimeSpan[Repeats];
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var (commits, loads, work) = (engine.Commits, engine.Loads, engine.Work);
        for (var i = 0; i < Repeats; i++)
        {
            var began = Stopwatch.GetTimestamp();
            rows += await operation();
            times[i] = Stopwatch.GetElapsedTime(began);
        }

        Array.Sort(times);
        return new(rows, engine.Commits - commits, engine.Loads - loads, engine.Work - work, (GC.GetTotalAllocatedBytes(precise: true) - bytes) / Repeats, times[Repeats / 2]);
    }

    private static async Task StoreAsync(IMailAccount account, MailboxId mailbox, UidSet uids, SystemFlags flag) => Assert.IsType<StoreResult.Stored>(
        await account.StoreFlagsAsync(mailbox, uids, new(FlagOperation.Add, MessageFlags.Of(flag)), unchangedSince: null, None));

    // A thousand messages are stored; the others are copies of them, which are rows of their own.
    private static async Task FillAsync(IMailStore store, IMailAccount account, MailboxId mailbox, int messages)
    {
        for (var i = 0; i < Small; i++)
        {
            await using var content = await StageAsync(store, $"From: a@example.org\r\nSubject: message {i}\r\nMessage-ID: <{i}@example.org>\r\n\r\n{new string('x', 500)}\r\n");
            Assert.IsType<AppendResult.Appended>(await account.AppendAsync(mailbox, [new(content, MessageFlags.None, DateTimeOffset.UnixEpoch)], None));
        }

        for (var count = Small; count < messages;)
        {
            var more = Math.Min(count, messages - count);
            Assert.IsType<CopyResult.Copied>(await account.CopyAsync(mailbox, UidSet.Of(new(1), new((uint)more)), mailbox, None));
            count += more;
        }
    }

    private static async Task<IStagedContent> StageAsync(IMailStore store, string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        await using var staging = await store.StageAsync(bytes.Length, None);
        await staging.WriteAsync(new ReadOnlySequence<byte>(bytes), None);
        return await staging.CompleteAsync(None);
    }

    private readonly record struct Cost(int Rows, int Commits, int Loads, SqliteWork Work, long Bytes, TimeSpan Time)
    {
        public override string ToString() =>
            $"{Rows} rows, {Commits} commits, {Work.Steps} steps, {Work.PagesRead} pages read, {Work.PagesWritten} written, {Bytes} octets each, median {Time.TotalMicroseconds:F0} µs";
    }
}
