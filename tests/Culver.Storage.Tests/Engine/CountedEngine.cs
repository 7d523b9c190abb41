using Culver.Storage.Engine;
using Culver.Storage.Search;
using Culver.Storage.Sqlite.Accounts;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Tests.Engine;

/// <summary>The embedded engine, and what it did: commits, whole loads, steps and pages of SQLite.</summary>
internal sealed class CountedEngine(SqliteStorageEngine engine) : IStorageEngine
{
    private readonly List<CountedAccount> _accounts = [];

    public int Commits => _accounts.Sum(static account => account.Commits);

    /// <summary>Those of them that the asking thread waited for.</summary>
    public int CommitsHere => _accounts.Sum(static account => account.CommitsHere);

    public int Loads => _accounts.Sum(static account => account.Loads);

    public SqliteWork Work => _accounts.Aggregate(default(SqliteWork), static (sum, account) => sum + account.Engine.Work());

    public ValueTask<bool> CreateAccountAsync(AccountId account, IReadOnlyList<AccountWrite> first, CancellationToken cancellationToken) =>
        engine.CreateAccountAsync(account, first, cancellationToken);

    public ValueTask DeleteAccountAsync(AccountId account, CancellationToken cancellationToken) => engine.DeleteAccountAsync(account, cancellationToken);

    public async ValueTask<IAccountEngine> OpenAccountAsync(AccountId account, Func<MailboxId, FlagSetTable> flagSets, CancellationToken cancellationToken)
    {
        var counted = new CountedAccount((SqliteAccountEngine)await engine.OpenAccountAsync(account, flagSets, cancellationToken));
        _accounts.Add(counted);
        return counted;
    }

    public IAsyncEnumerable<AccountId> AccountsAsync(CancellationToken cancellationToken) => engine.AccountsAsync(cancellationToken);

    public ValueTask<IReadOnlyList<ConsistencyFinding>> RepairAccountAsync(AccountId account, CancellationToken cancellationToken) => engine.RepairAccountAsync(account, cancellationToken);

    public ValueTask<IContentStaging> StageAsync(long expectedLength, CancellationToken cancellationToken) => engine.StageAsync(expectedLength, cancellationToken);

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    private sealed class CountedAccount(SqliteAccountEngine engine) : IAccountEngine
    {
        public SqliteAccountEngine Engine => engine;

        public int Commits { get; private set; }

        public int Loads { get; private set; }

        public ValueTask<MailboxTree> LoadAsync(CancellationToken cancellationToken) => engine.LoadAsync(cancellationToken);

        public ValueTask<CommitOutcome> CommitAsync(IReadOnlyList<AccountWrite> writes, CancellationToken cancellationToken)
        {
            Commits++;
            return engine.CommitAsync(writes, cancellationToken);
        }

        public int CommitsHere { get; private set; }

        public bool TryCommitHere(IReadOnlyList<AccountWrite> writes, out CommitOutcome outcome)
        {
            if (!engine.TryCommitHere(writes, out outcome))
                return false;
            Commits++;
            CommitsHere++;
            return true;
        }

        public bool TryLend(Action work) => engine.TryLend(work);

        public ValueTask<LoadedRows?> LoadRowsAsync(MailboxId mailbox, ModSeq since, CancellationToken cancellationToken)
        {
            Loads++;
            return engine.LoadRowsAsync(mailbox, since, cancellationToken);
        }

        public ValueTask<UidSet?> VanishedSinceAsync(MailboxId mailbox, ModSeq since, CancellationToken cancellationToken) =>
            engine.VanishedSinceAsync(mailbox, since, cancellationToken);

        public ValueTask<long> CountAsync(MailboxId mailbox, UidSet uids, CancellationToken cancellationToken) => engine.CountAsync(mailbox, uids, cancellationToken);

        public ValueTask<MessageBatch> ReadMessagesAsync(ReadOnlyMemory<IndexRow> rows, MessageParts parts, CancellationToken cancellationToken) =>
            engine.ReadMessagesAsync(rows, parts, cancellationToken);

        public ValueTask<int> ShowDigestsAsync(ReadOnlyMemory<IndexRow> rows, IDigestReader reader, CancellationToken cancellationToken) =>
            engine.ShowDigestsAsync(rows, reader, cancellationToken);

        public ValueTask<DateTimeOffset[]> ReadSaveDatesAsync(MailboxId mailbox, ReadOnlyMemory<IndexRow> rows, CancellationToken cancellationToken) =>
            engine.ReadSaveDatesAsync(mailbox, rows, cancellationToken);

        public ValueTask<IMessageContent> OpenContentAsync(IndexRow row, CancellationToken cancellationToken) => engine.OpenContentAsync(row, cancellationToken);

        public ValueTask<ITextIndex?> OpenTextIndexAsync(CancellationToken cancellationToken) => engine.OpenTextIndexAsync(cancellationToken);

        public bool HasTextIndex => engine.HasTextIndex;

        public ValueTask<IReadOnlyList<ConsistencyFinding>> CheckAsync(CancellationToken cancellationToken) => engine.CheckAsync(cancellationToken);

        public ValueTask BackupAsync(string folder, CancellationToken cancellationToken) => engine.BackupAsync(folder, cancellationToken);

        public ValueTask DisposeAsync() => engine.DisposeAsync();
    }
}
