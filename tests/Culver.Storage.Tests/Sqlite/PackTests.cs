using Culver.Storage.Sqlite.Accounts;
using Culver.Storage.Sqlite.Packs;
using Culver.Storage.Sqlite.Sql;
using Culver.Storage.Tests.Accounts;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using static Culver.Storage.Tests.Accounts.TestStore;

namespace Culver.Storage.Tests.Sqlite;

/// <summary>Rows of mailboxes in packs (ADR 12): they give back what was put in, and say so when they do not.</summary>
public sealed class PackTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public void A_pack_is_a_list_of_rows_whatever_is_done_to_it() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(
        ArbMap.Default.ArbFor<(byte Count, int Seed)>(), static given =>
        {
            var random = new Random(given.Seed);
            var rows = new List<MessageRow>();
            var pack = new Pack();
            pack.Begin(mailbox: 7, first: new(3));
            var uid = 2U;
            for (var i = 0; i < 1 + (given.Count % Pack.Most); i++)
            {
                rows.Add(Row(random, uid += (uint)random.Next(1, 3)));
                pack.Add(rows[^1]);
            }

            for (var i = random.Next(4); i > 0; i--)
            {
                var at = random.Next(rows.Count);
                rows[at] = rows[at] with { Flags = Flags(random), ModSeq = new(random.NextInt64(1, long.MaxValue)) };
                pack.Change(at, rows[at].Flags, rows[at].ModSeq);
            }

            for (var i = rows.Count - 1; i > 0; i--)
            {
                if (random.Next(3) > 0)
                    continue;
                rows.RemoveAt(i);
                pack.Drop(i);
            }

            var read = new Pack();
            read.Read(pack.Key, pack.Written());
            Assert.Equal(rows, Enumerable.Range(0, read.Count).Select(read.RowAt));
            Assert.All(Enumerable.Range(0, read.Count), i => Assert.Equal((rows[i].ToIndex(new()), i), (read.IndexAt(i, 0), read.IndexOf(rows[i].Uid))));
        }));

    [Fact]
    public void A_full_pack_with_keywords_fits_a_page()
    {
        var random = new Random(1);
        var pack = new Pack();
        pack.Begin(mailbox: 1, first: new(1));
        for (var i = 1U; i <= Pack.Most; i++)
            pack.Add(Row(random, i) with { Flags = new(SystemFlags.None, UInt128.MaxValue) });
        // Of a page of 4,096 octets a row of a table may have 4,061 before it goes on in another; some are the row's own.
        Assert.InRange(pack.Written().Length, 1, 4061 - 8);
    }

    [Fact]
    public void Any_octet_that_is_another_is_noticed()
    {
        var random = new Random(2);
        var pack = new Pack();
        pack.Begin(mailbox: 1, first: new(1));
        for (var i = 1U; i < 6; i++)
            pack.Add(Row(random, i));
        var stored = pack.Written().ToArray();
        for (var i = 0; i < stored.Length; i++)
        {
            stored[i] ^= 0x10;
            Assert.Throws<StorageUnavailableException>(() => new Pack().Read(Pack.KeyOf(1, new(1)), stored));
            stored[i] ^= 0x10;
        }

        Assert.Throws<StorageUnavailableException>(() => new Pack().Read(Pack.KeyOf(1, new(1)), stored.AsSpan(0, stored.Length - 1)));
        // Under a key that says it begins after its first row.
        Assert.Throws<StorageUnavailableException>(() => new Pack().Read(Pack.KeyOf(1, new(2)), stored));
        new Pack().Read(Pack.KeyOf(1, new(1)), stored);
    }

    [Fact]
    public void A_walk_finds_what_is_in_the_set_and_nothing_else() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(
        ArbMap.Default.ArbFor<int>(), static seed =>
        {
            var random = new Random(seed);
            using var database = SqliteDatabase.Open(":memory:", SqliteOpen.Create);
            database.Execute("CREATE TABLE message_pack (key INTEGER PRIMARY KEY, entries BLOB NOT NULL)");
            // The mailboxes beside it are not in the way.
            foreach (var mailbox in new[] { 4, 6 })
                PackedRows.Append(database, mailbox, [Row(random, 1), Row(random, uint.MaxValue)]);
            var rows = new List<MessageRow>();
            var uid = 0U;
            while (rows.Count < 300)
            {
                var more = Enumerable.Range(0, random.Next(1, 100)).Select(_ => Row(random, uid += (uint)(random.Next(10) == 0 ? random.Next(1, 500) : 1))).ToArray();
                PackedRows.Append(database, 5, more);
                rows.AddRange(more);
            }

            if (random.Next(2) == 0)
            {
                rows.Add(Row(random, uint.MaxValue));
                PackedRows.Append(database, 5, [rows[^1]]);
            }

            for (var i = 0; i < 4; i++)
            {
                var set = UidSet.From(Enumerable.Range(0, random.Next(1, 40)).Select(_ => (uint)random.Next(1, (int)uid + 50)).Select(first =>
                    new UidRange(new(first), new(random.Next(20) == 0 ? uint.MaxValue : first + (uint)random.Next(0, 20)))));
                var named = rows.Where(row => set.Contains(row.Uid)).ToList();
                var found = new List<MessageRow>();
                var walk = new PackWalk(database, 5, set);
                while (walk.NextPack())
                {
                    while (walk.NextRow())
                    {
                        found.Add(walk.Pack.RowAt(walk.Index));
                        walk.Pack.Drop(walk.Index);
                    }

                    walk.Save();
                }

                Assert.Equal(named, found);
                rows.RemoveAll(row => set.Contains(row.Uid));
            }

            Assert.Equal(rows, PackedRows.All(database, 5).SelectMany(static pack => Enumerable.Range(0, pack.Count).Select(pack.RowAt).ToArray()));
            Assert.Equal(4, PackedRows.All(database, 4).Sum(static pack => pack.Count) + PackedRows.All(database, 6).Sum(static pack => pack.Count));
        }));

    [Theory]
    [InlineData("x'00'")]
    [InlineData("x'02' || substr(entries, 2)")]
    [InlineData("substr(entries, 1, length(entries) - 10)")]
    // One octet: of the flags, of the key of the message, of the UID of the third row.
    [InlineData("substr(entries, 1, 12) || x'1f' || substr(entries, 14)")]
    [InlineData("substr(entries, 1, 46) || x'77' || substr(entries, 48)")]
    [InlineData("substr(entries, 1, 100) || x'00' || substr(entries, 102)")]
    public async Task A_damaged_pack_is_told_refused_and_mended_without_a_message_lost(string damage)
    {
        await using var test = await TestStore.StartAsync();
        await using (var account = await test.OpenAsync())
        {
            for (var i = 0; i < 3; i++)
                await test.AppendAsync(account, Find(account, "INBOX"), $"Subject: {i}\r\n\r\nx");
            await test.AppendAsync(account, Find(account, "Sent"), "Subject: other\r\n\r\nx");
        }

        await test.RestartAsync(() =>
        {
            using var database = SqliteDatabase.Open(Path.Combine(test.Held.AccountFolder(test.AccountId), "account.db"), SqliteOpen.Existing);
            database.Execute($"UPDATE message_pack SET entries = CAST({damage} AS BLOB) WHERE key = (SELECT min(key) FROM message_pack)");
        });
        Assert.Contains(await test.Store.CheckAsync(test.AccountId, None), static finding => finding.Problem.Contains("is damaged", StringComparison.Ordinal));
        await using (var account = await test.OpenAsync())
        {
            await Assert.ThrowsAsync<StorageUnavailableException>(async () => await account.StoreFlagsAsync(
                Find(account, "INBOX"), UidSet.All, new(FlagOperation.Add, MessageFlags.Of(SystemFlags.Seen)), unchangedSince: null, None));
            // The other mailboxes go on.
            Assert.IsType<StoreResult.Stored>(await account.StoreFlagsAsync(
                Find(account, "Sent"), UidSet.All, new(FlagOperation.Add, MessageFlags.Of(SystemFlags.Seen)), unchangedSince: null, None));
        }

        await test.RestartAsync();
        Assert.NotEmpty((await test.Store.RepairAsync(test.AccountId, None))!);
        Assert.Empty(await test.Store.CheckAsync(test.AccountId, None));
        Assert.Empty((await test.Store.RepairAsync(test.AccountId, None))!);
        await using var later = await test.OpenAsync();
        Assert.Equal(4, later.Mailboxes.ById.Values.Sum(static mailbox => mailbox.Messages));
    }

    private static MessageRow Row(Random random, uint uid) => new(
        new(uid), new(random.NextInt64(1, long.MaxValue)), Flags(random), random.NextInt64(), random.NextInt64(), random.NextInt64(), random.NextInt64());

    // Mostly without keywords, as rows are.
    private static FlagSet Flags(Random random) => new(
        (SystemFlags)random.Next(32), random.Next(20) == 0 ? new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64()) : UInt128.Zero);
}
