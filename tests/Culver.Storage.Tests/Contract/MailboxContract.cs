using Xunit;

namespace Culver.Storage.Tests.Contract;

/// <summary>Creating, deleting, renaming and subscribing.</summary>
public abstract class MailboxContract<TEngine> : StorageContract<TEngine>
    where TEngine : IContractEngine, new()
{
    [Fact]
    public async Task A_new_account_has_INBOX_and_the_usual_special_uses_subscribed()
    {
        (string, SpecialUse)[] expected =
        [
            ("Archive", SpecialUse.Archive), ("Drafts", SpecialUse.Drafts), ("INBOX", SpecialUse.None), ("Junk", SpecialUse.Junk),
            ("Sent", SpecialUse.Sent), ("Trash", SpecialUse.Trash),
        ];
        Assert.Equal(expected, Account.Mailboxes.ById.Values.Select(mailbox => (mailbox.Name.Text, mailbox.SpecialUse)).OrderBy(pair => pair.Text, StringComparer.Ordinal));
        Assert.Equal(expected.Select(pair => pair.Item1), Account.Mailboxes.Subscriptions.Select(name => name.Text).Order(StringComparer.Ordinal));
        Assert.All(Account.Mailboxes.ById.Values, mailbox => Assert.Equal((0, 0, 0, 0L, 1u, true), (mailbox.Messages, mailbox.Unseen, mailbox.Deleted, mailbox.Bytes, mailbox.UidNext.Value, mailbox.IsSelectable)));
        Assert.All(Account.Mailboxes.ById.Values, mailbox => Assert.True(mailbox.HighestModSeq.Value >= 1));
        await ReopenAsync();
        Assert.Equal(6, Account.Mailboxes.ById.Count);
    }

    [Fact]
    public async Task Creating_makes_the_names_above_it()
    {
        // RFC 9051 §6.3.4.
        var made = await CreateAsync("a/b/c");
        Assert.Equal(Name("a/b/c"), made.Name);
        Assert.True(Info("a").IsSelectable);
        Assert.True(Info("a/b").IsSelectable);
        Assert.Equal(3, new[] { Info("a").Id, Info("a/b").Id, made.Id }.Distinct().Count());
        Assert.Same(Info("a/b"), Account.Mailboxes.ById[Info("a/b").Id]);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused()
    {
        await CreateAsync("a");
        Is<MailboxResult.AlreadyExists>(await Account.CreateMailboxAsync(Name("a"), SpecialUse.None, default));
        Is<MailboxResult.AlreadyExists>(await Account.CreateMailboxAsync(Name("inbox"), SpecialUse.None, default));
        await CreateAsync("A");
    }

    [Theory]
    [InlineData("Shared")]
    [InlineData("Shared/x")]
    [InlineData("Other Users")]
    [InlineData("Other Users/x/y")]
    public async Task Reserved_names_are_forbidden(string name)
    {
        Is<MailboxResult.Forbidden>(await Account.CreateMailboxAsync(Name(name), SpecialUse.None, default));
        await CreateAsync("a");
        Is<MailboxResult.Forbidden>(await Account.RenameMailboxAsync(Name("a"), Name(name), default));
    }

    [Fact]
    public async Task An_account_holds_so_many_mailboxes_and_no_more()
    {
        for (var i = 6; i < Engine.MostMailboxes; i++)
            await CreateAsync($"m{i}");
        var before = Account.Mailboxes;
        Is<MailboxResult.LimitReached>(await Account.CreateMailboxAsync(Name("more"), SpecialUse.None, default));
        Is<MailboxResult.LimitReached>(await Account.RenameMailboxAsync(Name("m6"), Name("above/m6"), default));
        Is<MailboxResult.LimitReached>(await Account.RenameMailboxAsync(MailboxName.Inbox, Name("old"), default));
        Assert.Equal(before.ByName.Keys, Account.Mailboxes.ByName.Keys);
        Is<MailboxResult.Done>(await Account.RenameMailboxAsync(Name("m6"), Name("other"), default));
        Is<MailboxResult.Done>(await Account.DeleteMailboxAsync(Name("other"), default));
        // Room for one, not for it and a missing parent.
        Is<MailboxResult.LimitReached>(await Account.CreateMailboxAsync(Name("p/q"), SpecialUse.None, default));
        await CreateAsync("last");
    }

    [Fact]
    public async Task A_special_use_is_given_once()
    {
        Is<MailboxResult.SpecialUseTaken>(await Account.CreateMailboxAsync(Name("x"), SpecialUse.Sent, default));
        var made = Is<MailboxResult.Done>(await Account.CreateMailboxAsync(Name("x"), SpecialUse.All | SpecialUse.Important, default)).Mailbox;
        Assert.Equal(SpecialUse.All | SpecialUse.Important, made.SpecialUse);
        await Account.DeleteMailboxAsync(Name("Sent"), default);
        Is<MailboxResult.Done>(await Account.CreateMailboxAsync(Name("y"), SpecialUse.Sent, default));
        Is<MailboxResult.Done>(await Account.RenameMailboxAsync(Name("y"), Name("z"), default));
        await ReopenAsync();
        Assert.Equal(SpecialUse.Sent, Info("z").SpecialUse);
        Assert.Equal(SpecialUse.All | SpecialUse.Important, Info("x").SpecialUse);
    }

    [Fact]
    public async Task Deleting_removes_the_mailbox_and_its_messages()
    {
        var made = await CreateAsync("a");
        await AppendAsync("a", 3);
        using var view = (await Account.OpenViewAsync(made.Id, default))!;
        var gone = Is<MailboxResult.Done>(await Account.DeleteMailboxAsync(Name("a"), default)).Mailbox;
        Assert.Equal((made.Id, 3), (gone.Id, gone.Messages));
        Assert.False(Account.Mailboxes.TryGet(Name("a"), out _));
        Assert.False(Account.Mailboxes.TryGet(made.Id, out _));
        Assert.Null(await Account.OpenViewAsync(made.Id, default));
        Assert.True((await view.SyncAsync(expunges: false, default)).MailboxGone);
        Is<MailboxResult.NotFound>(await Account.DeleteMailboxAsync(Name("a"), default));
    }

    [Fact]
    public async Task Deleting_a_mailbox_with_children_leaves_a_name_that_cannot_be_selected()
    {
        // RFC 9051 §6.3.5.
        var made = await CreateAsync("a");
        await CreateAsync("a/b");
        await AppendAsync("a", 2);
        Is<MailboxResult.Done>(await Account.DeleteMailboxAsync(Name("a"), default));
        Assert.False(Info("a").IsSelectable);
        Assert.Equal(0, Info("a").Messages);
        Assert.Null(await Account.OpenViewAsync(Info("a").Id, default));
        Is<AppendResult.MailboxGone>(await TryAppendAsync(Info("a").Id, Text("s")));
        Is<CopyResult.DestinationGone>(await Account.CopyAsync(Inbox.Id, Every, Info("a").Id, default));
        Is<MailboxResult.HasChildren>(await Account.DeleteMailboxAsync(Name("a"), default));
        await ReopenAsync();
        Assert.False(Info("a").IsSelectable);
        var again = await CreateAsync("a");
        Assert.True(again.IsSelectable);
        Assert.NotEqual(made.Id, again.Id);
        Assert.True(again.UidValidity.Value > made.UidValidity.Value);
        Assert.True(Account.Mailboxes.TryGet(Name("a/b"), out _));
        Is<MailboxResult.Done>(await Account.DeleteMailboxAsync(Name("a/b"), default));
        Is<MailboxResult.Done>(await Account.DeleteMailboxAsync(Name("a"), default));
    }

    [Fact]
    public async Task INBOX_cannot_be_deleted()
    {
        Is<MailboxResult.Forbidden>(await Account.DeleteMailboxAsync(MailboxName.Inbox, default));
        Assert.True(Inbox.IsSelectable);
    }

    [Fact]
    public async Task Renaming_says_what_is_wrong()
    {
        await CreateAsync("a");
        await CreateAsync("b");
        Is<MailboxResult.NotFound>(await Account.RenameMailboxAsync(Name("absent"), Name("c"), default));
        Is<MailboxResult.AlreadyExists>(await Account.RenameMailboxAsync(Name("a"), Name("b"), default));
        Is<MailboxResult.AlreadyExists>(await Account.RenameMailboxAsync(Name("a"), Name("a"), default));
        Is<MailboxResult.AlreadyExists>(await Account.RenameMailboxAsync(Name("a"), MailboxName.Inbox, default));
        Is<MailboxResult.Forbidden>(await Account.RenameMailboxAsync(Name("a"), Name("a/b"), default));
    }

    [Fact]
    public async Task A_rename_that_would_make_a_name_too_long_is_refused_whole()
    {
        await CreateAsync("a/" + string.Join('/', Enumerable.Repeat("x", 31)));
        var before = Account.Mailboxes.ByName.Keys.ToArray();
        Is<MailboxResult.Forbidden>(await Account.RenameMailboxAsync(Name("a"), Name("b/c"), default));
        Assert.Equal(before, Account.Mailboxes.ByName.Keys);
    }

    [Fact]
    public async Task A_name_above_may_be_renamed_next_to_its_child()
    {
        await CreateAsync("ab/c");
        await CreateAsync("abx");
        Is<MailboxResult.Done>(await Account.RenameMailboxAsync(Name("ab"), Name("q"), default));
        Assert.True(Account.Mailboxes.TryGet(Name("q/c"), out _));
        Assert.True(Account.Mailboxes.TryGet(Name("abx"), out _));
    }

    [Fact]
    public async Task Subscriptions_are_names_and_outlive_their_mailboxes()
    {
        // RFC 9051 §6.3.7.
        await Account.SetSubscriptionAsync(Name("absent/name"), subscribed: true, default);
        await Account.SetSubscriptionAsync(Name("absent/name"), subscribed: true, default);
        await Account.SetSubscriptionAsync(Name("Junk"), subscribed: false, default);
        await Account.SetSubscriptionAsync(Name("never"), subscribed: false, default);
        await Account.DeleteMailboxAsync(Name("Trash"), default);
        await Account.RenameMailboxAsync(Name("Sent"), Name("Out"), default);
        await CreateAsync("fresh");
        await ReopenAsync();
        string[] expected = ["Archive", "Drafts", "INBOX", "Sent", "Trash", "absent/name"];
        Assert.Equal(expected, Account.Mailboxes.Subscriptions.Select(name => name.Text).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_change_of_the_tree_raises_the_accounts_ModSeq_and_of_what_it_touches()
    {
        var before = Account.Mailboxes.HighestModSeq;
        var made = await CreateAsync("a");
        Assert.True(made.PropertiesModSeq > before);
        Assert.True(made.HighestModSeq.Value >= 1);
        var drafts = Info("Drafts");
        await Account.RenameMailboxAsync(Name("a"), Name("b"), default);
        Assert.True(Info("b").PropertiesModSeq > made.PropertiesModSeq);
        Assert.Equal(made.HighestModSeq, Info("b").HighestModSeq);
        Assert.Equal(drafts, Info("Drafts"));
        before = Account.Mailboxes.HighestModSeq;
        await Account.SetSubscriptionAsync(Name("b"), subscribed: true, default);
        Assert.True(Account.Mailboxes.HighestModSeq > before);
        before = Account.Mailboxes.HighestModSeq;
        await Account.DeleteMailboxAsync(Name("b"), default);
        Assert.True(Account.Mailboxes.HighestModSeq > before);
    }

    [Fact]
    public async Task Whoever_watches_is_woken_by_every_change_until_he_stops()
    {
        var woken = 0;
        using (Account.Watch(() => Interlocked.Increment(ref woken)))
        {
            await CreateAsync("a");
            Assert.Equal(1, woken);
            await AppendAsync("a");
            Assert.Equal(2, woken);
        }

        await CreateAsync("b");
        Assert.Equal(2, woken);
    }
}
