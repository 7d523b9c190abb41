using System.Globalization;
using Culver.Storage.Sqlite.Sql;
using Culver.Storage.Tests.Accounts;
using Xunit;
using static Culver.Storage.Tests.Accounts.TestStore;

namespace Culver.Storage.Tests.Sqlite;

/// <summary>What is known of Message-IDs is of messages that are there, and no more.</summary>
public sealed class ThreadCheckTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_Message_ID_is_forgotten_with_the_last_message_that_has_it()
    {
        await using var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        var first = await AppendAsync(test, account, "one@x");
        await AppendAsync(test, account, "one@x");
        await AppendAsync(test, account, "two@x", "one@x");
        await ExpungeAsync(test, account, 1);
        // Of two messages one is left: whoever answers it joins its thread.
        Assert.Equal(first, await AppendAsync(test, account, "three@x", "one@x"));
        await ExpungeAsync(test, account, 2);
        Assert.Equal(2, Known(test));
        Assert.NotEqual(first, await AppendAsync(test, account, "four@x", "one@x"));
        // What else is there of the thread is still found by its own.
        Assert.Equal(first, await AppendAsync(test, account, "five@x", "one@x> <two@x"));
    }

    [Fact]
    public async Task What_is_known_does_not_grow_with_mail_that_comes_and_goes()
    {
        await using var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        for (var i = 0; i < 30; i++)
            await AppendAsync(test, account, string.Create(CultureInfo.InvariantCulture, $"{i}@x"), "0@x");
        await account.CopyAsync(Find(account, "INBOX"), UidSet.Of(new(30), new(30)), Find(account, "Sent"), None);
        await ExpungeAsync(test, account, 1, 30);
        Assert.Equal(1, Known(test));
    }

    [Theory]
    [InlineData("INSERT INTO thread_of VALUES (5, zeroblob(16), 0)", "1 Message-IDs are known of messages that are gone", "1 Message-IDs of messages that are gone were forgotten")]
    [InlineData("UPDATE thread_of SET more = 4", "2 Message-IDs are counted wrongly", "2 Message-IDs were counted again")]
    [InlineData("DELETE FROM thread_of", "2 Message-IDs are not known, of messages that are there", "2 Message-IDs were learnt again")]
    public async Task What_was_planted_is_found_mended_and_gone(string fault, string found, string mended)
    {
        await using var test = await TestStore.StartAsync();
        var thread = await FillAsync(test);
        await test.RestartAsync(() => Plant(test, fault));
        Assert.Equal(found, Assert.Single(await test.Store.CheckAsync(test.AccountId, None)).Problem);

        Assert.Equal(mended, Assert.Single((await test.Store.RepairAsync(test.AccountId, None))!).Problem);
        Assert.Empty(await test.Store.CheckAsync(test.AccountId, None));
        Assert.Empty((await test.Store.RepairAsync(test.AccountId, None))!);
        await using var account = await test.OpenAsync();
        Assert.Equal(thread, await AppendAsync(test, account, "three@x", "one@x"));
    }

    [Fact]
    public async Task What_nobody_counted_is_nothing_wrong_and_a_repair_counts_it()
    {
        await using var test = await TestStore.StartAsync();
        await FillAsync(test);
        await test.RestartAsync(() => Plant(test, "UPDATE thread_of SET more = NULL; INSERT INTO thread_of VALUES (5, zeroblob(16), NULL)"));
        Assert.Empty(await test.Store.CheckAsync(test.AccountId, None));
        await using (var account = await test.OpenAsync())
        {
            // As it was before: in doubt it is kept.
            await ExpungeAsync(test, account, 1, 2);
            Assert.Equal(3, Known(test));
        }

        Assert.Equal(["2 Message-IDs of messages that are gone were forgotten", "1 Message-IDs were counted again"], (await test.Store.RepairAsync(test.AccountId, None))!.Select(static done => done.Problem));
        Assert.Equal(1, Known(test));
    }

    private static async Task<ThreadId> FillAsync(TestStore test)
    {
        await using var account = await test.OpenAsync();
        var thread = await AppendAsync(test, account, "one@x");
        await AppendAsync(test, account, "one@x");
        await AppendAsync(test, account, "two@x", "one@x");
        return thread;
    }

    private static async Task<ThreadId> AppendAsync(TestStore test, IMailAccount account, string id, string? references = null)
    {
        var answers = references is null ? "" : $"References: <{references}>\r\n";
        return (await test.AppendAsync(account, Find(account, "INBOX"), $"Message-ID: <{id}>\r\n{answers}\r\ntext\r\n")).Messages[0].ThreadId;
    }

    private static async Task ExpungeAsync(TestStore test, IMailAccount account, uint first, uint? last = null)
    {
        await account.RemoveAsync(Find(account, "INBOX"), UidSet.Of(new(first), new(last ?? first)), None);
        await test.SweepAsync(account);
    }

    private static long Known(TestStore test)
    {
        using var database = SqliteDatabase.Open(PathOf(test), SqliteOpen.Existing);
        return database.Scalar("SELECT count(*) FROM thread_of", 0);
    }

    private static void Plant(TestStore test, string fault)
    {
        using var database = SqliteDatabase.Open(PathOf(test), SqliteOpen.Existing);
        database.Execute(fault);
    }

    private static string PathOf(TestStore test) => Path.Combine(test.Held.AccountFolder(test.AccountId), "account.db");
}
