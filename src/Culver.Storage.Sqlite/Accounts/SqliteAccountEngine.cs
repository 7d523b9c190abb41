using System.Diagnostics;
using Culver.Storage.Engine;
using Culver.Storage.Search;
using Culver.Storage.Sqlite.Files;
using Culver.Storage.Sqlite.Schema;
using Culver.Storage.Sqlite.Search;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>
/// One account's database. Rules it upholds: one connection writes, on a storage thread, others read beside it; a file that a row refers
/// to has a synced name before the row is committed; after a failure that leaves doubt, connections and state are dropped and what is
/// stored is read again.
/// </summary>
internal sealed class SqliteAccountEngine : IAccountEngine
{
    // A batch that takes longer lets those who wait for its first results go on.
    private static readonly TimeSpan LongestBatch = TimeSpan.FromMilliseconds(20);

    private readonly AccountSurroundings _surroundings;
    private readonly StorageThreads _threads;
    private readonly AccountReaders _readers;
    private readonly OpenDatabases _open;
    // Held while the writing connection is used or closed.
    private readonly Lock _writing = new();
    private SqliteDatabase? _writer;
    private AccountState? _state;
    private bool _isSwept;

    public SqliteAccountEngine(AccountSurroundings surroundings, StorageThreads threads, OpenDatabases open)
    {
        _open = open;
        Place = new(this);
        _surroundings = surroundings;
        _threads = threads;
        _readers = new(surroundings);
    }

    /// <summary>Its place among those that are open; guarded by <see cref="OpenDatabases"/>.</summary>
    public LinkedListNode<SqliteAccountEngine> Place { get; }

    /// <inheritdoc/>
    public async ValueTask<MailboxTree> LoadAsync(CancellationToken cancellationToken) => await _threads.RunAsync(Load);

    /// <inheritdoc/>
    public async ValueTask<CommitOutcome> CommitAsync(IReadOnlyList<AccountWrite> writes, CancellationToken cancellationToken) =>
        await _threads.RunHereAsync(() => Commit(writes));

    /// <inheritdoc/>
    public ValueTask<LoadedRows?> LoadRowsAsync(MailboxId mailbox, ModSeq since, CancellationToken cancellationToken) =>
        new(Read((Mailbox: mailbox, since, _surroundings), static (database, asked) => RowReading.Load(database, asked.Mailbox, asked.since, asked._surroundings)));

    /// <inheritdoc/>
    public ValueTask<UidSet?> VanishedSinceAsync(MailboxId mailbox, ModSeq since, CancellationToken cancellationToken) =>
        new(Read((mailbox, since), static (database, asked) => RowReading.VanishedSince(database, asked.mailbox, asked.since)));

    /// <inheritdoc/>
    public ValueTask<MessageBatch> ReadMessagesAsync(ReadOnlyMemory<IndexRow> rows, MessageParts parts, CancellationToken cancellationToken) =>
        new(Read((rows, parts), static (database, asked) => MessageReading.Read(database, asked.rows.Span, asked.parts)));

    /// <inheritdoc/>
    public ValueTask<IMessageContent> OpenContentAsync(IndexRow row, CancellationToken cancellationToken) =>
        new(Read((row.Message, _surroundings), static (database, asked) => MessageReading.Open(database, asked.Message, asked._surroundings)));

    /// <inheritdoc/>
    public ValueTask<ITextIndex?> OpenTextIndexAsync(CancellationToken cancellationToken) =>
        new(SqliteTextIndex.Open(Path.GetDirectoryName(_surroundings.Database)!));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ConsistencyFinding>> CheckAsync(CancellationToken cancellationToken) => await _threads.RunAsync(() =>
        Read(_surroundings, static (database, surroundings) => ConsistencyCheck.Run(database, surroundings)));

    /// <inheritdoc/>
    public async ValueTask BackupAsync(string folder, CancellationToken cancellationToken) =>
        await _threads.RunAsync(() =>
        Read((_surroundings, folder, cancellationToken), static (database, asked) => AccountBackup.Run(database, asked._surroundings, asked.folder, asked.cancellationToken)));

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _open.Forget(this);
        _readers.Dispose();
        lock (_writing)
            DropWriter();
        return ValueTask.CompletedTask;
    }

    /// <summary>Closes the connections nobody uses at this moment; the next use opens them again. Nobody else writes, so the state stays good.</summary>
    public void Rest()
    {
        _readers.Rest();
        if (!_writing.TryEnter())
            return;
        try
        {
            _writer?.Dispose();
            _writer = null;
        }
        finally
        {
            _writing.Exit();
        }
    }

    /// <summary>Puts the first writes into a new account that nobody sees yet.</summary>
    internal static void Begin(SqliteDatabase database, AccountSurroundings surroundings, IReadOnlyList<AccountWrite> first)
    {
        var work = new AccountWork(database, MailboxRows.Load(database), surroundings);
        database.Begin();
        foreach (var write in first)
            Apply(work, write);
        work.Flush();
        database.Commit();
    }

    /// <summary>Applies writes and makes them durable; on a storage thread.</summary>
    private CommitOutcome Commit(IReadOnlyList<AccountWrite> writes)
    {
        _open.Use(this);
        lock (_writing)
        {
            var state = _state ?? throw new StorageUnavailableException("The account is not loaded.");
            _writer ??= AccountSchema.OpenWriter(_surroundings.Database, _surroundings.Options);
            return Commit(_writer, state, writes);
        }
    }

    private CommitOutcome Commit(SqliteDatabase database, AccountState state, IReadOnlyList<AccountWrite> writes)
    {
        var work = new AccountWork(database, state, _surroundings);
        var isDoubtful = false;
        try
        {
            database.Begin();
            var taken = ApplyAll(work, writes);
            work.Flush();
            if (work.NewFiles.Count > 0)
                DurableFiles.SyncFolder(_surroundings.Content);
            isDoubtful = true;
            database.Commit();
            _state = work.State;
            foreach (var file in work.OldFiles)
                File.Delete(file);
            return new(taken, work.Tree);
        }
        catch (Exception failure)
        {
            DropWriter();
            // Names that no committed row refers to. Where the commit itself failed it may have happened: the sweep at the next opening knows.
            if (!isDoubtful)
                work.NewFiles.ForEach(File.Delete);
            else
                _isSwept = false;
            foreach (var write in writes)
                write.Clear();
            throw failure is IOException and not StorageUnavailableException ? new StorageUnavailableException("The account's folder failed.", failure) : failure;
        }
    }

    private MailboxTree Load()
    {
        _open.Use(this);
        lock (_writing)
            return LoadHeld();
    }

    private MailboxTree LoadHeld()
    {
        DropWriter();
        _writer = AccountSchema.OpenWriter(_surroundings.Database, _surroundings.Options);
        Restoring.Finish(_writer, _surroundings);
        _state = MailboxRows.Load(_writer);
        if (!_isSwept)
        {
            Orphans.Sweep(_writer, _surroundings);
            _isSwept = true;
        }

        return _state.Tree;
    }

    private static int ApplyAll(AccountWork work, IReadOnlyList<AccountWrite> writes)
    {
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < writes.Count; i++)
        {
            if (i > 0 && Stopwatch.GetElapsedTime(began) > LongestBatch)
                return i;
            ApplyOne(work, writes[i]);
        }

        return writes.Count;
    }

    private static void ApplyOne(AccountWork work, AccountWrite write)
    {
        var before = work.State;
        var files = work.NewFiles.Count;
        work.Database.Statement("SAVEPOINT one").Run();
        try
        {
            Apply(work, write);
        }
        catch (Exception failure) when (failure is not StorageUnavailableException && work.Database.InTransaction)
        {
            // This one alone failed: its rows, its part of the state and its files go, the others stay.
            work.Database.Statement("ROLLBACK TO one").Run();
            work.Restore(before);
            for (var i = files; i < work.NewFiles.Count; i++)
                File.Delete(work.NewFiles[i]);
            work.NewFiles.RemoveRange(files, work.NewFiles.Count - files);
            write.Clear();
            write.Failure = failure is IOException or UnauthorizedAccessException ? new StorageUnavailableException("The account's folder failed.", failure) : failure;
        }

        work.Database.Statement("RELEASE one").Run();
    }

    private static void Apply(AccountWork work, AccountWrite write)
    {
        switch (write)
        {
            case AppendWrite append:
                append.Result = AppendOperation.Apply(work, append);
                break;
            case StoreFlagsWrite store:
                store.Result = StoreFlagsOperation.Apply(work, store);
                break;
            case CopyWrite copy:
                copy.Result = CopyOperation.Apply(work, copy);
                break;
            case MoveWrite move:
                move.Result = CopyOperation.Apply(work, move);
                break;
            case ExpungeWrite expunge:
                expunge.Result = Removal.Apply(work, expunge);
                break;
            case CreateMailboxWrite create:
                create.Result = MailboxOperations.Apply(work, create);
                break;
            case DeleteMailboxWrite delete:
                delete.Result = MailboxOperations.Apply(work, delete);
                break;
            case RenameMailboxWrite rename:
                rename.Result = MailboxOperations.Apply(work, rename);
                break;
            case SubscribeWrite subscribe:
                MailboxOperations.Apply(work, subscribe);
                break;
            case RecentWrite recent:
                MailboxOperations.Apply(work, recent);
                break;
            case SweepWrite sweep:
                SweepOperation.Apply(work, sweep);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(write));
        }
    }

    private TResult Read<TArgument, TResult>(TArgument argument, Func<SqliteDatabase, TArgument, TResult> read)
    {
        _open.Use(this);
        return _readers.Read(argument, read);
    }

    private void DropWriter()
    {
        _writer?.Dispose();
        _writer = null;
        _state = null;
    }
}
