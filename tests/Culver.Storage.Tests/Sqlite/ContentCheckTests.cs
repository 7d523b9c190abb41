using Culver.Storage.Sqlite.Content;
using Culver.Storage.Sqlite.Sql;
using Culver.Storage.Tests.Accounts;
using Xunit;
using static Culver.Storage.Tests.Accounts.TestStore;

namespace Culver.Storage.Tests.Sqlite;

/// <summary>What a disk did to contents is found, and told apart from what was written before there were checksums.</summary>
public sealed class ContentCheckTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(100)]
    [InlineData(70_000)]
    public async Task A_bit_that_changed_in_a_file_is_found(int at)
    {
        await using var test = await StoredAsync();
        await test.RestartAsync(() =>
        {
            var path = System.IO.Directory.EnumerateFiles(Path.Combine(test.Held.AccountFolder(test.AccountId), "content")).Single();
            var octets = File.ReadAllBytes(path);
            octets[at] ^= 0x20;
            File.WriteAllBytes(path, octets);
        });
        await FoundAsync(test, 2);
    }

    [Fact]
    public async Task A_bit_that_changed_in_the_database_is_found()
    {
        await using var test = await StoredAsync();
        await test.RestartAsync(() => Change(test, 1, static blob => blob[^3] ^= 1));
        await FoundAsync(test, 1);
    }

    [Fact]
    public async Task Contents_from_before_there_were_checksums_are_counted_and_are_no_damage()
    {
        await using var test = await StoredAsync();
        await test.RestartAsync(() =>
        {
            Change(test, 1, static blob => BlobEnvelope.Write(blob, blob.Length - BlobEnvelope.Length, checksum: 0));
            var path = System.IO.Directory.EnumerateFiles(Path.Combine(test.Held.AccountFolder(test.AccountId), "content")).Single();
            var octets = File.ReadAllBytes(path);
            BlobEnvelope.Write(octets, octets.Length - BlobEnvelope.Length, checksum: 0);
            File.WriteAllBytes(path, octets);
        });
        var finding = Assert.Single(await test.Store.CheckAsync(test.AccountId, None));
        Assert.False(finding.IsDamage);
        Assert.Equal("2 were stored before there were checksums, and not compared", finding.Problem);
        Assert.Empty((await test.Store.RepairAsync(test.AccountId, None))!);
        test.Checks = false;
    }

    private static async Task FoundAsync(TestStore test, int message)
    {
        // Nothing computes it again, so that it stays and is told.
        Assert.Empty((await test.Store.RepairAsync(test.AccountId, None))!);
        Assert.Equal(new($"message {message}", "its content is not as it was written"), Assert.Single(await test.Store.CheckAsync(test.AccountId, None)));
        test.Checks = false;
    }

    private static async Task<TestStore> StoredAsync()
    {
        var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        await test.AppendAsync(account, Find(account, "INBOX"), "Subject: one\r\n\r\nfirst\r\n");
        await test.AppendAsync(account, Find(account, "INBOX"), "Subject: two\r\n\r\n" + new string('x', 100_000));
        return test;
    }

    private static void Change(TestStore test, long message, Action<byte[]> change)
    {
        using var database = SqliteDatabase.Open(Path.Combine(test.Held.AccountFolder(test.AccountId), "account.db"), SqliteOpen.Existing);
        byte[] blob;
        using (var read = database.Prepare("SELECT bytes FROM content WHERE message = ?"))
        {
            read.Bind(1, message);
            Assert.True(read.Step());
            blob = read.Blob(0).ToArray();
        }

        change(blob);
        using var write = database.Prepare("UPDATE content SET bytes = ? WHERE message = ?");
        write.Bind(1, blob).Bind(2, message).Run();
    }
}
