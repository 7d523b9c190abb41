using System.Buffers.Binary;
using Culver.Storage;
using Culver.Storage.Directory;
using Culver.Storage.Sqlite.Directory;
using Xunit;

namespace Culver.Identity.Tests.Directory;

public sealed class SqliteDirectoryStoreTests : IDisposable
{
    private readonly string folder = System.IO.Directory.CreateTempSubdirectory("culver-directory-").FullName;
    private readonly ObjectIdSource ids = new(TimeProvider.System);

    private string File => Path.Combine(folder, "directory.db");

    [Fact]
    public async Task Everything_is_there_after_a_restart()
    {
        var account = Account("joe@example.org");
        ReadOnlyMemory<byte> secret;
        await using (var store = SqliteDirectoryStore.Open(File))
        {
            secret = await store.ReadSecretAsync(CancellationToken.None);
            await store.EnsureDomainAsync("example.org", CancellationToken.None);
            await store.SetCatchAllAsync("example.org", "x@elsewhere.example", CancellationToken.None);
            Assert.Equal([DirectoryOutcome.Done], await store.AddAccountsAsync([account], CancellationToken.None));
            await store.SetAliasAsync(new("all@example.org", ["joe@example.org", "x@elsewhere.example"]), CancellationToken.None);
        }

        await using (var store = SqliteDirectoryStore.Open(File))
        {
            Assert.Equal(secret.ToArray(), (await store.ReadSecretAsync(CancellationToken.None)).ToArray());
            Assert.Equal(new("example.org", "x@elsewhere.example"), await store.FindDomainAsync("example.org", CancellationToken.None));
            var found = await store.FindAccountAsync(account.Id, CancellationToken.None);
            Assert.Equal((account.Address, account.CreatedAt, 1L), (found!.Address, found.CreatedAt, found.CredentialVersion));
            var credential = Assert.Single(await store.ReadCredentialsAsync(account.Id, CancellationToken.None));
            Assert.Equal((2, 4096), (credential.Hash, credential.Iterations));
            Assert.Equal([1, 2], credential.Salt.ToArray());
            Assert.Equal([3, 4], credential.StoredKey.ToArray());
            Assert.Equal([5, 6], credential.ServerKey.ToArray());
            var alias = Assert.IsType<DirectoryEntry.ToAlias>(await store.FindEntryAsync("all@example.org", CancellationToken.None)).Alias;
            Assert.Equal(["joe@example.org", "x@elsewhere.example"], alias.Targets);
        }
    }

    [Fact]
    public async Task One_account_that_cannot_be_added_does_not_keep_the_others_out()
    {
        await using var store = SqliteDirectoryStore.Open(File);
        await store.EnsureDomainAsync("example.org", CancellationToken.None);
        await store.SetAliasAsync(new("alias@example.org", ["x@elsewhere.example"]), CancellationToken.None);
        Assert.Equal(
            [
                DirectoryOutcome.Done, DirectoryOutcome.AddressTaken, DirectoryOutcome.AddressTaken, DirectoryOutcome.DomainUnknown,
                DirectoryOutcome.Done,
            ],
            await store.AddAccountsAsync(
                [
                    Account("a@example.org"), Account("a@example.org"), Account("alias@example.org"), Account("a@elsewhere.example"),
                    Account("b@example.org"),
                ],
                CancellationToken.None));
        Assert.Equal(2, (await store.ListAccountsAsync("", 10, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task New_credentials_replace_the_old_and_raise_the_version()
    {
        await using var store = SqliteDirectoryStore.Open(File);
        await store.EnsureDomainAsync("example.org", CancellationToken.None);
        var account = Account("a@example.org");
        await store.AddAccountsAsync([account], CancellationToken.None);
        var other = new DirectoryCredential(3, 5000, new byte[] { 9 }, new byte[] { 9 }, new byte[] { 9 });
        Assert.Equal(DirectoryOutcome.Done, await store.SetCredentialsAsync(account.Id, [other], CancellationToken.None));
        Assert.Equal(3, Assert.Single(await store.ReadCredentialsAsync(account.Id, CancellationToken.None)).Hash);
        Assert.Equal(2, (await store.FindAccountAsync(account.Id, CancellationToken.None))!.CredentialVersion);
        Assert.Equal(DirectoryOutcome.NotFound, await store.SetCredentialsAsync(ids.NewAccountId(), [other], CancellationToken.None));
    }

    [Fact]
    public async Task An_alias_never_takes_an_accounts_address_and_leaves_the_account_as_it_was()
    {
        await using var store = SqliteDirectoryStore.Open(File);
        await store.EnsureDomainAsync("example.org", CancellationToken.None);
        await store.AddAccountsAsync([Account("a@example.org")], CancellationToken.None);
        Assert.Equal(DirectoryOutcome.AddressTaken, await store.SetAliasAsync(new("a@example.org", ["b@example.org"]), CancellationToken.None));
        Assert.Equal(DirectoryOutcome.DomainUnknown, await store.SetAliasAsync(new("a@x.example", ["b@example.org"]), CancellationToken.None));
        Assert.Equal(DirectoryOutcome.NotFound, await store.RemoveAliasAsync("a@example.org", CancellationToken.None));
        Assert.IsType<DirectoryEntry.ToAccount>(await store.FindEntryAsync("a@example.org", CancellationToken.None));
    }

    [Fact]
    public async Task The_oldest_account_is_by_age_and_not_by_name()
    {
        await using var store = SqliteDirectoryStore.Open(File);
        await store.EnsureDomainAsync("a.example", CancellationToken.None);
        await store.EnsureDomainAsync("b.example", CancellationToken.None);
        await store.EnsureDomainAsync("c.example", CancellationToken.None);
        await store.AddAccountsAsync(
            [Account("z@b.example", new AccountId(1)), Account("a@b.example", new AccountId(2)), Account("a@a.example", new AccountId(3))],
            CancellationToken.None);
        Assert.Equal("z@b.example", (await store.FindOldestAccountAsync(null, CancellationToken.None))?.Address);
        Assert.Equal("z@b.example", (await store.FindOldestAccountAsync("b.example", CancellationToken.None))?.Address);
        Assert.Equal("a@a.example", (await store.FindOldestAccountAsync("a.example", CancellationToken.None))?.Address);
        Assert.Null(await store.FindOldestAccountAsync("c.example", CancellationToken.None));
    }

    [Fact]
    public async Task Reads_see_what_was_committed_while_another_write_waits()
    {
        await using var store = SqliteDirectoryStore.Open(File);
        await store.EnsureDomainAsync("example.org", CancellationToken.None);
        var writes = Enumerable.Range(0, 50).Select(i => store.AddAccountsAsync([Account($"u{i}@example.org")], CancellationToken.None).AsTask());
        var reads = Enumerable.Range(0, 50).Select(i => store.FindEntryAsync($"u{i}@example.org", CancellationToken.None).AsTask());
        await Task.WhenAll(writes.Cast<Task>().Concat(reads));
        Assert.Equal(50, (await store.ListAccountsAsync("", 100, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task A_write_that_fails_in_the_middle_leaves_nothing()
    {
        await using var store = SqliteDirectoryStore.Open(File);
        await store.EnsureDomainAsync("example.org", CancellationToken.None);
        var one = Account("a@example.org", new AccountId(7));
        await Assert.ThrowsAnyAsync<InvalidOperationException>(
            async () => await store.AddAccountsAsync([one, Account("b@example.org", new AccountId(7))], CancellationToken.None));
        Assert.Empty(await store.ListAccountsAsync("", 10, CancellationToken.None));
        Assert.Equal([DirectoryOutcome.Done], await store.AddAccountsAsync([one], CancellationToken.None));
    }

    [Fact]
    public async Task A_backup_of_a_running_directory_opens_as_a_directory()
    {
        var copy = Path.Combine(folder, "copy.db");
        await using var store = SqliteDirectoryStore.Open(File);
        await store.EnsureDomainAsync("example.org", CancellationToken.None);
        await store.AddAccountsAsync([Account("a@example.org")], CancellationToken.None);
        await store.BackupAsync(copy, CancellationToken.None);
        await store.AddAccountsAsync([Account("b@example.org")], CancellationToken.None);
        await using var restored = SqliteDirectoryStore.Open(copy);
        Assert.Equal("a@example.org", Assert.Single(await restored.ListAccountsAsync("", 10, CancellationToken.None)).Address);
        Assert.Equal(
            (await store.ReadSecretAsync(CancellationToken.None)).ToArray(),
            (await restored.ReadSecretAsync(CancellationToken.None)).ToArray());
    }

    [Fact]
    public async Task A_schema_from_the_future_is_refused_and_not_a_byte_is_changed()
    {
        await SqliteDirectoryStore.Open(File).DisposeAsync();
        var bytes = await System.IO.File.ReadAllBytesAsync(File);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(60), 99);
        await System.IO.File.WriteAllBytesAsync(File, bytes);
        var before = System.IO.Directory.GetFiles(folder).Order().ToArray();
        var refusal = Assert.Throws<StorageUnavailableException>(() => SqliteDirectoryStore.Open(File));
        Assert.Contains("newer version of Culver (schema 99", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, await System.IO.File.ReadAllBytesAsync(File));
        Assert.Equal(before, System.IO.Directory.GetFiles(folder).Order());
    }

    [Fact]
    public async Task Another_kind_of_database_is_refused_and_not_a_byte_is_changed()
    {
        await SqliteDirectoryStore.Open(File).DisposeAsync();
        var bytes = await System.IO.File.ReadAllBytesAsync(File);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(68), 12345);
        await System.IO.File.WriteAllBytesAsync(File, bytes);
        Assert.Throws<StorageUnavailableException>(() => SqliteDirectoryStore.Open(File));
        Assert.Equal(bytes, await System.IO.File.ReadAllBytesAsync(File));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_not_a_byte_is_changed()
    {
        var bytes = Enumerable.Range(0, 4096).Select(i => (byte)(i * 7)).ToArray();
        await System.IO.File.WriteAllBytesAsync(File, bytes);
        Assert.ThrowsAny<StorageUnavailableException>(() => SqliteDirectoryStore.Open(File));
        Assert.Equal(bytes, await System.IO.File.ReadAllBytesAsync(File));
    }

    [Fact]
    public async Task A_later_version_brings_an_earlier_file_up_and_a_migration_that_fails_leaves_it_as_it_was()
    {
        await using (var store = SqliteDirectoryStore.Open(File))
        {
            await store.EnsureDomainAsync("example.org", CancellationToken.None);
        }

        string[] broken = [.. DirectorySchema.Migrations, "ALTER TABLE domain ADD COLUMN note TEXT; SELECT nonsense;"];
        Assert.ThrowsAny<InvalidOperationException>(() => SqliteDirectoryStore.Open(File, broken));
        await using (var store = SqliteDirectoryStore.Open(File))
        {
            Assert.NotNull(await store.FindDomainAsync("example.org", CancellationToken.None));
        }

        string[] later = [.. DirectorySchema.Migrations, "ALTER TABLE domain ADD COLUMN note TEXT;"];
        await using (var store = SqliteDirectoryStore.Open(File, later))
        {
            Assert.NotNull(await store.FindDomainAsync("example.org", CancellationToken.None));
        }

        Assert.Throws<StorageUnavailableException>(() => SqliteDirectoryStore.Open(File));
    }

    public void Dispose() => System.IO.Directory.Delete(folder, recursive: true);

    private NewDirectoryAccount Account(string address) => Account(address, ids.NewAccountId());

    private static NewDirectoryAccount Account(string address, AccountId id) => new(
        id,
        address,
        new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        [new(2, 4096, new byte[] { 1, 2 }, new byte[] { 3, 4 }, new byte[] { 5, 6 })],
        AccountSettings.Default);
}
