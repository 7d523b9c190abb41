using System.Text;
using Xunit;

namespace Culver.Storage.Tests.Accounts;

public sealed class MailAccountTests
{
    private static readonly MailboxName Inbox = MailboxName.Inbox;

    [Fact]
    public async Task A_new_account_has_the_usual_mailboxes_subscribed()
    {
        await using var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        Assert.Equal("INBOX Archive Drafts Junk Sent Trash", string.Join(' ', account.Mailboxes.ByName.Keys.Select(name => name.Text)));
        Assert.Equal(6, account.Mailboxes.Subscriptions.Count);
        Assert.True(account.Mailboxes.TryGet(MailboxName.Parse("Sent"), out var sent));
        Assert.Equal(SpecialUse.Sent, sent.SpecialUse);
        Assert.True(sent.HighestModSeq.Value >= 1);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(300_000)]
    public async Task What_was_received_is_what_is_returned(int length)
    {
        await using var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        var text = string.Create(length, 7, (chars, seed) =>
        {
            for (var i = 0; i < chars.Length; i++)
                chars[i] = (char)('a' + ((i * seed) % 26));
        });
        account.Mailboxes.TryGet(Inbox, out var inbox);
        var appended = await test.AppendAsync(account, inbox!.Id, text, new(SystemFlags.Flagged, ["$Work"]));
        Assert.Equal(new Uid(1), appended.Messages[0].Uid);
        using var view = await account.OpenViewAsync(inbox.Id, CancellationToken.None);
        var rows = await view!.SnapshotAsync(CancellationToken.None);
        var row = rows[new(1)];
        Assert.Equal(length, row.Size);
        Assert.Equal(SystemFlags.Flagged, rows.FlagsOf(row).System);
        Assert.Equal(["$Work"], rows.Keywords);
        await using var content = await account.OpenContentAsync(row, CancellationToken.None);
        Assert.Equal(length, content.Length);
        var bytes = new byte[length];
        for (var at = 0; at < length;)
            at += await content.ReadAsync(at, bytes.AsMemory(at, Math.Min(1000, length - at)), CancellationToken.None);
        Assert.Equal(text, Encoding.UTF8.GetString(bytes));
        using var batch = await account.ReadMessagesAsync(rows.RowsFrom(new(1)), MessageParts.Ids | MessageParts.InlineContent, CancellationToken.None);
        Assert.Equal(appended.Messages[0].EmailId, batch[0].EmailId);
        Assert.Equal(appended.Messages[0].ThreadId, batch[0].ThreadId);
        Assert.Equal(length > 4096, batch.Content(0) is null);
        Assert.Empty(System.IO.Directory.EnumerateFiles(test.Held.Spool));
    }

    [Fact]
    public async Task Counters_follow_every_change_and_survive_a_restart()
    {
        await using var test = await TestStore.StartAsync();
        MailboxInfo before;
        await using (var account = await test.OpenAsync())
        {
            account.Mailboxes.TryGet(Inbox, out var inbox);
            account.Mailboxes.TryGet(MailboxName.Parse("Archive"), out var archive);
            for (var i = 0; i < 10; i++)
                await test.AppendAsync(account, inbox!.Id, $"Subject: {i}\r\n\r\ntext");
            var stored = Assert.IsType<StoreResult.Stored>(await account.StoreFlagsAsync(
                inbox!.Id, UidSet.Of(new(1), new(5)), new(FlagOperation.Add, new(SystemFlags.Seen | SystemFlags.Deleted, ["a"])), null, CancellationToken.None));
            Assert.Equal("1:5", stored.Changed.ToString());
            var again = Assert.IsType<StoreResult.Stored>(await account.StoreFlagsAsync(
                inbox.Id, UidSet.All, new(FlagOperation.Add, new(SystemFlags.Seen, [])), stored.ModSeq, CancellationToken.None));
            Assert.Equal("6:10", again.Changed.ToString());
            var copied = Assert.IsType<CopyResult.Copied>(await account.CopyAsync(inbox.Id, UidSet.Of(new(4), new(6)), archive!.Id, CancellationToken.None));
            Assert.Equal([new(new(4), new(1)), new(new(5), new(2)), new(new(6), new(3))], copied.Uids);
            var moved = Assert.IsType<CopyResult.Copied>(await account.MoveAsync(inbox.Id, UidSet.Of(new(1)), archive.Id, CancellationToken.None));
            Assert.Equal([new(new(1), new(4))], moved.Uids);
            var expunged = Assert.IsType<ExpungeResult.Expunged>(await account.ExpungeAsync(inbox.Id, UidSet.All, CancellationToken.None));
            Assert.Equal("2:5", expunged.Uids.ToString());
            account.Mailboxes.TryGet(Inbox, out var now);
            Assert.Equal((5, 0, 0), (now!.Messages, now.Unseen, now.Deleted));
            account.Mailboxes.TryGet(archive.Id, out var there);
            Assert.Equal((4, 0, 3), (there!.Messages, there.Unseen, there.Deleted));
            before = now;
            Assert.Equal("1:5", (await account.VanishedSinceAsync(inbox.Id, stored.ModSeq, UidSet.All, CancellationToken.None)).ToString());
        }

        await test.RestartAsync();
        await using var later = await test.OpenAsync();
        later.Mailboxes.TryGet(Inbox, out var after);
        Assert.Equal(before with { Keywords = [] }, after! with { Keywords = [] });
        Assert.Equal(before.Keywords, after!.Keywords);
    }

    [Fact]
    public async Task A_view_is_told_what_others_did()
    {
        await using var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        account.Mailboxes.TryGet(Inbox, out var inbox);
        for (var i = 0; i < 3; i++)
            await test.AppendAsync(account, inbox!.Id, "x");
        using var view = await account.OpenViewAsync(inbox!.Id, CancellationToken.None);
        var woken = 0;
        using var watch = account.Watch(() => woken++);
        await account.StoreFlagsAsync(inbox.Id, UidSet.Of(new(2)), new(FlagOperation.Replace, MessageFlags.Of(SystemFlags.Deleted)), null, CancellationToken.None);
        await account.StoreFlagsAsync(inbox.Id, UidSet.Of(new(3)), new(FlagOperation.Replace, MessageFlags.Of(SystemFlags.Seen)), null, CancellationToken.None);
        await account.ExpungeAsync(inbox.Id, UidSet.All, CancellationToken.None);
        await test.AppendAsync(account, inbox.Id, "y");
        Assert.Equal(4, woken);
        Assert.True(view!.IsBehind);
        Assert.Equal(3, (await view.SnapshotAsync(CancellationToken.None)).Count);
        var changes = await view.SyncAsync(expunges: true, CancellationToken.None);
        Assert.Equal([new(2)], changes.Expunged.Select(gone => gone.Uid));
        Assert.Equal([new(3)], changes.Changed.Select(row => row.Row.Uid));
        Assert.Equal(1, changes.Added);
    }

    [Fact]
    public async Task A_watcher_that_fails_harms_nobody()
    {
        await using var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        account.Mailboxes.TryGet(Inbox, out var inbox);
        var woken = 0;
        using var bad = account.Watch(() => throw new InvalidOperationException());
        using var good = account.Watch(() => woken++);
        await test.AppendAsync(account, inbox!.Id, "x");
        Assert.Equal(1, woken);
    }
}
