using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using Culver.Storage;

namespace Culver.Delivery.Tests.Support;

/// <summary>The real store, with failures on demand.</summary>
internal sealed class FaultyStore(IMailStore inner) : IMailStore
{
    public ConcurrentDictionary<string, AccountId> Ids { get; } = new(StringComparer.Ordinal);

    /// <summary>By account name: what a delivery to it meets instead of its store.</summary>
    public ConcurrentDictionary<string, Func<AppendResult>> Deliveries { get; } = new(StringComparer.Ordinal);

    /// <summary>By account name: awaited before a delivery to it.</summary>
    public ConcurrentDictionary<string, Task> Waits { get; } = new(StringComparer.Ordinal);

    /// <summary>By account name: told when a delivery to it is over.</summary>
    public ConcurrentDictionary<string, TaskCompletionSource> Done { get; } = new(StringComparer.Ordinal);

    public Exception? OnStage { get; set; }

    public Exception? OnWrite { get; set; }

    public Exception? OnComplete { get; set; }

    public int MostAtOnce { get; private set; }

    private int _atOnce;

    public async ValueTask<IMailAccount> OpenAccountAsync(AccountId account, CancellationToken cancellationToken) =>
        new FaultyAccount(this, await inner.OpenAccountAsync(account, cancellationToken));

    public async ValueTask<IContentStaging> StageAsync(long expectedLength, CancellationToken cancellationToken) =>
        OnStage is { } failure ? throw failure : new FaultyStaging(this, await inner.StageAsync(expectedLength, cancellationToken));

    public ValueTask CreateAccountAsync(AccountId account, CancellationToken cancellationToken) => inner.CreateAccountAsync(account, cancellationToken);

    public ValueTask DeleteAccountAsync(AccountId account, CancellationToken cancellationToken) => inner.DeleteAccountAsync(account, cancellationToken);

    public ValueTask LimitsChangedAsync(AccountId account, CancellationToken cancellationToken) => inner.LimitsChangedAsync(account, cancellationToken);

    public IAsyncEnumerable<AccountId> AccountsAsync(CancellationToken cancellationToken) => inner.AccountsAsync(cancellationToken);

    public ValueTask<IReadOnlyList<ConsistencyFinding>> CheckAsync(AccountId account, CancellationToken cancellationToken) => inner.CheckAsync(account, cancellationToken);

    public ValueTask<IReadOnlyList<ConsistencyFinding>?> RepairAsync(AccountId account, CancellationToken cancellationToken) => inner.RepairAsync(account, cancellationToken);

    public ValueTask BackupAsync(AccountId account, string folder, CancellationToken cancellationToken) => inner.BackupAsync(account, folder, cancellationToken);

    public ValueTask DisposeAsync() => default;

    private async ValueTask<AppendResult> DeliverAsync(IMailAccount account, Func<ValueTask<AppendResult>> deliver)
    {
        var name = Ids.Single(pair => pair.Value == account.Id).Key;
        var now = Interlocked.Increment(ref _atOnce);
        lock (Ids)
            MostAtOnce = Math.Max(MostAtOnce, now);
        try
        {
            if (Waits.TryGetValue(name, out var wait))
                await wait;
            return Deliveries.TryGetValue(name, out var fault) ? fault() : await deliver();
        }
        finally
        {
            Interlocked.Decrement(ref _atOnce);
            if (Done.TryGetValue(name, out var done))
                done.TrySetResult();
        }
    }

    private sealed class FaultyAccount(FaultyStore store, IMailAccount inner) : IMailAccount
    {
        public AccountId Id => inner.Id;

        public MailboxTree Mailboxes => inner.Mailboxes;

        public AccountLimits Limits => inner.Limits;

        public ValueTask<AppendResult> DeliverAsync(MailboxId mailbox, NewMessage message, DeliveryKey? key, CancellationToken cancellationToken) =>
            store.DeliverAsync(inner, () => inner.DeliverAsync(mailbox, message, key, cancellationToken));

        public ValueTask DisposeAsync() => inner.DisposeAsync();

        public int SliceRows => throw new NotSupportedException();

        public IDisposable Watch(Action changed) => throw new NotSupportedException();

        public ValueTask<MailboxResult> CreateMailboxAsync(MailboxName name, SpecialUse specialUse, CancellationToken cancellationToken) =>
            inner.CreateMailboxAsync(name, specialUse, cancellationToken);

        public ValueTask<MailboxResult> DeleteMailboxAsync(MailboxName name, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<MailboxResult> RenameMailboxAsync(MailboxName from, MailboxName to, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask SetSubscriptionAsync(MailboxName name, bool subscribed, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<IMailboxView?> OpenViewAsync(MailboxId mailbox, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<AppendResult> AppendAsync(MailboxId mailbox, ImmutableArray<NewMessage> messages, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<StoreResult> StoreFlagsAsync(MailboxId mailbox, UidSet uids, FlagChange change, ModSeq? unchangedSince, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<CopyResult> CopyAsync(MailboxId source, UidSet uids, MailboxId destination, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<CopyResult> MoveAsync(MailboxId source, UidSet uids, MailboxId destination, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<ExpungeResult> ExpungeAsync(MailboxId mailbox, UidSet uids, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<ExpungeResult> RemoveAsync(MailboxId mailbox, UidSet uids, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<UidSet> VanishedSinceAsync(MailboxId mailbox, ModSeq since, UidSet among, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<long> CountAsync(MailboxId mailbox, UidSet uids, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Uid Recent(MailboxId mailbox, Uid uidNext, bool claim) => throw new NotSupportedException();

        public ValueTask<MessageBatch> ReadMessagesAsync(ReadOnlyMemory<IndexRow> rows, MessageParts parts, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<int> ShowDigestsAsync(ReadOnlyMemory<IndexRow> rows, IDigestReader reader, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<DateTimeOffset[]> ReadSaveDatesAsync(MailboxId mailbox, ReadOnlyMemory<IndexRow> rows, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<IMessageContent> OpenContentAsync(IndexRow row, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<UidSet> SearchTextAsync(ReadOnlyMemory<IndexRow> rows, ImmutableArray<TextNeedle> needles, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<HeaderAnswer> LookInHeadersAsync(ReadOnlyMemory<IndexRow> rows, HeaderQuestion question, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class FaultyStaging(FaultyStore store, IContentStaging inner) : IContentStaging
    {
        public long Length => inner.Length;

        public ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken) =>
            store.OnWrite is { } failure ? throw failure : inner.WriteAsync(bytes, cancellationToken);

        public ValueTask<IStagedContent> CompleteAsync(CancellationToken cancellationToken) =>
            store.OnComplete is { } failure ? throw failure : inner.CompleteAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
