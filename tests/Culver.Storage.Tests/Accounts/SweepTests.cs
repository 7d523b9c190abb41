using Culver.Storage.Sqlite;
using Xunit;
using static Culver.Storage.Tests.Accounts.TestStore;

namespace Culver.Storage.Tests.Accounts;

public sealed class SweepTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task The_record_of_expunges_is_cut_at_a_floor_and_older_clients_get_the_full_set()
    {
        // RFC 7162 §5.1
        await using var test = await TestStore.StartAsync(new StorageOptions { MostExpunged = 4 });
        await using var account = await test.OpenAsync();
        var inbox = Find(account, "INBOX");
        var start = Info(account, "INBOX").HighestModSeq;
        for (var i = 0; i < 20; i++)
            await test.AppendAsync(account, inbox, "x", MessageFlags.Of(SystemFlags.Deleted));
        for (var i = 1u; i < 20; i += 2)
            await account.ExpungeAsync(inbox, UidSet.Of(new(i)), None);
        await test.SweepAsync(account);
        var now = Info(account, "INBOX");
        Assert.True(now.VanishedFloor > ModSeq.Zero);
        Assert.Equal("1,3,5,7,9,11,13,15,17,19", (await account.VanishedSinceAsync(inbox, start, UidSet.All, None)).ToString());
        Assert.Equal("5,7", (await account.VanishedSinceAsync(inbox, start, UidSet.Of(new(4), new(8)), None)).ToString());
        Assert.Equal("17,19", (await account.VanishedSinceAsync(inbox, new(now.HighestModSeq.Value - 2), UidSet.All, None)).ToString());
    }

    [Fact]
    public async Task A_removed_mailbox_is_swept_in_slices_and_the_file_shrinks()
    {
        await using var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        await account.CreateMailboxAsync(MailboxName.Parse("big"), SpecialUse.None, None);
        var big = Find(account, "big");
        await using (var content = await test.StageAsync(new byte[4000].Select(_ => (byte)'x').ToArray()))
        {
            var message = new NewMessage(content, MessageFlags.None, DateTimeOffset.UnixEpoch);
            await account.AppendAsync(big, [.. Enumerable.Repeat(message, 1500)], None);
        }

        await account.CopyAsync(big, UidSet.Of(new(1), new(10)), Find(account, "INBOX"), None);
        await account.DeleteMailboxAsync(MailboxName.Parse("big"), None);
        for (var i = 0; i < 5; i++)
            await test.SweepAsync(account);
        using var database = Culver.Storage.Sqlite.Schema.AccountSchema.OpenReader(System.IO.Path.Combine(test.Held.AccountFolder(test.AccountId), "account.db"));
        Assert.Equal(10, database.Scalar("SELECT count(*) FROM message", -1));
        Assert.Equal(0, database.Scalar("SELECT count(*) FROM mailbox WHERE removed > 0", -1));
        Assert.True(database.Scalar("PRAGMA page_count", -1) < 1200);
    }

    [Fact]
    public async Task An_account_that_is_never_quiet_is_swept_too()
    {
        await using var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        var (inbox, trash) = (Find(account, "INBOX"), Find(account, "Trash"));
        await test.AppendAsync(account, inbox, "x", MessageFlags.Of(SystemFlags.Deleted));
        await account.ExpungeAsync(inbox, UidSet.All, None);
        for (var i = 0; i < 10; i++)
        {
            // Each view that closes asks for a sweep, sooner than the last one asked for would begin.
            test.Time.Advance(TimeSpan.FromSeconds(5));
            (await account.OpenViewAsync(trash, None))!.Dispose();
            await account.SetSubscriptionAsync(MailboxName.Inbox, subscribed: i % 2 == 1, None);
        }

        using var database = Culver.Storage.Sqlite.Schema.AccountSchema.OpenReader(System.IO.Path.Combine(test.Held.AccountFolder(test.AccountId), "account.db"));
        Assert.Equal(0, database.Scalar("SELECT count(*) FROM message", -1));
    }
}
