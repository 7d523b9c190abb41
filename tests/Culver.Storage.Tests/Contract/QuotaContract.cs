using Xunit;

namespace Culver.Storage.Tests.Contract;

/// <summary>What an account may hold: counted in the commit that changes it, refused where it would be too much (RFC 9208 §4.3.1).</summary>
public abstract class QuotaContract<TEngine> : StorageContract<TEngine>
    where TEngine : IContractEngine, new()
{
    private static readonly string Message = Text("s");

    private static long Size => Message.Length;

    [Fact]
    public async Task An_append_up_to_the_quota_is_stored_and_one_octet_more_is_not()
    {
        await LimitAsync(quota: 2 * Size);
        await AppendAsync("INBOX", Message);
        await AppendAsync("Sent", Message);
        Assert.Equal((2 * Size, 2), (Account.Mailboxes.Bytes, Account.Mailboxes.Messages));
        var before = Account.Mailboxes.HighestModSeq;
        Is<AppendResult.OverQuota>(await TryAppendAsync(Inbox.Id, "x"));
        Assert.Equal((1, before), (Inbox.Messages, Account.Mailboxes.HighestModSeq));
        await LimitAsync(quota: (2 * Size) + 1);
        Is<AppendResult.Appended>(await TryAppendAsync(Inbox.Id, "x"));
        Is<AppendResult.OverQuota>(await TryAppendAsync(Inbox.Id, "x"));
    }

    [Fact]
    public async Task Several_messages_that_do_not_all_fit_are_refused_together()
    {
        await LimitAsync(quota: 3 * Size);
        await using var content = await StageAsync(Message);
        var message = new NewMessage(content, MessageFlags.None, Arrival);
        Is<AppendResult.OverQuota>(await Account.AppendAsync(Inbox.Id, [message, message, message, message], default));
        Assert.Equal(0, Inbox.Messages);
        Is<AppendResult.Appended>(await Account.AppendAsync(Inbox.Id, [message, message, message], default));
    }

    [Fact]
    public async Task A_delivery_over_the_quota_can_be_tried_again_and_one_that_was_stored_is_known()
    {
        var (first, second) = (new DeliveryKey(1, "a@example.org"), new DeliveryKey(2, "a@example.org"));
        Is<AppendResult.Appended>(await DeliverAsync(first));
        await LimitAsync(quota: Inbox.Bytes);
        Is<AppendResult.AlreadyDelivered>(await DeliverAsync(first));
        Is<AppendResult.OverQuota>(await DeliverAsync(second));
        await LimitAsync(quota: null);
        Is<AppendResult.Appended>(await DeliverAsync(second));
        Assert.Equal(2, Inbox.Messages);
    }

    [Fact]
    public async Task A_copy_counts_and_a_move_does_not()
    {
        await AppendAsync("INBOX", Message);
        await AppendAsync("INBOX", Message);
        await LimitAsync(quota: 3 * Size);
        Is<CopyResult.OverQuota>(await Account.CopyAsync(Inbox.Id, Every, Info("Sent").Id, default));
        Assert.Equal((2, 0), (Inbox.Messages, Info("Sent").Messages));
        Is<CopyResult.Copied>(await Account.CopyAsync(Inbox.Id, Uids(1), Info("Sent").Id, default));
        Assert.Equal(3 * Size, Account.Mailboxes.Bytes);
        // Full, and even fuller than it may be: what is there can be put elsewhere.
        await LimitAsync(quota: Size);
        Is<CopyResult.Copied>(await Account.MoveAsync(Inbox.Id, Every, Info("Sent").Id, default));
        Assert.Equal((0, 3, 3 * Size), (Inbox.Messages, Info("Sent").Messages, Account.Mailboxes.Bytes));
        Is<CopyResult.OverQuota>(await Account.CopyAsync(Info("Sent").Id, Uids(1), Inbox.Id, default));
    }

    [Fact]
    public async Task Expunging_and_removing_mailboxes_make_room_at_once()
    {
        var made = await CreateAsync("made");
        await AppendAsync("INBOX", Message);
        await AppendAsync("made", Message);
        await LimitAsync(quota: 2 * Size);
        Is<AppendResult.OverQuota>(await TryAppendAsync(made.Id, Message));
        // A view that still shows it changes nothing.
        using var view = (await Account.OpenViewAsync(Inbox.Id, default))!;
        await view.SnapshotAsync(default);
        await ExpungeAsync("INBOX", 1);
        Is<AppendResult.Appended>(await TryAppendAsync(made.Id, Message));
        Is<AppendResult.OverQuota>(await TryAppendAsync(Inbox.Id, Message));
        Is<MailboxResult.Done>(await Account.DeleteMailboxAsync(Name("made"), default));
        Assert.Equal((0, 0), (Account.Mailboxes.Bytes, Account.Mailboxes.Messages));
        Is<AppendResult.Appended>(await TryAppendAsync(Inbox.Id, Message));
    }

    [Fact]
    public async Task What_is_held_is_the_sum_of_the_mailboxes_whatever_happens_to_them()
    {
        await CreateAsync("a/b");
        await AppendAsync("a/b", 3);
        await AppendAsync("INBOX", 4);
        Is<CopyResult.Copied>(await Account.CopyAsync(Inbox.Id, Every, Info("a").Id, default));
        Is<MailboxResult.Done>(await Account.RenameMailboxAsync(Name("a"), Name("c"), default));
        Is<MailboxResult.Done>(await Account.RenameMailboxAsync(Name("INBOX"), Name("old"), default));
        Is<MailboxResult.Done>(await Account.DeleteMailboxAsync(Name("c"), default));
        AssertSum(7);
        await ReopenAsync();
        AssertSum(7);
    }

    [Fact]
    public async Task A_larger_message_than_may_be_appended_is_refused_and_may_still_be_delivered()
    {
        // RFC 7889 §4
        Engine.Limits.Now = new(QuotaOctets: null, Size - 1);
        await Store.LimitsChangedAsync(AccountId, default);
        Assert.Equal(Size - 1, Is<AppendResult.TooLarge>(await TryAppendAsync(Inbox.Id, Message)).Limit);
        Is<AppendResult.Appended>(await TryAppendAsync(Inbox.Id, Message[1..]));
        await using var content = await StageAsync(Message);
        Is<AppendResult.Appended>(await Account.DeliverAsync(Inbox.Id, new(content, MessageFlags.None, Arrival), new(7, "a@example.org"), default));
    }

    [Fact]
    public async Task Limits_are_read_when_an_account_is_opened_and_when_they_change()
    {
        await LimitAsync(quota: 5);
        Assert.Equal(5, Account.Limits.QuotaOctets);
        Engine.Limits.Now = new(QuotaOctets: 6, AppendLimit: null);
        Assert.Equal(5, Account.Limits.QuotaOctets);
        await ReopenAsync();
        Assert.Equal(6, Account.Limits.QuotaOctets);
        // An account nobody has open.
        await Store.LimitsChangedAsync(NewAccountId(), default);
    }

    private async Task LimitAsync(long? quota)
    {
        Engine.Limits.Now = new(quota, AppendLimit: null);
        await Store.LimitsChangedAsync(AccountId, default);
    }

    private void AssertSum(int messages)
    {
        var tree = Account.Mailboxes;
        Assert.Equal((messages, messages * Size), (tree.Messages, tree.Bytes));
        Assert.Equal((tree.ById.Values.Sum(mailbox => (long)mailbox.Messages), tree.ById.Values.Sum(mailbox => mailbox.Bytes)), (tree.Messages, tree.Bytes));
    }
}
