using System.Globalization;
using Culver.Storage.Sqlite;
using Culver.Storage.Sqlite.Packs;
using Culver.Storage.Sqlite.Schema;
using Culver.Storage.Sqlite.Sql;
using Culver.Storage.Tests.Accounts;
using Xunit;
using static Culver.Storage.Tests.Accounts.TestStore;

namespace Culver.Storage.Tests.Sqlite;

/// <summary>Accounts of an earlier schema come into packs (ADR 12) with everything clients know of them, whatever happens on the way.</summary>
public sealed class PackMigrationTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Flags_keywords_ModSeqs_and_dates_are_what_they_were()
    {
        await using var test = await FilledAsync();
        var before = await FactsAsync(test);
        await test.RestartAsync(() => Open(test, TakeBack));
        Assert.Equal(before, await FactsAsync(test));
        Open(test, static database =>
        {
            Assert.Equal(0, database.Scalar("SELECT count(*) FROM sqlite_schema WHERE name = 'mailbox_message'", 1));
            Assert.Equal(AccountSchema.Version, database.Scalar("PRAGMA user_version", 0));
        });
    }

    [Fact]
    public async Task A_process_that_ends_in_the_midst_leaves_what_there_was()
    {
        await using var test = await FilledAsync();
        var before = await FactsAsync(test);
        var folder = test.Held.AccountFolder(test.AccountId);
        await test.RestartAsync(() =>
        {
            Open(test, TakeBack);
            var kept = new Dictionary<string, byte[]>();
            Open(test, database =>
            {
                // So little memory that pages are in the log before the commit.
                database.Execute("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA cache_size = 1");
                database.Begin();
                database.Execute("CREATE TABLE message_pack (key INTEGER PRIMARY KEY, entries BLOB NOT NULL)");
                PackMigration.Run(database);
                foreach (var file in new[] { "account.db", "account.db-wal" })
                    kept.Add(Path.Combine(folder, file), Shared(Path.Combine(folder, file)));
                database.Rollback();
            });
            Assert.True(kept[Path.Combine(folder, "account.db-wal")].Length > 0);
            foreach (var (file, bytes) in kept)
                File.WriteAllBytes(file, bytes);
        });
        Assert.Equal(before, await FactsAsync(test));
    }

    [Fact]
    public async Task A_disk_that_is_full_in_the_midst_leaves_what_there_was()
    {
        var limit = int.MaxValue;
        await using var test = await FilledAsync(new StorageOptions { PageLimit = () => limit });
        var before = await FactsAsync(test);
        await test.RestartAsync(() => Open(test, database =>
        {
            TakeBack(database);
            database.Execute("VACUUM");
            limit = (int)database.Scalar("PRAGMA page_count", 0) + 3;
        }));
        await Assert.ThrowsAnyAsync<StorageUnavailableException>(async () =>
        {
            await using var account = await test.OpenAsync();
        });
        limit = int.MaxValue;
        Assert.Equal(before, await FactsAsync(test));
    }

    private static void TakeBack(SqliteDatabase database) => UpgradeTests.TakeBack(database, PackMigration.Step - 1);

    private static byte[] Shared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static void Open(TestStore test, Action<SqliteDatabase> use)
    {
        using var database = SqliteDatabase.Open(Path.Combine(test.Held.AccountFolder(test.AccountId), "account.db"), SqliteOpen.Existing);
        use(database);
    }

    /// <summary>Several packs, gaps, more keywords than 64 bits, a removed mailbox, dates that differ.</summary>
    private static async Task<TestStore> FilledAsync(StorageOptions? options = null)
    {
        var test = await TestStore.StartAsync(options);
        await using var account = await test.OpenAsync();
        var (inbox, sent, trash) = (Find(account, "INBOX"), Find(account, "Sent"), Find(account, "Trash"));
        for (var i = 0; i < 20; i++)
            await test.AppendAsync(account, inbox, $"Subject: {i}\r\n\r\nx", MessageFlags.Of((SystemFlags)(i % 32)));
        for (var i = 0; i < 4; i++)
        {
            test.Time.Advance(TimeSpan.FromMinutes(1));
            await account.CopyAsync(inbox, UidSet.All, inbox, None);
        }

        for (var i = 0; i < 100; i++)
            await StoreAsync(account, inbox, UidSet.Of(new((uint)(1 + (i * 3)))), new(SystemFlags.None, [$"keyword{i}"]));
        await StoreAsync(account, inbox, UidSet.Of(new(70), new(199)), MessageFlags.Of(SystemFlags.Deleted));
        await account.ExpungeAsync(inbox, UidSet.Of(new(90), new(150)), None);
        await account.CopyAsync(inbox, UidSet.Of(new(10), new(240)), sent, None);
        await account.MoveAsync(sent, UidSet.Of(new(3), new(30)), trash, None);
        await account.CreateMailboxAsync(MailboxName.Parse("Gone"), SpecialUse.None, None);
        await account.CopyAsync(inbox, UidSet.Of(new(1), new(5)), Find(account, "Gone"), None);
        await account.DeleteMailboxAsync(MailboxName.Parse("Gone"), None);
        return test;
    }

    private static async Task StoreAsync(IMailAccount account, MailboxId mailbox, UidSet uids, MessageFlags flags) =>
        Assert.IsType<StoreResult.Stored>(await account.StoreFlagsAsync(mailbox, uids, new(FlagOperation.Add, flags), unchangedSince: null, None));

    private static async Task<List<string>> FactsAsync(TestStore test)
    {
        var facts = new List<string>();
        await using var account = await test.OpenAsync();
        foreach (var mailbox in account.Mailboxes.ById.Values.OrderBy(static mailbox => mailbox.Name.Text, StringComparer.Ordinal))
        {
            facts.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{mailbox.Name.Text}: {mailbox.UidValidity} {mailbox.UidNext} {mailbox.HighestModSeq} {mailbox.Messages} {mailbox.Unseen} {mailbox.Deleted} {mailbox.Bytes} {string.Join(' ', mailbox.Keywords)}"));
            using var view = (await account.OpenViewAsync(mailbox.Id, None))!;
            var snapshot = await view.SnapshotAsync(None);
            var rows = snapshot.RunsFrom(new(1)).SelectMany(static run => run.ToArray()).ToArray();
            var saved = await account.ReadSaveDatesAsync(mailbox.Id, rows, None);
            for (var i = 0; i < rows.Length; i++)
                facts.Add(string.Create(CultureInfo.InvariantCulture, $"{rows[i] with { FlagSet = 0 }} {snapshot.Flags[rows[i].FlagSet]} {saved[i]:O}"));
            var vanished = await account.VanishedSinceAsync(mailbox.Id, ModSeq.Zero, UidSet.All, None);
            facts.Add($"vanished {string.Join(',', vanished.Ranges)}");
        }

        Assert.True(facts.Count > 300);
        return facts;
    }
}
