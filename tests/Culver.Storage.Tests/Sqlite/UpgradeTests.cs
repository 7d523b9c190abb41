using Culver.Storage.Sqlite;
using Culver.Storage.Sqlite.Schema;
using Culver.Storage.Sqlite.Sql;
using Culver.Storage.Tests.Accounts;
using Xunit;
using static Culver.Storage.Tests.Accounts.TestStore;

namespace Culver.Storage.Tests.Sqlite;

/// <summary>Accounts of every earlier schema open, with what was in them, and can do what today's can.</summary>
public sealed class UpgradeTests
{
    // How each version is taken back to the one before: 2 to 1, 3 to 2, and so on.
    private static readonly Action<SqliteDatabase>[] Back =
    [
        static database => database.Execute("DROP TABLE unfinished_copy"),
        static database => database.Execute("DROP TABLE moment"),
        static database => database.Execute("CREATE INDEX mailbox_message_modseq ON mailbox_message (mailbox, modseq)"),
        static database => database.TakeOutOfPacks(),
        static database => database.Execute("ALTER TABLE thread_of DROP COLUMN more"),
    ];

    public static TheoryData<int> Earlier => [.. Enumerable.Range(1, AccountSchema.Version - 1)];

    [Theory]
    [MemberData(nameof(Earlier))]
    public async Task An_account_of_an_earlier_schema_opens_and_works(int version)
    {
        await using var test = await TestStore.StartAsync(new StorageOptions { SliceRows = 2 });
        await using (var account = await test.OpenAsync())
        {
            for (var i = 0; i < 5; i++)
                await test.AppendAsync(account, Find(account, "INBOX"), "x", MessageFlags.Of(SystemFlags.Deleted));
        }

        await test.RestartAsync(beforeOpening: () =>
        {
            using var database = SqliteDatabase.Open(Path.Combine(test.Held.AccountFolder(test.AccountId), "account.db"), SqliteOpen.Existing);
            TakeBack(database, version);
        });
        await using var later = await test.OpenAsync();
        Assert.IsType<CopyResult.Copied>(await later.CopyAsync(Find(later, "INBOX"), UidSet.All, Find(later, "Sent"), CancellationToken.None));
        Assert.IsType<ExpungeResult.Expunged>(await later.ExpungeAsync(Find(later, "INBOX"), UidSet.All, CancellationToken.None));
        await test.SweepAsync(later);
        Assert.Equal((0, 5), (Info(later, "INBOX").Messages, Info(later, "Sent").Messages));
    }

    [Fact]
    public async Task A_copy_that_was_left_on_record_though_it_was_whole_stays()
    {
        await using var test = await TestStore.StartAsync(new StorageOptions { SliceRows = 2 });
        await using (var account = await test.OpenAsync())
        {
            for (var i = 0; i < 4; i++)
                await test.AppendAsync(account, Find(account, "INBOX"), "x");
            Assert.IsType<CopyResult.Copied>(await account.CopyAsync(Find(account, "INBOX"), UidSet.All, Find(account, "Sent"), CancellationToken.None));
        }

        await test.RestartAsync(beforeOpening: () =>
        {
            using var database = SqliteDatabase.Open(Path.Combine(test.Held.AccountFolder(test.AccountId), "account.db"), SqliteOpen.Existing);
            // As version 4 left a copy whose last slice was full.
            TakeBack(database, 4);
            database.Execute("INSERT INTO unfinished_copy SELECT modseq, key, 1, 4 FROM mailbox WHERE name = 'Sent'");
        });
        await using var later = await test.OpenAsync();
        Assert.Equal((4, 4), (Info(later, "INBOX").Messages, Info(later, "Sent").Messages));
    }

    /// <summary>Makes an account's database one of an earlier version.</summary>
    internal static void TakeBack(SqliteDatabase database, int version)
    {
        for (var now = AccountSchema.Version; now > version; now--)
            Back[now - 2](database);
        database.Execute($"PRAGMA user_version = {version}");
    }
}
