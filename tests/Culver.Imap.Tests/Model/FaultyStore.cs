using System.Collections.Immutable;
using Culver.Storage;

namespace Culver.Imap.Tests.Model;

/// <summary>What a planted fault does, every so often.</summary>
public enum Fault
{
    /// <summary>A STORE answers as if it had been done.</summary>
    ForgetsAFlag,

    /// <summary>An EXPUNGE answers as if it had been done.</summary>
    ForgetsAnExpunge,

    /// <summary>A COPY leaves its last message out.</summary>
    LosesACopy,

    /// <summary>Each session is told that the same messages are \Recent.</summary>
    TellsRecentTwice,

    /// <summary>A STORE throws what nobody foresaw; every time.</summary>
    Throws,

    /// <summary>The octets of a message throw what nobody foresaw, once the first of them were read; every time.</summary>
    ThrowsWithinAMessage,

    /// <summary>The account is removed while the octets of a message are read; every time.</summary>
    AccountGoneWithinAMessage,

    /// <summary>The account has no room; every time.</summary>
    IsFull,

    /// <summary>Every other STORE cannot be done now.</summary>
    FailsEveryOther,

    /// <summary>STOREs are done once three of them were asked for, and then in that order.</summary>
    WaitsForThree,
}

/// <summary>A store with a fault planted on purpose: what the model must find, or a session must outlive.</summary>
internal sealed class FaultyStore(IMailStore store, Fault fault) : IMailStore
{
    public ValueTask CreateAccountAsync(AccountId account, CancellationToken cancellationToken) => store.CreateAccountAsync(account, cancellationToken);

    public ValueTask DeleteAccountAsync(AccountId account, CancellationToken cancellationToken) => store.DeleteAccountAsync(account, cancellationToken);

    public async ValueTask<IMailAccount> OpenAccountAsync(AccountId account, CancellationToken cancellationToken) =>
        new FaultyAccount(await store.OpenAccountAsync(account, cancellationToken), fault);

    public ValueTask LimitsChangedAsync(AccountId account, CancellationToken cancellationToken) => store.LimitsChangedAsync(account, cancellationToken);

    public IAsyncEnumerable<AccountId> AccountsAsync(CancellationToken cancellationToken) => store.AccountsAsync(cancellationToken);

    public ValueTask<IContentStaging> StageAsync(long expectedLength, CancellationToken cancellationToken) => store.StageAsync(expectedLength, cancellationToken);

    public ValueTask<IReadOnlyList<ConsistencyFinding>> CheckAsync(AccountId account, CancellationToken cancellationToken) => store.CheckAsync(account, cancellationToken);

    public ValueTask<IReadOnlyList<ConsistencyFinding>?> RepairAsync(AccountId account, CancellationToken cancellationToken) => store.RepairAsync(account, cancellationToken);

    public ValueTask BackupAsync(AccountId account, string folder, CancellationToken cancellationToken) => store.BackupAsync(account, folder, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>An account whose writer lies now and then.</summary>
internal sealed class FaultyAccount(IMailAccount account, Fault fault) : IMailAccount
{
    private readonly TaskCompletionSource _three = new();
    private int _calls;

    public AccountId Id => account.Id;

    public MailboxTree Mailboxes => account.Mailboxes;

    public AccountLimits Limits => account.Limits;

    private bool IsTime => ++_calls % 2 == 0;

    public int SliceRows => account.SliceRows;

    public IDisposable Watch(Action changed) => account.Watch(changed);

    public ValueTask<MailboxResult> CreateMailboxAsync(MailboxName name, SpecialUse specialUse, CancellationToken cancellationToken) =>
        account.CreateMailboxAsync(name, specialUse, cancellationToken);

    public ValueTask<MailboxResult> DeleteMailboxAsync(MailboxName name, CancellationToken cancellationToken) => account.DeleteMailboxAsync(name, cancellationToken);

    public ValueTask<MailboxResult> RenameMailboxAsync(MailboxName from, MailboxName to, CancellationToken cancellationToken) =>
        account.RenameMailboxAsync(from, to, cancellationToken);

    public ValueTask SetSubscriptionAsync(MailboxName name, bool subscribed, CancellationToken cancellationToken) =>
        account.SetSubscriptionAsync(name, subscribed, cancellationToken);

    public ValueTask<IMailboxView?> OpenViewAsync(MailboxId mailbox, CancellationToken cancellationToken) => account.OpenViewAsync(mailbox, cancellationToken);

    public ValueTask<AppendResult> AppendAsync(MailboxId mailbox, ImmutableArray<NewMessage> messages, CancellationToken cancellationToken) =>
        fault == Fault.IsFull ? new(new AppendResult.OverQuota()) : account.AppendAsync(mailbox, messages, cancellationToken);

    public ValueTask<AppendResult> DeliverAsync(MailboxId mailbox, NewMessage message, DeliveryKey? key, CancellationToken cancellationToken) =>
        account.DeliverAsync(mailbox, message, key, cancellationToken);

    public ValueTask<StoreResult> StoreFlagsAsync(MailboxId mailbox, UidSet uids, FlagChange change, ModSeq? unchangedSince, CancellationToken cancellationToken) =>
        fault == Fault.Throws ? throw new InvalidOperationException("Planted.")
            : fault == Fault.FailsEveryOther && IsTime ? ValueTask.FromException<StoreResult>(new StorageUnavailableException("Planted."))
            : fault == Fault.WaitsForThree ? WaitAsync(mailbox, uids, change, unchangedSince, cancellationToken)
            : fault == Fault.ForgetsAFlag && IsTime
            ? new(new StoreResult.Stored(uids, UidSet.Empty, account.Mailboxes.ById[mailbox].HighestModSeq))
            : account.StoreFlagsAsync(mailbox, uids, change, unchangedSince, cancellationToken);

    private async ValueTask<StoreResult> WaitAsync(MailboxId mailbox, UidSet uids, FlagChange change, ModSeq? unchangedSince, CancellationToken cancellationToken)
    {
        var result = await account.StoreFlagsAsync(mailbox, uids, change, unchangedSince, cancellationToken);
        if (++_calls == 3)
            _three.SetResult();
        await _three.Task.WaitAsync(cancellationToken);
        return result;
    }

    public ValueTask<CopyResult> CopyAsync(MailboxId source, UidSet uids, MailboxId destination, CancellationToken cancellationToken) =>
        fault == Fault.IsFull ? new(new CopyResult.OverQuota())
            : account.CopyAsync(source, fault == Fault.LosesACopy && uids.Cardinality > 1 ? uids.Except(UidSet.Of(uids.Ranges[^1].Last)) : uids, destination, cancellationToken);

    public ValueTask<CopyResult> MoveAsync(MailboxId source, UidSet uids, MailboxId destination, CancellationToken cancellationToken) =>
        fault == Fault.IsFull ? new(new CopyResult.OverQuota()) : account.MoveAsync(source, uids, destination, cancellationToken);

    public ValueTask<ExpungeResult> ExpungeAsync(MailboxId mailbox, UidSet uids, CancellationToken cancellationToken) =>
        fault == Fault.ForgetsAnExpunge && IsTime
            ? new(new ExpungeResult.Expunged(UidSet.Empty, account.Mailboxes.ById[mailbox].HighestModSeq))
            : account.ExpungeAsync(mailbox, uids, cancellationToken);

    public ValueTask<ExpungeResult> RemoveAsync(MailboxId mailbox, UidSet uids, CancellationToken cancellationToken) =>
        fault == Fault.ForgetsAnExpunge && IsTime
            ? new(new ExpungeResult.Expunged(UidSet.Empty, account.Mailboxes.ById[mailbox].HighestModSeq))
            : account.RemoveAsync(mailbox, uids, cancellationToken);

    public ValueTask<UidSet> VanishedSinceAsync(MailboxId mailbox, ModSeq since, UidSet among, CancellationToken cancellationToken) =>
        account.VanishedSinceAsync(mailbox, since, among, cancellationToken);

    public ValueTask<long> CountAsync(MailboxId mailbox, UidSet uids, CancellationToken cancellationToken) =>
        account.CountAsync(mailbox, uids, cancellationToken);

    public Uid Recent(MailboxId mailbox, Uid uidNext, bool claim) => account.Recent(mailbox, uidNext, claim && fault != Fault.TellsRecentTwice);

    public ValueTask<MessageBatch> ReadMessagesAsync(ReadOnlyMemory<IndexRow> rows, MessageParts parts, CancellationToken cancellationToken) =>
        account.ReadMessagesAsync(rows, parts, cancellationToken);

    public ValueTask<int> ShowDigestsAsync(ReadOnlyMemory<IndexRow> rows, IDigestReader reader, CancellationToken cancellationToken) =>
        account.ShowDigestsAsync(rows, reader, cancellationToken);

    public ValueTask<DateTimeOffset[]> ReadSaveDatesAsync(MailboxId mailbox, ReadOnlyMemory<IndexRow> rows, CancellationToken cancellationToken) =>
        account.ReadSaveDatesAsync(mailbox, rows, cancellationToken);

    public async ValueTask<IMessageContent> OpenContentAsync(IndexRow row, CancellationToken cancellationToken)
    {
        var content = await account.OpenContentAsync(row, cancellationToken);
        return fault is Fault.ThrowsWithinAMessage or Fault.AccountGoneWithinAMessage ? new FaultyContent(content, fault) : content;
    }

    public ValueTask<UidSet> SearchTextAsync(ReadOnlyMemory<IndexRow> rows, ImmutableArray<TextNeedle> needles, CancellationToken cancellationToken) =>
        account.SearchTextAsync(rows, needles, cancellationToken);

    public ValueTask<HeaderAnswer> LookInHeadersAsync(ReadOnlyMemory<IndexRow> rows, HeaderQuestion question, CancellationToken cancellationToken) =>
        account.LookInHeadersAsync(rows, question, cancellationToken);

    public ValueTask DisposeAsync() => account.DisposeAsync();
}

/// <summary>A message whose octets past the first 64 KB cannot be read.</summary>
internal sealed class FaultyContent(IMessageContent content, Fault fault) : IMessageContent
{
    public long Length => content.Length;

    public ReadOnlyMemory<byte> Memory => default;

    public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken) =>
        offset >= 64 * 1024 ? throw (fault == Fault.AccountGoneWithinAMessage ? new AccountGoneException("Planted.") : new InvalidOperationException("Planted.")) : content.ReadAsync(offset, buffer, cancellationToken);

    public ValueTask DisposeAsync() => content.DisposeAsync();
}
