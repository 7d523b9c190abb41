using System.Text;
using Culver.Storage.Sqlite;
using Culver.Storage.Tests.Accounts;
using Xunit;
using static Culver.Storage.Tests.Accounts.TestStore;

namespace Culver.Storage.Tests.Sqlite;

public sealed class DataFolderTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_second_owner_is_refused_by_name()
    {
        await using var test = await TestStore.StartAsync();
        var refused = Assert.Throws<StorageUnavailableException>(() => DataFolder.Open(test.Folder));
        Assert.Contains(test.Folder, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_format_is_refused_and_left_as_it_is()
    {
        await using var test = await TestStore.StartAsync();
        test.Checks = false;
        await test.Store.DisposeAsync();
        test.Held.Dispose();
        var format = Path.Combine(test.Folder, "format");
        await File.WriteAllTextAsync(format, "culver data 2\n", None);
        Assert.Throws<StorageUnavailableException>(() => DataFolder.Open(test.Folder));
        Assert.Equal("culver data 2\n", await File.ReadAllTextAsync(format, None));
    }

    [Fact]
    public async Task Nobody_but_the_owner_may_read()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        await test.AppendAsync(account, Find(account, "INBOX"), new('x', 10_000));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(test.Held.AccountFolder(test.AccountId)));
        foreach (var path in System.IO.Directory.EnumerateFileSystemEntries(test.Folder, "*", SearchOption.AllDirectories))
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
    }

    [Fact]
    public async Task A_removed_account_is_gone_for_everybody()
    {
        await using var test = await TestStore.StartAsync();
        test.Checks = false;
        await using var account = await test.OpenAsync();
        await test.Store.DeleteAccountAsync(test.AccountId, None);
        Assert.Throws<AccountGoneException>(() => account.Mailboxes);
        await Assert.ThrowsAsync<AccountGoneException>(() => account.CreateMailboxAsync(MailboxName.Parse("x"), SpecialUse.None, None).AsTask());
        await Assert.ThrowsAsync<AccountGoneException>(() => test.OpenAsync().AsTask());
        Assert.False(System.IO.Directory.Exists(test.Held.AccountFolder(test.AccountId)));
        await foreach (var left in test.Store.AccountsAsync(None))
            Assert.Fail($"{left} is left.");
    }

    [Fact]
    public async Task Files_of_no_message_are_swept_when_the_account_is_opened()
    {
        await using var test = await TestStore.StartAsync();
        await using (var account = await test.OpenAsync())
            await test.AppendAsync(account, Find(account, "INBOX"), new('x', 10_000));
        var content = Path.Combine(test.Held.AccountFolder(test.AccountId), "content");
        await File.WriteAllTextAsync(Path.Combine(content, new EmailId(1).ToString()), "left", None);
        await test.RestartAsync();
        await using var again = await test.OpenAsync();
        Assert.Single(System.IO.Directory.EnumerateFiles(content));
    }

    [Fact]
    public async Task A_backup_of_a_running_account_opens_with_new_UIDVALIDITYs()
    {
        await using var test = await TestStore.StartAsync();
        var backup = Path.Combine(test.Folder, "backup");
        MailboxInfo before;
        await using (var account = await test.OpenAsync())
        {
            await test.AppendAsync(account, Find(account, "INBOX"), "small");
            await test.AppendAsync(account, Find(account, "INBOX"), new('x', 10_000));
            before = Info(account, "INBOX");
            await test.Store.BackupAsync(test.AccountId, backup, None);
            await test.AppendAsync(account, Find(account, "INBOX"), "after");
        }

        var folder = test.Held.AccountFolder(test.AccountId);
        await test.Store.DeleteAccountAsync(test.AccountId, None);
        System.IO.Directory.Move(backup, folder);
        await using var restored = await test.OpenAsync();
        var after = Info(restored, "INBOX");
        Assert.Equal((before.Id, 2), (after.Id, after.Messages));
        Assert.True(after.UidValidity.Value > before.UidValidity.Value);
        using var view = await restored.OpenViewAsync(after.Id, None);
        await using var content = await restored.OpenContentAsync((await view!.SnapshotAsync(None))[new(2)], None);
        var bytes = new byte[10_001];
        Assert.Equal(10_000, await content.ReadAsync(0, bytes, None));
        Assert.Equal(new string('x', 10_000), Encoding.ASCII.GetString(bytes, 0, 10_000));
    }

    [Fact]
    public async Task The_check_finds_what_is_wrong()
    {
        await using var test = await TestStore.StartAsync();
        test.Checks = false;
        await using (var account = await test.OpenAsync())
        {
            await test.AppendAsync(account, Find(account, "INBOX"), "small");
            await test.AppendAsync(account, Find(account, "INBOX"), new('x', 10_000));
        }

        await test.Store.DisposeAsync();
        var folder = test.Held.AccountFolder(test.AccountId);
        using (var database = Culver.Storage.Sqlite.Sql.SqliteDatabase.Open(Path.Combine(folder, "account.db"), Culver.Storage.Sqlite.Sql.SqliteOpen.Existing))
            database.Execute("UPDATE mailbox SET unseen = 5 WHERE name = 'INBOX'; DELETE FROM content; UPDATE message SET digest = x'00' WHERE key = 2");
        File.Delete(System.IO.Directory.EnumerateFiles(Path.Combine(folder, "content")).Single());
        await test.RestartAsync();
        var findings = await test.Store.CheckAsync(test.AccountId, None);
        Assert.Equal(4, findings.Count);
    }
}
