using Xunit;
using static Culver.Storage.Tests.Accounts.TestStore;

namespace Culver.Storage.Tests.Accounts;

/// <summary>Who keeps ids, UIDs and UIDVALIDITY through creation, deletion and renaming.</summary>
public sealed class IdentityRuleTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Creation_makes_the_names_above()
    {
        await using var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        Assert.IsType<MailboxResult.Done>(await account.CreateMailboxAsync(MailboxName.Parse("a/b/c"), SpecialUse.None, None));
        Assert.IsType<MailboxResult.AlreadyExists>(await account.CreateMailboxAsync(MailboxName.Parse("a/b"), SpecialUse.None, None));
        Assert.IsType<MailboxResult.Forbidden>(await account.CreateMailboxAsync(MailboxName.Parse("Shared/x"), SpecialUse.None, None));
        Assert.IsType<MailboxResult.SpecialUseTaken>(await account.CreateMailboxAsync(MailboxName.Parse("Spam"), SpecialUse.Junk, None));
        var validities = account.Mailboxes.ById.Values.Select(mailbox => mailbox.UidValidity).ToArray();
        Assert.Equal(validities.Length, validities.Distinct().Count());
    }

    [Fact]
    public async Task Deleted_and_created_again_is_another_mailbox_with_a_larger_UIDVALIDITY()
    {
        await using var test = await TestStore.StartAsync();
        MailboxInfo first;
        await using (var account = await test.OpenAsync())
        {
            await account.CreateMailboxAsync(MailboxName.Parse("a"), SpecialUse.None, None);
            first = Info(account, "a");
            await test.AppendAsync(account, first.Id, "x");
            Assert.IsType<MailboxResult.Done>(await account.DeleteMailboxAsync(first.Name, None));
            Assert.IsType<MailboxResult.NotFound>(await account.DeleteMailboxAsync(first.Name, None));
        }

        await test.RestartAsync();
        await using var later = await test.OpenAsync();
        await later.CreateMailboxAsync(first.Name, SpecialUse.None, None);
        var second = Info(later, "a");
        Assert.NotEqual(first.Id, second.Id);
        Assert.True(second.UidValidity.Value > first.UidValidity.Value);
        Assert.Equal(0, second.Messages);
        await test.SweepAsync(later);
        Assert.Equal(0, Info(later, "a").Messages);
    }

    [Fact]
    public async Task Deleting_a_mailbox_with_children_leaves_a_name_that_cannot_be_selected()
    {
        await using var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        await account.CreateMailboxAsync(MailboxName.Parse("a/b"), SpecialUse.None, None);
        var a = Info(account, "a");
        await test.AppendAsync(account, a.Id, "x");
        Assert.IsType<MailboxResult.Done>(await account.DeleteMailboxAsync(a.Name, None));
        Assert.False(Info(account, "a").IsSelectable);
        Assert.Null(await account.OpenViewAsync(Info(account, "a").Id, None));
        Assert.IsType<MailboxResult.HasChildren>(await account.DeleteMailboxAsync(a.Name, None));
        Assert.IsType<MailboxResult.Done>(await account.CreateMailboxAsync(a.Name, SpecialUse.None, None));
        Assert.True(Info(account, "a").IsSelectable);
        Assert.True(Info(account, "a").UidValidity.Value > a.UidValidity.Value);
        Assert.IsType<MailboxResult.Forbidden>(await account.DeleteMailboxAsync(MailboxName.Inbox, None));
    }

    [Fact]
    public async Task Renaming_keeps_ids_and_UIDs_of_a_mailbox_and_its_children()
    {
        await using var test = await TestStore.StartAsync();
        MailboxInfo a, b;
        await using (var account = await test.OpenAsync())
        {
            await account.CreateMailboxAsync(MailboxName.Parse("a/b"), SpecialUse.None, None);
            await test.AppendAsync(account, Find(account, "a/b"), "x");
            (a, b) = (Info(account, "a"), Info(account, "a/b"));
            Assert.IsType<MailboxResult.Forbidden>(await account.RenameMailboxAsync(a.Name, MailboxName.Parse("a/b/c"), None));
            Assert.IsType<MailboxResult.AlreadyExists>(await account.RenameMailboxAsync(a.Name, MailboxName.Parse("Sent"), None));
            Assert.IsType<MailboxResult.NotFound>(await account.RenameMailboxAsync(MailboxName.Parse("z"), MailboxName.Parse("y"), None));
            Assert.IsType<MailboxResult.Done>(await account.RenameMailboxAsync(a.Name, MailboxName.Parse("new/a"), None));
        }

        await test.RestartAsync();
        await using var later = await test.OpenAsync();
        Assert.Equal((a.Id, a.UidValidity), (Info(later, "new/a").Id, Info(later, "new/a").UidValidity));
        Assert.Equal((b.Id, b.UidValidity, b.UidNext, 1), (Info(later, "new/a/b").Id, Info(later, "new/a/b").UidValidity, Info(later, "new/a/b").UidNext, Info(later, "new/a/b").Messages));
        Assert.True(Info(later, "new/a/b").PropertiesModSeq > b.PropertiesModSeq);
        Assert.False(later.Mailboxes.TryGet(a.Name, out _));
    }

    [Fact]
    public async Task Renaming_INBOX_moves_its_messages_and_leaves_it_empty()
    {
        await using var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        await account.CreateMailboxAsync(MailboxName.Parse("INBOX/child"), SpecialUse.None, None);
        var inbox = Info(account, "INBOX");
        for (var i = 0; i < 3; i++)
            await test.AppendAsync(account, inbox.Id, "x", new(SystemFlags.Seen, ["k"]));
        using var view = await account.OpenViewAsync(inbox.Id, None);
        await view!.SnapshotAsync(None);
        var done = Assert.IsType<MailboxResult.Done>(await account.RenameMailboxAsync(MailboxName.Inbox, MailboxName.Parse("old"), None));
        var (empty, old) = (Info(account, "INBOX"), Info(account, "old"));
        Assert.Equal(old, done.Mailbox);
        Assert.Equal((inbox.Id, inbox.UidValidity, 0), (empty.Id, empty.UidValidity, empty.Messages));
        Assert.NotEqual(inbox.Id, old.Id);
        Assert.True(old.UidValidity.Value > inbox.UidValidity.Value);
        Assert.Equal((3, 0), (old.Messages, old.Unseen));
        Assert.NotNull(Info(account, "INBOX/child"));
        var changes = await view.SyncAsync(expunges: true, None);
        Assert.Equal(3, changes.Expunged.Length);
        using var other = await account.OpenViewAsync(old.Id, None);
        Assert.Equal(3, (await other!.SnapshotAsync(None)).Count);
        Assert.Equal(4u, (await test.AppendAsync(account, inbox.Id, "y")).Messages[0].Uid.Value);
        await account.StoreFlagsAsync(old.Id, UidSet.All, new(FlagOperation.Add, new(SystemFlags.None, ["K", "l"])), null, None);
        Assert.Equal(["k", "l"], Info(account, "old").Keywords);
    }

    [Fact]
    public async Task Copies_share_the_message_and_the_last_one_gone_frees_it()
    {
        await using var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        var (inbox, trash) = (Find(account, "INBOX"), Find(account, "Trash"));
        var appended = await test.AppendAsync(account, inbox, new('x', 10_000), new(SystemFlags.Deleted, ["$a", "$b"]));
        await account.StoreFlagsAsync(trash, UidSet.All, new(FlagOperation.Add, MessageFlags.None), null, None);
        await account.CopyAsync(inbox, UidSet.All, trash, None);
        await account.ExpungeAsync(inbox, UidSet.All, None);
        await test.SweepAsync(account);
        using (var view = await account.OpenViewAsync(trash, None))
        {
            var rows = await view!.SnapshotAsync(None);
            using var batch = await account.ReadMessagesAsync(rows.RowsFrom(new(1)), MessageParts.Ids, None);
            Assert.Equal(appended.Messages[0].EmailId, batch[0].EmailId);
            Assert.Equal(["$a", "$b"], rows.Keywords);
            await account.ExpungeAsync(trash, UidSet.All, None);
            await test.SweepAsync(account);
            // The view still shows it, so its content is still there.
            await using var content = await account.OpenContentAsync(rows[new(1)], None);
            Assert.Equal(10_000, content.Length);
        }

        Assert.Single(System.IO.Directory.EnumerateFiles(System.IO.Path.Combine(test.Held.AccountFolder(test.AccountId), "content")));
        await test.SweepAsync(account);
        Assert.Empty(System.IO.Directory.EnumerateFiles(System.IO.Path.Combine(test.Held.AccountFolder(test.AccountId), "content")));
    }
}
