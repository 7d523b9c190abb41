using Culver.Storage.Sqlite;
using Culver.Storage.Sqlite.Accounts;
using Culver.Storage.Sqlite.Search;
using Culver.Storage.Tests.Accounts;
using Xunit;
using static Culver.Storage.Tests.Accounts.TestStore;

namespace Culver.Storage.Tests.Sqlite;

/// <summary>A disk that is full or fails: the operation fails, nothing is half done, and service resumes.</summary>
public sealed class FaultTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_full_disk_fails_what_does_not_fit_and_nothing_else()
    {
        var limit = 80L;
        await using var test = await TestStore.StartAsync(new StorageOptions { PageLimit = () => limit });
        await using var account = await test.OpenAsync();
        var inbox = Find(account, "INBOX");
        using var view = await account.OpenViewAsync(inbox, None);
        await view!.SnapshotAsync(None);
        var stored = 0;
        StorageUnavailableException? full = null;
        while (full is null)
        {
            try
            {
                await test.AppendAsync(account, inbox, new('x', 4000));
                stored++;
            }
            catch (StorageUnavailableException exception)
            {
                full = exception;
            }
        }

        Assert.True(stored > 0);
        Assert.Equal(stored, Info(account, "INBOX").Messages);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => test.AppendAsync(account, inbox, new('x', 4000)));
        // Reading goes on while nothing can be written.
        using (var batch = await account.ReadMessagesAsync((await view.SnapshotAsync(None)).RowsFrom(new(1)), MessageParts.Digest, None))
            Assert.Equal(0, batch.Count);
        limit = 100_000;
        var appended = await test.AppendAsync(account, inbox, new('x', 4000));
        Assert.Equal((uint)stored + 1, appended.Messages[0].Uid.Value);
        var changes = await view.SyncAsync(expunges: true, None);
        Assert.Equal(stored + 1, changes.Added);
    }

    [Fact]
    public async Task What_does_not_fit_takes_nobody_with_it()
    {
        var limit = 200L;
        await using var test = await TestStore.StartAsync(new StorageOptions { PageLimit = () => limit });
        await using var account = await test.OpenAsync();
        var inbox = Find(account, "INBOX");
        await using var large = await test.StageAsync("x"u8.ToArray());
        var many = new NewMessage(large, MessageFlags.None, DateTimeOffset.UnixEpoch);
        // All of these wait together while the first is being decided; the second needs more room than there is.
        var first = test.AppendAsync(account, inbox, "first");
        var second = account.AppendAsync(inbox, [.. Enumerable.Repeat(many, 3000)], None).AsTask();
        var others = Enumerable.Range(0, 20).Select(i => test.AppendAsync(account, inbox, $"small {i}")).ToArray();
        await first;
        await Assert.ThrowsAsync<StorageUnavailableException>(() => second);
        await Task.WhenAll(others);
        Assert.Equal(21, Info(account, "INBOX").Messages);
        Assert.Equal(22u, Info(account, "INBOX").UidNext.Value);
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_left_as_it_is()
    {
        await using var test = await TestStore.StartAsync();
        test.Checks = false;
        var path = System.IO.Path.Combine(test.Held.AccountFolder(test.AccountId), "account.db");
        using (var database = Culver.Storage.Sqlite.Sql.SqliteDatabase.Open(path, Culver.Storage.Sqlite.Sql.SqliteOpen.Existing))
            database.Execute("PRAGMA user_version = 999");
        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(() => test.OpenAsync().AsTask());
        Assert.Contains("newer", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_fails_fails_only_what_needs_it()
    {
        await using var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        var inbox = Find(account, "INBOX");
        var content = System.IO.Path.Combine(test.Held.AccountFolder(test.AccountId), "content");
        System.IO.Directory.Move(content, content + "-away");
        await Assert.ThrowsAsync<StorageUnavailableException>(() => test.AppendAsync(account, inbox, new('x', 10_000)));
        Assert.Equal(1u, (await test.AppendAsync(account, inbox, "small")).Messages[0].Uid.Value);
        System.IO.Directory.Move(content + "-away", content);
        Assert.Equal(2u, (await test.AppendAsync(account, inbox, new('x', 10_000))).Messages[0].Uid.Value);
    }

    [Fact]
    public async Task A_restored_account_is_not_opened_beside_the_text_index_of_before()
    {
        await using var test = await TestStore.StartAsync();
        test.Checks = false;
        var folder = test.Held.AccountFolder(test.AccountId);
        var mark = System.IO.Path.Combine(folder, AccountBackup.RestoredMark);
        await System.IO.File.WriteAllTextAsync(mark, "", None);
        // Not to be removed as a file is.
        var index = System.IO.Directory.CreateDirectory(System.IO.Path.Combine(folder, TextSchema.FileName));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => test.OpenAsync().AsTask());
        Assert.True(System.IO.File.Exists(mark));
        index.Delete();
        await using var account = await test.OpenAsync();
        Assert.False(System.IO.File.Exists(mark));
    }

    [Fact]
    public async Task A_damaged_database_is_said_to_be_unavailable()
    {
        await using var test = await TestStore.StartAsync();
        test.Checks = false;
        var path = System.IO.Path.Combine(test.Held.AccountFolder(test.AccountId), "account.db");
        var bytes = await System.IO.File.ReadAllBytesAsync(path, None);
        bytes.AsSpan(0, 4096).Fill(0x55);
        await System.IO.File.WriteAllBytesAsync(path, bytes, None);
        await Assert.ThrowsAsync<StorageDamagedException>(() => test.OpenAsync().AsTask());
    }

    [Fact]
    public async Task More_accounts_than_may_be_open_all_go_on()
    {
        await using var test = await TestStore.StartAsync(new StorageOptions { OpenDatabases = 2 });
        var ids = new ObjectIdSource(test.Time);
        var accounts = new List<IMailAccount>();
        for (var i = 0; i < 6; i++)
        {
            var id = ids.NewAccountId();
            await test.Store.CreateAccountAsync(id, None);
            accounts.Add(await test.Store.OpenAccountAsync(id, None));
        }

        for (var round = 1; round <= 3; round++)
        {
            await Task.WhenAll(accounts.Select(account => test.AppendAsync(account, Find(account, "INBOX"), new('x', 10_000))));
            Assert.All(accounts, account => Assert.Equal(round, Info(account, "INBOX").Messages));
        }

        foreach (var account in accounts)
        {
            Assert.Empty(await test.Store.CheckAsync(account.Id, None));
            await account.DisposeAsync();
        }
    }
}
