using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Xunit;
using static Culver.Storage.Tests.Accounts.TestStore;

namespace Culver.Storage.Tests.Accounts;

public sealed class WriteRuleTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Flags_that_do_not_change_get_no_new_ModSeq()
    {
        await using var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        var inbox = Find(account, "INBOX");
        await test.AppendAsync(account, inbox, "x", MessageFlags.Of(SystemFlags.Seen));
        var before = Info(account, "INBOX");
        var stored = Assert.IsType<StoreResult.Stored>(await account.StoreFlagsAsync(inbox, UidSet.All, new(FlagOperation.Add, MessageFlags.Of(SystemFlags.Seen)), null, None));
        Assert.True(stored.Changed.IsEmpty);
        Assert.Equal(before, Info(account, "INBOX"));
        Assert.Equal(before.HighestModSeq, stored.ModSeq);
    }

    [Fact]
    public async Task The_accounts_ModSeq_is_known_after_a_restart_whoever_said_it_last()
    {
        await using var test = await TestStore.StartAsync();
        var account = await test.OpenAsync();
        await account.CreateMailboxAsync(MailboxName.Parse("Foo"), SpecialUse.None, None);
        var foo = Find(account, "Foo");
        await test.AppendAsync(account, foo, "x");
        await account.StoreFlagsAsync(foo, UidSet.All, new(FlagOperation.Add, MessageFlags.Of(SystemFlags.Seen)), null, None);
        // The mailbox's own row says it.
        account = await AgainAsync(account);
        // The mailbox goes, and its row with it.
        await account.DeleteMailboxAsync(MailboxName.Parse("Foo"), None);
        await test.SweepAsync(account);
        account = await AgainAsync(account);
        await account.SetSubscriptionAsync(MailboxName.Parse("Bar"), subscribed: true, None);
        account = await AgainAsync(account);
        await account.DisposeAsync();

        async Task<IMailAccount> AgainAsync(IMailAccount before)
        {
            var modSeq = before.Mailboxes.HighestModSeq;
            await before.DisposeAsync();
            await test.RestartAsync();
            var after = await test.OpenAsync();
            Assert.Equal(modSeq, after.Mailboxes.HighestModSeq);
            Assert.Empty(await test.Store.CheckAsync(test.AccountId, None));
            return after;
        }
    }

    [Fact]
    public async Task Messages_changed_since_are_left_alone_and_reported()
    {
        // RFC 7162 §3.1.3
        await using var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        var inbox = Find(account, "INBOX");
        for (var i = 0; i < 3; i++)
            await test.AppendAsync(account, inbox, "x");
        var since = Info(account, "INBOX").HighestModSeq;
        await account.StoreFlagsAsync(inbox, UidSet.Of(new(2)), new(FlagOperation.Add, MessageFlags.Of(SystemFlags.Seen)), null, None);
        var stored = Assert.IsType<StoreResult.Stored>(await account.StoreFlagsAsync(inbox, UidSet.All, new(FlagOperation.Add, MessageFlags.Of(SystemFlags.Flagged)), since, None));
        Assert.Equal(("1,3", "2"), (stored.Changed.ToString(), stored.Modified.ToString()));
    }

    [Fact]
    public async Task Keywords_are_one_in_any_case_and_at_most_128()
    {
        await using var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        var inbox = Find(account, "INBOX");
        await test.AppendAsync(account, inbox, "x", new(SystemFlags.None, ["Work"]));
        await test.AppendAsync(account, inbox, "x", new(SystemFlags.None, ["WORK"]));
        Assert.Equal(["Work"], Info(account, "INBOX").Keywords);
        var many = Enumerable.Range(0, 127).Select(i => i.ToString(CultureInfo.InvariantCulture)).ToImmutableArray();
        Assert.IsType<StoreResult.Stored>(await account.StoreFlagsAsync(inbox, UidSet.All, new(FlagOperation.Add, new(SystemFlags.None, many)), null, None));
        Assert.IsType<StoreResult.TooManyKeywords>(await account.StoreFlagsAsync(inbox, UidSet.All, new(FlagOperation.Add, new(SystemFlags.None, ["more"])), null, None));
        Assert.Equal(128, Info(account, "INBOX").Keywords.Length);
        var removed = Assert.IsType<StoreResult.Stored>(await account.StoreFlagsAsync(inbox, UidSet.All, new(FlagOperation.Remove, new(SystemFlags.None, ["126", "unknown"])), null, None));
        Assert.Equal("1:2", removed.Changed.ToString());
        using var view = await account.OpenViewAsync(inbox, None);
        var rows = await view!.SnapshotAsync(None);
        Assert.Equal(127, (int)UInt128.PopCount(rows.FlagsOf(rows[new(1)]).Keywords.ToUInt128()));
        await using var content = await test.StageAsync("x"u8.ToArray());
        Assert.IsType<AppendResult.TooManyKeywords>(await account.AppendAsync(inbox, [new(content, new(SystemFlags.None, ["more"]), DateTimeOffset.UnixEpoch)], None));
    }

    [Fact]
    public async Task A_delivery_is_stored_once_whatever_is_retried()
    {
        await using var test = await TestStore.StartAsync();
        var key = new DeliveryKey(42, "a@example.org");
        for (var i = 0; i < 3; i++)
        {
            await using (var account = await test.OpenAsync())
            {
                await using var content = await test.StageAsync("x"u8.ToArray());
                var message = new NewMessage(content, MessageFlags.None, DateTimeOffset.UnixEpoch);
                var results = await Task.WhenAll(
                    account.DeliverAsync(Find(account, "INBOX"), message, key, None).AsTask(),
                    account.DeliverAsync(Find(account, "INBOX"), message, key, None).AsTask());
                Assert.Equal(i == 0 ? 1 : 0, results.Count(result => result is AppendResult.Appended));
                Assert.IsType<AppendResult.Appended>(await account.DeliverAsync(Find(account, "INBOX"), message, new((UInt128)i, "b@example.org"), None));
            }

            await test.RestartAsync();
        }
    }

    [Fact]
    public async Task An_answer_joins_the_thread_of_what_it_answers()
    {
        await using var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        var inbox = Find(account, "INBOX");
        async Task<ThreadId> Append(string header) => (await test.AppendAsync(account, inbox, header + "\r\n\r\ntext")).Messages[0].ThreadId;
        var first = await Append("Message-ID: <a@x>");
        var other = await Append("Message-ID: <b@x>");
        Assert.NotEqual(first, other);
        Assert.Equal(first, await Append("Message-ID: <c@x>\r\nIn-Reply-To: <a@x>"));
        Assert.Equal(first, await Append("Message-ID: <d@x>\r\nReferences: <b@x> <c@x>"));
        Assert.Equal(other, await Append("Message-ID: <e@x>\r\nReferences: <b@x> <gone@x>"));
    }

    [Fact]
    public async Task Appending_several_is_all_or_none_and_what_is_gone_is_said()
    {
        await using var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        var inbox = Find(account, "INBOX");
        await using var content = await test.StageAsync(Encoding.ASCII.GetBytes(new string('x', 9000)));
        var message = new NewMessage(content, MessageFlags.None, DateTimeOffset.UnixEpoch);
        var appended = Assert.IsType<AppendResult.Appended>(await account.AppendAsync(inbox, [message, message, message], None));
        Assert.Equal([1u, 2u, 3u], appended.Messages.Select(one => one.Uid.Value));
        Assert.Equal(3, appended.Messages.Select(one => one.EmailId).Distinct().Count());
        var nowhere = new MailboxId(7);
        Assert.IsType<AppendResult.MailboxGone>(await account.AppendAsync(nowhere, [message], None));
        Assert.IsType<StoreResult.MailboxGone>(await account.StoreFlagsAsync(nowhere, UidSet.All, new(FlagOperation.Add, MessageFlags.None), null, None));
        Assert.IsType<CopyResult.SourceGone>(await account.CopyAsync(nowhere, UidSet.All, inbox, None));
        Assert.IsType<CopyResult.DestinationGone>(await account.MoveAsync(inbox, UidSet.All, nowhere, None));
        Assert.IsType<ExpungeResult.MailboxGone>(await account.ExpungeAsync(nowhere, UidSet.All, None));
    }

    [Fact]
    public async Task Many_writers_at_once_each_get_a_UID_of_their_own()
    {
        await using var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        var inbox = Find(account, "INBOX");
        using var view = await account.OpenViewAsync(inbox, None);
        await view!.SnapshotAsync(None);
        var all = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () =>
        {
            var appended = await test.AppendAsync(account, inbox, $"message {i}");
            await account.StoreFlagsAsync(inbox, UidSet.Of(appended.Messages[0].Uid), new(FlagOperation.Add, MessageFlags.Of(i % 2 == 0 ? SystemFlags.Seen : SystemFlags.Deleted)), null, None);
            if (i % 4 == 1)
                await account.ExpungeAsync(inbox, UidSet.Of(appended.Messages[0].Uid), None);
            return appended.Messages[0].Uid;
        })));
        Assert.Equal(Enumerable.Range(1, 200).Select(i => new Uid((uint)i)), all.Order());
        var now = Info(account, "INBOX");
        Assert.Equal((150, 50, 50), (now.Messages, now.Unseen, now.Deleted));
        await view.SyncAsync(expunges: true, None);
        var rows = await view.SnapshotAsync(None);
        Assert.Equal(150, rows.Count);
        using var fresh = await account.OpenViewAsync(inbox, None);
        var loaded = await fresh!.SnapshotAsync(None);
        Assert.Equal(loaded.Count, rows.Count);
        for (var i = 1; i <= rows.Count; i++)
            Assert.Equal(loaded[new(i)] with { FlagSet = 0 }, rows[new(i)] with { FlagSet = 0 });
    }

    [Fact]
    public async Task Recent_is_claimed_once_and_remembered()
    {
        // RFC 3501 §2.3.2
        await using var test = await TestStore.StartAsync();
        await using (var account = await test.OpenAsync())
        {
            var inbox = Find(account, "INBOX");
            await test.AppendAsync(account, inbox, "x");
            await test.AppendAsync(account, inbox, "x");
            Assert.Equal(new Uid(1), account.Recent(inbox, new(3), claim: false));
            Assert.Equal(new Uid(1), account.Recent(inbox, new(3), claim: true));
            Assert.Equal(new Uid(3), account.Recent(inbox, new(3), claim: true));
        }

        await test.RestartAsync();
        await using var later = await test.OpenAsync();
        Assert.Equal(new Uid(3), later.Recent(Find(later, "INBOX"), new(3), claim: true));
    }

    [Fact]
    public async Task Moving_within_a_mailbox_gives_new_UIDs()
    {
        await using var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        var inbox = Find(account, "INBOX");
        for (var i = 0; i < 3; i++)
            await test.AppendAsync(account, inbox, "x");
        var moved = Assert.IsType<CopyResult.Copied>(await account.MoveAsync(inbox, UidSet.Of(new(1), new(2)), inbox, None));
        Assert.Equal([new(new(1), new(4)), new(new(2), new(5))], moved.Uids);
        Assert.Equal(3, Info(account, "INBOX").Messages);
        Assert.IsType<CopyResult.Copied>(await account.CopyAsync(inbox, UidSet.All, inbox, None));
        Assert.Equal(6, Info(account, "INBOX").Messages);
    }
}
