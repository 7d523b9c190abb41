using System.Text;
using Culver.Storage.Sqlite.Sql;
using Culver.Storage.Tests.Accounts;
using Xunit;
using static Culver.Storage.Tests.Accounts.TestStore;

namespace Culver.Storage.Tests.Sqlite;

/// <summary>Each fault is planted, found, mended without loss, and not found again.</summary>
public sealed class RepairTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData("UPDATE mailbox SET unseen = 5, messages = 99, bytes = 1, deleted = 2 WHERE name = 'INBOX'", "counters")]
    [InlineData("UPDATE mailbox SET uid_next = 2 WHERE name = 'INBOX'", "UIDNEXT")]
    [InlineData("UPDATE mailbox SET modseq = 1 WHERE name = 'INBOX'", "HIGHESTMODSEQ")]
    [InlineData("UPDATE mailbox SET properties_modseq = 1000 WHERE name = 'INBOX'", "ModSeq")]
    [InlineData("UPDATE account SET uid_validity = 1", "UIDVALIDITY")]
    [InlineData("UPDATE account SET next_message = 1", "key")]
    [InlineData("INSERT INTO expunged SELECT key, modseq, 2, 2 FROM mailbox WHERE name = 'INBOX'", "expunge")]
    [InlineData("UPDATE mailbox_message SET size = 7 WHERE uid = 2", "sizes")]
    [InlineData("UPDATE message SET size = 7 WHERE key = 2", "size and digest")]
    [InlineData("UPDATE message SET digest = x'00' WHERE key = 1", "size and digest")]
    [InlineData("UPDATE message SET digest = x'00' WHERE key = 3", "size and digest")]
    [InlineData("UPDATE message SET digest = CAST(substr(digest, 1, length(digest) - 1) || x'FE' AS BLOB) WHERE key = 1", "size and digest")]
    [InlineData("INSERT INTO shared VALUES (1, 4)", "copies")]
    [InlineData("INSERT INTO unlinked VALUES (1, 1)", "removed")]
    [InlineData("DELETE FROM message WHERE key = 2", "made again from its content")]
    [InlineData("DELETE FROM message WHERE key = 3", "made again from its content")]
    [InlineData("DELETE FROM mailbox_message WHERE uid = 2", "no mailbox had it")]
    [InlineData("DELETE FROM mailbox WHERE name = 'INBOX'", "no mailbox had it")]
    [InlineData("DELETE FROM message WHERE key = 2; DELETE FROM content WHERE message = 2", "have no content")]
    [InlineData("DELETE FROM message WHERE key = 2; DELETE FROM mailbox_message WHERE uid = 2", "made again from its content")]
    public async Task What_was_planted_is_found_mended_and_gone(string fault, string mended)
    {
        await using var test = await TestStore.StartAsync();
        string[] texts = ["Subject: one\r\n\r\nfirst\r\n", "Subject: two\r\n\r\nsecond\r\n", "Subject: three\r\n\r\n" + new string('x', 10_000)];
        await using (var account = await test.OpenAsync())
        {
            foreach (var text in texts)
                await test.AppendAsync(account, Find(account, "INBOX"), text);
        }

        await test.Store.DisposeAsync();
        var path = Path.Combine(test.Held.AccountFolder(test.AccountId), "account.db");
        // The sweep at an opening takes away files that no row knows: a fault that is found before has them still.
        var content = System.IO.Directory.EnumerateFiles(Path.Combine(test.Held.AccountFolder(test.AccountId), "content")).Single();
        var copy = File.ReadAllBytes(content);
        using (var database = SqliteDatabase.Open(path, SqliteOpen.Existing))
            database.ExecuteOnRows(fault);
        await test.RestartAsync();
        if (!fault.Contains("'INBOX'", StringComparison.Ordinal) || !fault.StartsWith("DELETE", StringComparison.Ordinal))
            Assert.NotEmpty(await test.Store.CheckAsync(test.AccountId, None));
        await test.RestartAsync(() => File.WriteAllBytes(content, copy));

        var done = await test.Store.RepairAsync(test.AccountId, None);
        Assert.Contains(done!, finding => finding.Problem.Contains(mended, StringComparison.Ordinal));
        Assert.Empty(await test.Store.CheckAsync(test.AccountId, None));
        Assert.Empty((await test.Store.RepairAsync(test.AccountId, None))!);

        // No content is lost but what was removed itself.
        var left = await TextsAsync(test);
        Assert.Equal(fault.Contains("FROM content", StringComparison.Ordinal) ? [texts[0], texts[2]] : texts.Order(StringComparer.Ordinal), left.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_mended_without_loss_is_left_and_named()
    {
        await using var test = await TestStore.StartAsync();
        test.Checks = false;
        await using (var account = await test.OpenAsync())
            await test.AppendAsync(account, Find(account, "INBOX"), "Subject: one\r\n\r\nfirst\r\n");
        await test.Store.DisposeAsync();
        using (var database = SqliteDatabase.Open(Path.Combine(test.Held.AccountFolder(test.AccountId), "account.db"), SqliteOpen.Existing))
            database.Execute("DELETE FROM content");
        await test.RestartAsync();
        Assert.Empty((await test.Store.RepairAsync(test.AccountId, None))!);
        var finding = Assert.Single(await test.Store.CheckAsync(test.AccountId, None));
        Assert.Equal("its content is missing", finding.Problem);
    }

    [Fact]
    public async Task An_account_in_use_is_not_mended()
    {
        await using var test = await TestStore.StartAsync();
        await using (await test.OpenAsync())
            Assert.Null(await test.Store.RepairAsync(test.AccountId, None));
        Assert.Empty((await test.Store.RepairAsync(test.AccountId, None))!);
    }

    private static async Task<List<string>> TextsAsync(TestStore test)
    {
        var texts = new List<string>();
        await using var account = await test.OpenAsync();
        foreach (var mailbox in account.Mailboxes.ByName.Values)
        {
            using var view = await account.OpenViewAsync(mailbox.Id, None);
            var snapshot = await view!.SnapshotAsync(None);
            foreach (var row in snapshot.RunsFrom(new(1)).SelectMany(static run => run.ToArray()))
            {
                await using var content = await account.OpenContentAsync(row, None);
                var bytes = new byte[content.Length];
                Assert.Equal(bytes.Length, await content.ReadAsync(0, bytes, None));
                texts.Add(Encoding.UTF8.GetString(bytes));
            }
        }

        return texts;
    }
}
