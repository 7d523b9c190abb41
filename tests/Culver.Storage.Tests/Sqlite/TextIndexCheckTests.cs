using System.Globalization;
using Culver.Storage.Sqlite.Search;
using Culver.Storage.Sqlite.Sql;
using Culver.Storage.Tests.Accounts;
using Xunit;
using static Culver.Storage.Tests.Accounts.TestStore;

namespace Culver.Storage.Tests.Sqlite;

/// <summary>Each fault of a text index is planted, found, and gone with the index; what is searched then is found.</summary>
public sealed class TextIndexCheckTests
{
    private const int Messages = 300;
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData("UPDATE text SET text = CAST('heron' AS BLOB) WHERE message = 290", "has another text of message 290 than it holds")]
    [InlineData("UPDATE text SET header = header + 1 WHERE message = 10", "has another text of message 10 than it holds")]
    [InlineData("UPDATE text SET text = NULL WHERE message = 290", "has another text of message 290 than it holds")]
    [InlineData("UPDATE text SET text = CAST('ostrich' AS BLOB) WHERE message = 10", "block 0 rules out messages that hold what is looked for")]
    [InlineData("UPDATE stripe SET bits = zeroblob(2048) WHERE stripe = (SELECT min(stripe) FROM stripe)", "block 0 rules out messages that hold what is looked for")]
    [InlineData("UPDATE stripe SET bits = x'00'", "block 0 rules out messages that hold what is looked for")]
    [InlineData("DELETE FROM stripe", "block 0 rules out messages that hold what is looked for")]
    [InlineData("DELETE FROM tail WHERE message > 290", "10 texts are in no block")]
    [InlineData("DELETE FROM block", "256 texts are in no block")]
    [InlineData("INSERT INTO tail VALUES (9999)", "1 messages wait for a block and have no text")]
    [InlineData("INSERT INTO tail VALUES (5)", "block 0 has messages of another")]
    [InlineData("UPDATE text SET fields = NULL WHERE message = 290", "has another text of message 290 than it holds")]
    [InlineData("UPDATE text SET fields = NULL WHERE message = 10", "block 0 has other header fields than its messages")]
    [InlineData("UPDATE text SET fields = x'00' WHERE message = 10", "block 0 has other header fields than its messages")]
    [InlineData("UPDATE field SET lines = x'00'", "block 0 has other header fields than its messages")]
    [InlineData("UPDATE field SET lines = zeroblob(2000) WHERE field = 4", "block 0 has other header fields than its messages")]
    [InlineData("DELETE FROM field WHERE field = 2", "block 0 has other header fields than its messages")]
    [InlineData("INSERT INTO field VALUES (100000, x'00')", "there are header fields of no block")]
    [InlineData("INSERT INTO stripe VALUES (100000, x'00')", "there are signatures of no block")]
    public async Task What_was_planted_is_found_and_the_index_is_made_again(string fault, string problem)
    {
        await using var test = await IndexedAsync();
        await test.RestartAsync(() => Plant(test, fault));
        Assert.Contains(new("text index", problem), await test.Store.CheckAsync(test.AccountId, None));

        var mended = Assert.Single((await test.Store.RepairAsync(test.AccountId, None))!);
        Assert.Equal("text index", mended.Subject);
        Assert.False(File.Exists(IndexOf(test)));
        Assert.Empty(await test.Store.CheckAsync(test.AccountId, None));
        await using var account = await test.OpenAsync();
        Assert.Equal("290", (await FindAsync(account, "crane290")).ToString());
        Assert.Empty(await test.Store.CheckAsync(test.AccountId, None));
        Assert.True(File.Exists(IndexOf(test)));
    }

    [Fact]
    public async Task A_sound_index_is_left_as_it_is_and_none_is_made_where_there_was_none()
    {
        await using var bare = await TestStore.StartAsync();
        Assert.Empty(await bare.Store.CheckAsync(bare.AccountId, None));
        Assert.Empty((await bare.Store.RepairAsync(bare.AccountId, None))!);
        Assert.False(File.Exists(IndexOf(bare)));

        await using var test = await IndexedAsync();
        Assert.Empty(await test.Store.CheckAsync(test.AccountId, None));
        Assert.Empty((await test.Store.RepairAsync(test.AccountId, None))!);
        Assert.True(File.Exists(IndexOf(test)));
    }

    [Fact]
    public async Task Texts_of_messages_that_were_removed_are_nothing_wrong()
    {
        await using var test = await IndexedAsync();
        await using (var account = await test.OpenAsync())
            await account.ExpungeAsync(Find(account, "INBOX"), UidSet.Of(new(5), new(270)), CancellationToken.None);
        Assert.Empty(await test.Store.CheckAsync(test.AccountId, None));
    }

    private static async Task<TestStore> IndexedAsync()
    {
        var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        for (var i = 1; i <= Messages; i++)
            await test.AppendAsync(account, Find(account, "INBOX"), string.Create(CultureInfo.InvariantCulture, $"Subject: bird\r\n\r\ncrane{i}\r\n"));
        // What a search reads is kept.
        Assert.Equal("290", (await FindAsync(account, "crane290")).ToString());
        return test;
    }

    private static async Task<UidSet> FindAsync(IMailAccount account, string text)
    {
        using var view = await account.OpenViewAsync(Find(account, "INBOX"), None);
        var snapshot = await view!.SnapshotAsync(None);
        return await account.SearchTextAsync(snapshot.RunsFrom(new(1)).SelectMany(static run => run.ToArray()).ToArray(), [new(text, TextScope.Body)], None);
    }

    private static string IndexOf(TestStore test) => Path.Combine(test.Held.AccountFolder(test.AccountId), TextSchema.FileName);

    private static void Plant(TestStore test, string fault)
    {
        using var database = SqliteDatabase.Open(IndexOf(test), SqliteOpen.Existing);
        database.Execute(fault);
    }
}
