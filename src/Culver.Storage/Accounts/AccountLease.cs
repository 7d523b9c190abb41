using System.Collections.Immutable;

namespace Culver.Storage.Accounts;

/// <summary>One holder's lease on an open account. What it asks goes to the account; disposing it gives the lease back once.</summary>
internal sealed class AccountLease(MailStore store, SharedAccount shared, OpenAccount account) : IMailAccount
{
    private int _disposed;

    /// <inheritdoc/>
    public AccountId Id => account.Id;

    /// <inheritdoc/>
    public MailboxTree Mailboxes => account.Present().Tree;

    /// <inheritdoc/>
    public AccountLimits Limits => account.Present().Limits;

    /// <inheritdoc/>
    public int SliceRows => account.SliceRows;

    /// <inheritdoc/>
    public IDisposable Watch(Action changed) => account.Present().Watch(changed);

    /// <inheritdoc/>
    public ValueTask<MailboxResult> CreateMailboxAsync(MailboxName name, SpecialUse specialUse, CancellationToken cancellationToken) =>
        account.CreateMailboxAsync(name, specialUse, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<MailboxResult> DeleteMailboxAsync(MailboxName name, CancellationToken cancellationToken) =>
        account.DeleteMailboxAsync(name, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<MailboxResult> RenameMailboxAsync(MailboxName from, MailboxName to, CancellationToken cancellationToken) =>
        account.RenameMailboxAsync(from, to, cancellationToken);

    /// <inheritdoc/>
    public ValueTask SetSubscriptionAsync(MailboxName name, bool subscribed, CancellationToken cancellationToken) =>
        account.SetSubscriptionAsync(name, subscribed, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IMailboxView?> OpenViewAsync(MailboxId mailbox, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(MailboxView.Open(account.Present(), mailbox));
    }

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(MailboxId mailbox, ImmutableArray<NewMessage> messages, CancellationToken cancellationToken) =>
        account.UploadAsync(mailbox, messages, CommitWait.Aside, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(MailboxId mailbox, ImmutableArray<NewMessage> messages, CommitWait wait, CancellationToken cancellationToken) =>
        account.UploadAsync(mailbox, messages, wait, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<AppendResult> DeliverAsync(MailboxId mailbox, NewMessage message, DeliveryKey? key, CancellationToken cancellationToken) =>
        account.DeliverAsync(mailbox, message, key, CommitWait.Aside, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<AppendResult> DeliverAsync(MailboxId mailbox, NewMessage message, DeliveryKey? key, CommitWait wait, CancellationToken cancellationToken) =>
        account.DeliverAsync(mailbox, message, key, wait, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<StoreResult> StoreFlagsAsync(MailboxId mailbox, UidSet uids, FlagChange change, ModSeq? unchangedSince, CancellationToken cancellationToken) =>
        account.StoreFlagsAsync(mailbox, uids, change, unchangedSince, CommitWait.Aside, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<StoreResult> StoreFlagsAsync(MailboxId mailbox, UidSet uids, FlagChange change, ModSeq? unchangedSince, CommitWait wait, CancellationToken cancellationToken) =>
        account.StoreFlagsAsync(mailbox, uids, change, unchangedSince, wait, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CopyResult> CopyAsync(MailboxId source, UidSet uids, MailboxId destination, CancellationToken cancellationToken) =>
        account.CopyAsync(source, uids, destination, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CopyResult> MoveAsync(MailboxId source, UidSet uids, MailboxId destination, CancellationToken cancellationToken) =>
        account.MoveAsync(source, uids, destination, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ExpungeResult> ExpungeAsync(MailboxId mailbox, UidSet uids, CancellationToken cancellationToken) =>
        account.ExpungeAsync(mailbox, uids, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ExpungeResult> RemoveAsync(MailboxId mailbox, UidSet uids, CancellationToken cancellationToken) =>
        account.RemoveAsync(mailbox, uids, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<UidSet> VanishedSinceAsync(MailboxId mailbox, ModSeq since, UidSet among, CancellationToken cancellationToken) =>
        account.Present().VanishedSinceAsync(mailbox, since, among, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> CountAsync(MailboxId mailbox, UidSet uids, CancellationToken cancellationToken) =>
        account.Present().CountAsync(mailbox, uids, cancellationToken);

    /// <inheritdoc/>
    public Uid Recent(MailboxId mailbox, Uid uidNext, bool claim) => account.Present().Recent(mailbox, uidNext, claim);

    /// <inheritdoc/>
    public ValueTask<MessageBatch> ReadMessagesAsync(ReadOnlyMemory<IndexRow> rows, MessageParts parts, CancellationToken cancellationToken) =>
        account.Present().Engine.ReadMessagesAsync(rows, parts, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> ShowDigestsAsync(ReadOnlyMemory<IndexRow> rows, IDigestReader reader, CancellationToken cancellationToken) =>
        account.Present().Engine.ShowDigestsAsync(rows, reader, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset[]> ReadSaveDatesAsync(MailboxId mailbox, ReadOnlyMemory<IndexRow> rows, CancellationToken cancellationToken) =>
        account.Present().Engine.ReadSaveDatesAsync(mailbox, rows, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IMessageContent> OpenContentAsync(IndexRow row, CancellationToken cancellationToken) =>
        account.Present().Engine.OpenContentAsync(row, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<UidSet> SearchTextAsync(ReadOnlyMemory<IndexRow> rows, ImmutableArray<TextNeedle> needles, CancellationToken cancellationToken) =>
        account.Present().Search.SearchAsync(rows, needles, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<HeaderAnswer> LookInHeadersAsync(ReadOnlyMemory<IndexRow> rows, HeaderQuestion question, CancellationToken cancellationToken) =>
        account.Present().Search.LookInHeadersAsync(rows, question, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() =>
        Interlocked.Exchange(ref _disposed, 1) == 0 ? store.LeaveAsync(shared) : ValueTask.CompletedTask;
}
