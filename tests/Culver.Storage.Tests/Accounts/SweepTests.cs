using System.Diagnostics.Metrics;
using Culver.Storage.Accounts;
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
    public async Task What_waits_to_be_indexed_and_swept_is_measured_until_it_is_done()
    {
        await using var test = await TestStore.StartAsync(new StorageOptions { IndexDelay = TimeSpan.FromSeconds(3), SweepDelay = TimeSpan.FromSeconds(5) });
        var store = Assert.IsType<MailStore>(test.Store);
        Assert.Equal(default, store.Waiting());
        await using (var account = await test.OpenAsync())
        {
            // What was left of a time before is swept.
            Assert.Equal(new(0, 1), store.Waiting());
            await PassAsync(5);
            Assert.Equal(default, store.Waiting());
            for (var i = 0; i < 3; i++)
                await test.AppendAsync(account, Find(account, "INBOX"), "x", MessageFlags.Of(SystemFlags.Deleted));
            Assert.Equal(new(3, 0), store.Waiting());
            Assert.Equal((3, 0), Measured());
            await account.ExpungeAsync(Find(account, "INBOX"), UidSet.Of(new(1)), None);
            Assert.Equal(new(3, 1), store.Waiting());
            Assert.Equal((3, 1), Measured());
            await PassAsync(4);
            Assert.Equal(new(0, 1), store.Waiting());
            await PassAsync(2);
            // The index is to be told of the one that went.
            Assert.Equal(new(1, 0), store.Waiting());
            await PassAsync(4);
            Assert.Equal(default, store.Waiting());
            Assert.Equal((0, 0), Measured());
            await test.AppendAsync(account, Find(account, "INBOX"), "x");
        }

        // Nobody has it open, and still it is indexed.
        Assert.Equal(new(1, 0), store.Waiting());
        await test.RestartAsync();
        Assert.Equal(default, Assert.IsType<MailStore>(test.Store).Waiting());

        Task PassAsync(int seconds)
        {
            test.Time.Advance(TimeSpan.FromSeconds(seconds));
            return store.QuietAsync(test.AccountId);
        }

        (long, long) Measured()
        {
            // Stores of other tests measure under the same names: the one that is asked has its own meter.
            var (texts, sweeps) = (0L, 0L);
            using var listener = new MeterListener();
            listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
            {
                texts += instrument.Name is "culver.storage.texts.waiting" ? value : 0;
                sweeps += instrument.Name is "culver.storage.sweeps.waiting" ? value : 0;
            });
            listener.InstrumentPublished = (instrument, meters) =>
            {
                if (instrument.Meter == store.Meter)
                    meters.EnableMeasurementEvents(instrument);
            };
            listener.Start();
            listener.RecordObservableInstruments();
            return (texts, sweeps);
        }
    }

    [Fact]
    public async Task Expunges_are_forgotten_by_age_and_who_was_away_longer_gets_the_full_set()
    {
        // RFC 7162 §5.1
        await using var test = await TestStore.StartAsync(new StorageOptions { ExpungedMemory = TimeSpan.FromDays(30) });
        await using var account = await test.OpenAsync();
        var inbox = Find(account, "INBOX");
        var longAgo = Info(account, "INBOX").HighestModSeq;
        await ExpungeAsync(test, account, "INBOX", 3, "1,3");
        await test.SweepAsync(account);
        test.Time.Advance(TimeSpan.FromDays(20));
        var lately = Info(account, "INBOX").HighestModSeq;
        await ExpungeAsync(test, account, "INBOX", 2, "4");
        await test.SweepAsync(account);
        Assert.Equal(ModSeq.Zero, Info(account, "INBOX").VanishedFloor);
        test.Time.Advance(TimeSpan.FromDays(20));
        await ExpungeAsync(test, account, "Sent", 1, "1");
        await test.SweepAsync(account);
        Assert.Equal(lately, Info(account, "INBOX").VanishedFloor);
        Assert.Equal("4", (await account.VanishedSinceAsync(inbox, lately, UidSet.All, None)).ToString());
        Assert.Equal("1,3:4", (await account.VanishedSinceAsync(inbox, longAgo, UidSet.All, None)).ToString());
        Assert.Equal(2, Scalar(test, "SELECT count(*) FROM expunged"));
    }

    [Fact]
    public async Task What_an_open_session_may_ask_for_is_not_forgotten_however_old()
    {
        await using var test = await TestStore.StartAsync(new StorageOptions { ExpungedMemory = TimeSpan.FromDays(1), MostExpunged = 2 });
        await using var account = await test.OpenAsync();
        var inbox = Find(account, "INBOX");
        await ExpungeAsync(test, account, "INBOX", 2, "1");
        using (var view = (await account.OpenViewAsync(inbox, None))!)
        {
            await view.SnapshotAsync(None);
            var told = view.Told.HighestModSeq;
            for (var uid = 3u; uid < 23; uid += 2)
                await ExpungeAsync(test, account, "INBOX", 2, uid.ToString(System.Globalization.CultureInfo.InvariantCulture));
            await test.SweepAsync(account);
            test.Time.Advance(TimeSpan.FromDays(3));
            await ExpungeAsync(test, account, "Sent", 1, "1");
            await test.SweepAsync(account);
            Assert.True(Info(account, "INBOX").VanishedFloor <= told);
            Assert.Equal("3,5,7,9,11,13,15,17,19,21", (await account.VanishedSinceAsync(inbox, told, UidSet.All, None)).ToString());
        }

        await test.SweepAsync(account);
        Assert.Equal(0, Scalar(test, "SELECT count(*) FROM expunged WHERE first BETWEEN 2 AND 18"));
    }

    [Fact]
    public async Task One_sweep_bounds_every_mailbox_that_remembers_too_much_in_as_many_slices_as_it_takes()
    {
        await using var test = await TestStore.StartAsync(new StorageOptions { MostExpunged = 100 });
        await using var account = await test.OpenAsync();
        string[] names = ["INBOX", "Sent", "Trash"];
        foreach (var name in names)
            await ExpungeAsync(test, account, name, 1400, string.Join(',', Enumerable.Range(0, 700).Select(i => (2 * i) + 1)));
        Assert.Equal(2100, Scalar(test, "SELECT count(*) FROM expunged"));
        await test.SweepAsync(account);
        Assert.Equal(0, Scalar(test, "SELECT count(*) FROM expunged"));
        foreach (var name in names)
        {
            Assert.Equal(Info(account, name).HighestModSeq, Info(account, name).VanishedFloor);
            Assert.Equal(700, (await account.VanishedSinceAsync(Find(account, name), ModSeq.Zero, UidSet.All, None)).Cardinality);
        }
    }

    [Fact]
    public async Task Several_removed_mailboxes_go_in_one_sweep()
    {
        await using var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        foreach (var name in new[] { "a", "b", "c" })
        {
            await account.CreateMailboxAsync(MailboxName.Parse(name), SpecialUse.None, None);
            await ExpungeAsync(test, account, name, 600, string.Join(',', Enumerable.Range(0, 300).Select(i => (2 * i) + 1)));
            await account.DeleteMailboxAsync(MailboxName.Parse(name), None);
        }

        await test.SweepAsync(account);
        Assert.Equal(0, Scalar(test, "SELECT (SELECT count(*) FROM mailbox WHERE removed > 0) + (SELECT count(*) FROM expunged) + (SELECT count(*) FROM message) + (SELECT count(*) FROM unlinked)"));
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

    // Appends messages and expunges some of the mailbox.
    private static async Task ExpungeAsync(TestStore test, IMailAccount account, string mailbox, int appended, string uids)
    {
        await using var content = await test.StageAsync("x"u8.ToArray());
        await account.AppendAsync(Find(account, mailbox), [.. Enumerable.Repeat(new NewMessage(content, MessageFlags.None, DateTimeOffset.UnixEpoch), appended)], None);
        var set = UidSet.From(uids.Split(',').Select(uid => new Uid(uint.Parse(uid, System.Globalization.CultureInfo.InvariantCulture))));
        await account.StoreFlagsAsync(Find(account, mailbox), set, new(FlagOperation.Add, MessageFlags.Of(SystemFlags.Deleted)), null, None);
        Assert.Equal(set, Assert.IsType<ExpungeResult.Expunged>(await account.ExpungeAsync(Find(account, mailbox), set, None)).Uids);
    }

    private static long Scalar(TestStore test, string sql)
    {
        using var database = Culver.Storage.Sqlite.Schema.AccountSchema.OpenReader(System.IO.Path.Combine(test.Held.AccountFolder(test.AccountId), "account.db"));
        return database.Scalar(sql, -1);
    }
}
