using Culver.Storage.Search;

namespace Culver.Storage.Engine;

/// <summary>
/// What keeps accounts durable: the seam below which a store is a file, a database server or something else. It offers whole
/// operations only; the rules that are the same everywhere (batching, publishing, views, names, flags) live above it.
/// </summary>
public interface IStorageEngine : IAsyncDisposable
{
    /// <summary>
    /// Makes an account's store with the outcome of <paramref name="first"/> in it, in one step that a crash cannot halve. False when it
    /// is there already.
    /// </summary>
    ValueTask<bool> CreateAccountAsync(AccountId account, IReadOnlyList<AccountWrite> first, CancellationToken cancellationToken);

    /// <summary>Removes an account's store for ever. Nobody has it open.</summary>
    ValueTask DeleteAccountAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>Opens an account's store. At most one open engine account exists for each id.</summary>
    /// <param name="account">Which.</param>
    /// <param name="flagSets">Gives the table in which the flag sets of a mailbox are numbered.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AccountGoneException">There is no such account.</exception>
    /// <exception cref="StorageUnavailableException">It cannot be opened.</exception>
    ValueTask<IAccountEngine> OpenAccountAsync(AccountId account, Func<MailboxId, FlagSetTable> flagSets, CancellationToken cancellationToken);

    /// <summary>The accounts that have a store.</summary>
    IAsyncEnumerable<AccountId> AccountsAsync(CancellationToken cancellationToken);

    /// <summary>Mends an account nobody has open; see <see cref="IMailStore.RepairAsync"/>.</summary>
    ValueTask<IReadOnlyList<ConsistencyFinding>> RepairAccountAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>Begins to take a message; see <see cref="IMailStore.StageAsync"/>.</summary>
    ValueTask<IContentStaging> StageAsync(long expectedLength, CancellationToken cancellationToken);
}

/// <summary>One open account of an engine.</summary>
public interface IAccountEngine : IAsyncDisposable
{
    /// <summary>Reads the mailboxes as they are stored: at opening, and again after a commit failed and left the state uncertain.</summary>
    ValueTask<MailboxTree> LoadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Applies writes in order as one durable transaction, each succeeding or failing by itself: sets <see cref="AccountWrite{TResult}.Result"/>
    /// and <see cref="AccountWrite.Deltas"/>, or <see cref="AccountWrite.Failure"/>. May stop early to let readers of results go on. Called by one
    /// caller at a time.
    /// </summary>
    /// <returns>How many writes, from the first on, were taken, and the mailboxes after them.</returns>
    /// <exception cref="StorageUnavailableException">None of them can be relied on; what is stored is to be asked by <see cref="LoadAsync"/>.</exception>
    ValueTask<CommitOutcome> CommitAsync(IReadOnlyList<AccountWrite> writes, CancellationToken cancellationToken);

    /// <summary>
    /// As <see cref="CommitAsync"/>, but done when it returns: the calling thread waits for the disk itself. False, and nothing done, where it is not one
    /// to do that, or where enough threads do.
    /// </summary>
    bool TryCommitHere(IReadOnlyList<AccountWrite> writes, out CommitOutcome outcome);

    /// <summary>
    /// Runs what follows a commit at once, on the thread that made it, where the engine can spare that thread; otherwise does nothing. It may take
    /// as long as it likes: other commits have other threads meanwhile.
    /// </summary>
    /// <returns>Whether it was run.</returns>
    bool TryLend(Action work);

    /// <summary>
    /// The rows of a mailbox that are newer than <paramref name="since"/> (all, for <see cref="ModSeq.Zero"/>), ascending by UID, with the
    /// mailbox of the same moment; null when it is gone.
    /// </summary>
    ValueTask<LoadedRows?> LoadRowsAsync(MailboxId mailbox, ModSeq since, CancellationToken cancellationToken);

    /// <summary>
    /// The UIDs expunged after <paramref name="since"/>; null when the record does not reach back that far. Does not care whether the mailbox
    /// still exists.
    /// </summary>
    ValueTask<UidSet?> VanishedSinceAsync(MailboxId mailbox, ModSeq since, CancellationToken cancellationToken);

    /// <summary>How many of some UIDs are in a mailbox; reads no other rows.</summary>
    ValueTask<long> CountAsync(MailboxId mailbox, UidSet uids, CancellationToken cancellationToken);

    /// <summary>See <see cref="IMailAccount.ReadMessagesAsync"/>.</summary>
    ValueTask<MessageBatch> ReadMessagesAsync(ReadOnlyMemory<IndexRow> rows, MessageParts parts, CancellationToken cancellationToken);

    /// <summary>See <see cref="IMailAccount.ShowDigestsAsync"/>.</summary>
    ValueTask<int> ShowDigestsAsync(ReadOnlyMemory<IndexRow> rows, IDigestReader reader, CancellationToken cancellationToken);

    /// <summary>See <see cref="IMailAccount.ReadSaveDatesAsync"/>.</summary>
    ValueTask<DateTimeOffset[]> ReadSaveDatesAsync(MailboxId mailbox, ReadOnlyMemory<IndexRow> rows, CancellationToken cancellationToken);

    /// <summary>See <see cref="IMailAccount.OpenContentAsync"/>.</summary>
    ValueTask<IMessageContent> OpenContentAsync(IndexRow row, CancellationToken cancellationToken);

    /// <summary>Whether there is a text index to open: opening makes one where there is none.</summary>
    bool HasTextIndex { get; }

    /// <summary>Opens the account's text index; null where the engine has none. At most one is open.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be opened.</exception>
    ValueTask<ITextIndex?> OpenTextIndexAsync(CancellationToken cancellationToken);

    /// <summary>Verifies what is stored against itself. Runs beside other work, on one moment of the account.</summary>
    ValueTask<IReadOnlyList<ConsistencyFinding>> CheckAsync(CancellationToken cancellationToken);

    /// <summary>Copies the account to a folder so that it opens there; consistent while it is in use.</summary>
    ValueTask BackupAsync(string folder, CancellationToken cancellationToken);
}

/// <summary>How a commit ended.</summary>
/// <param name="Taken">How many writes were decided, from the first on.</param>
/// <param name="Tree">The mailboxes after them.</param>
public readonly record struct CommitOutcome(int Taken, MailboxTree Tree);

/// <summary>Rows of a mailbox, read at one moment.</summary>
/// <param name="Mailbox">The mailbox at that moment.</param>
/// <param name="Rows">The rows asked for, ascending by UID.</param>
public sealed record LoadedRows(MailboxInfo Mailbox, IndexRow[] Rows);

/// <summary>What one write changed in a mailbox: enough to bring its index from before to after.</summary>
/// <param name="Mailbox">Which.</param>
/// <param name="ModSeq">The change.</param>
/// <param name="Rows">Rows that are new or different, ascending by UID.</param>
/// <param name="Vanished">What is gone.</param>
public sealed record MailboxDelta(MailboxId Mailbox, ModSeq ModSeq, ReadOnlyMemory<IndexRow> Rows, UidSet Vanished);
