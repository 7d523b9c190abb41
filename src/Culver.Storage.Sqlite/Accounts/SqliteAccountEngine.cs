using System.Diagnostics.CodeAnalysis;
using Culver.Storage.Engine;
using Culver.Storage.Search;
using Culver.Storage.Sqlite.Files;
using Culver.Storage.Sqlite.Schema;
using Culver.Storage.Sqlite.Search;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>
/// One account's database. Rules it upholds: one connection writes, on a storage thread or that of whoever asks, others read beside it; a file that a row refers
/// to has a synced name before the row is committed; after a failure that leaves doubt, connections and state are dropped and what is
/// stored is read again.
/// </summary>
internal sealed class SqliteAccountEngine : IAccountEngine
{
    private readonly AccountSurroundings _surroundings;
    private readonly StorageThreads _threads;
    private readonly AccountReaders _readers;
    private readonly OpenDatabases _open;
    // Held while the writing connection is used or closed.
    private readonly Lock _writing = new();
    private SqliteDatabase? _writer;
    private LogRoom? _room;
    private AccountState? _state;
    private bool _isSwept;
    // A commit failed, and the log may end in what the disk never got.
    private bool _isLogUncertain;
    private bool _isLogNamed;
    // Once only: after a failure in the midst of things copies go on that were begun here.
    private bool _copiesAreWhole;

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
    public async ValueTask<MailboxTree> LoadAsync(CancellationToken cancellationToken) => await _threads.RunAsync(() => SqliteStorageEngine.Guarded(Load));

    /// <inheritdoc/>
    public async ValueTask<CommitOutcome> CommitAsync(IReadOnlyList<AccountWrite> writes, CancellationToken cancellationToken) =>
        await _threads.RunHereAsync(() => Commit(writes));

    /// <inheritdoc/>
    public bool TryCommitHere(IReadOnlyList<AccountWrite> writes, out CommitOutcome outcome)
    {
        outcome = default;
        if (!_threads.TryBeginHere())
            return false;
        try
        {
            outcome = Commit(writes);
            return true;
        }
        finally
        {
            _threads.EndHere();
        }
    }

    /// <inheritdoc/>
    public bool TryLend(Action work) => _threads.TryLend(work);

    /// <inheritdoc/>
    public ValueTask<LoadedRows?> LoadRowsAsync(MailboxId mailbox, ModSeq since, CancellationToken cancellationToken) =>
        new(Read((Mailbox: mailbox, since, _surroundings), static (database, asked) => RowReading.Load(database, asked.Mailbox, asked.since, asked._surroundings)));

    /// <inheritdoc/>
    public ValueTask<UidSet?> VanishedSinceAsync(MailboxId mailbox, ModSeq since, CancellationToken cancellationToken) =>
        new(Read((mailbox, since), static (database, asked) => RowReading.VanishedSince(database, asked.mailbox, asked.since)));

    /// <inheritdoc/>
    public ValueTask<long> CountAsync(MailboxId mailbox, UidSet uids, CancellationToken cancellationToken) =>
        new(Read((mailbox, uids), static (database, asked) => RowReading.Count(database, asked.mailbox, asked.uids)));

    /// <inheritdoc/>
    public ValueTask<MessageBatch> ReadMessagesAsync(ReadOnlyMemory<IndexRow> rows, MessageParts parts, CancellationToken cancellationToken) =>
        new(Read((rows, parts), static (database, asked) => MessageReading.Read(database, asked.rows.Span, asked.parts)));

    /// <inheritdoc/>
    public ValueTask<int> ShowDigestsAsync(ReadOnlyMemory<IndexRow> rows, IDigestReader reader, CancellationToken cancellationToken) =>
        new(Read((rows, reader), static (database, asked) => DigestShowing.Show(database, asked.rows.Span, asked.reader)));

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset[]> ReadSaveDatesAsync(MailboxId mailbox, ReadOnlyMemory<IndexRow> rows, CancellationToken cancellationToken) =>
        new(Read((mailbox, rows), static (database, asked) => RowReading.SaveDates(database, asked.mailbox, asked.rows.Span)));

    /// <inheritdoc/>
    public ValueTask<IMessageContent> OpenContentAsync(IndexRow row, CancellationToken cancellationToken) =>
        new(Read((row.Message, _surroundings), static (database, asked) => MessageReading.Open(database, asked.Message, asked._surroundings)));

    /// <inheritdoc/>
    public bool HasTextIndex => File.Exists(Path.Combine(_surroundings.Folder, TextSchema.FileName));

    /// <inheritdoc/>
    public ValueTask<ITextIndex?> OpenTextIndexAsync(CancellationToken cancellationToken) =>
        new(SqliteTextIndex.Open(Path.GetDirectoryName(_surroundings.Database)!, _surroundings.Options.MapFiles));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ConsistencyFinding>> CheckAsync(CancellationToken cancellationToken)
    {
        var rows = await _threads.RunAsync(() => Read(_surroundings, static (database, surroundings) => ConsistencyCheck.Run(database, surroundings)));
        var contents = new ContentCheck(_surroundings);
        // In slices, which commits of other accounts go between.
        while (await _threads.RunAsync(() => contents.ReadFiles(Read(contents, static (database, check) => check.ReadRows(database)))))
            cancellationToken.ThrowIfCancellationRequested();
        return [.. rows, .. contents.Findings];
    }

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
            CloseWriter();
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
            CloseWriter();
        }
        finally
        {
            _writing.Exit();
        }
    }

    /// <summary>What its connections did so far; to be asked when nobody uses them.</summary>
    internal SqliteWork Work()
    {
        lock (_writing)
            return (_writer?.Work() ?? default) + _readers.Work();
    }

    private CommitOutcome Commit(IReadOnlyList<AccountWrite> writes)
    {
        _open.Use(this);
        lock (_writing)
        {
            using (_readers.Change())
                return CommitHeld(writes);
        }
    }

    private CommitOutcome CommitHeld(IReadOnlyList<AccountWrite> writes)
    {
        var state = _state ?? throw new StorageUnavailableException("The account is not loaded.");
        AccountCommit? commit = null;
        Exception failure;
        try
        {
            OpenWriter();
            _writer.RequireInPlace();
            RequireNamedLog();
            _room.Make();
            commit = new(new(_writer, state, _surroundings));
            var taken = commit.Run(writes);
            _state = commit.State;
            commit.RemoveOldFiles();
            return new(taken, commit.State.Tree);
        }
        catch (Exception exception)
        {
            failure = AccountCommit.Said(exception);
            commit?.GiveUp(writes);
            CloseWriter();
            if (commit is null or { IsDoubtful: true })
            {
                _isLogUncertain |= commit is not null;
                _state = null;
                _isSwept = false;
                _readers.Rest();
                throw failure;
            }
        }

        // Nothing of it is stored. What does not fit on the disk must not take with it what would: smaller transactions tell them apart.
        if (writes.Count > 1)
            return CommitHeld([.. writes.Take(writes.Count / 2)]);
        writes[0].Failure = failure;
        return new(1, state.Tree);
    }

    private MailboxTree Load()
    {
        _open.Use(this);
        lock (_writing)
        {
            using (_readers.Change())
                return LoadHeld();
        }
    }

    private MailboxTree LoadHeld()
    {
        CloseWriter();
        _state = null;
        if (_isLogUncertain)
            WriteAheadLog.WriteAgain(_surroundings.Database);
        OpenWriter();
        if (_isLogUncertain)
        {
            // What failed is either in the database now or, where readers kept it open, hidden behind their end of the log. A commit over it ends
            // the doubt, before a file is swept that a row may come back to.
            RequireNamedLog();
            _writer.Begin();
            _writer.Execute("UPDATE account SET modseq = modseq");
            _writer.Commit();
            _isLogUncertain = false;
        }

        Restoring.Finish(_writer, _surroundings);
        _state = MailboxRows.Load(_writer);
        if (!_copiesAreWhole)
        {
            _state = UnfinishedCopies.TakeBackAll(_writer, _state, _surroundings);
            _copiesAreWhole = true;
        }

        if (!_isSwept)
        {
            Orphans.Sweep(_writer, _surroundings);
            _isSwept = true;
        }

        return _state.Tree;
    }

    private TResult Read<TArgument, TResult>(TArgument argument, Func<SqliteDatabase, TArgument, TResult> read)
    {
        _open.Use(this);
        return _readers.Read(argument, read);
    }

    [MemberNotNull(nameof(_writer), nameof(_room))]
    private void OpenWriter()
    {
        _writer ??= AccountSchema.OpenWriter(_surroundings.Database, _surroundings.Options);
        _room ??= new(_writer, AccountSchema.LongestLog);
    }

    // SQLite asks for the name of a log it has made to be durable, and does not look whether it became so: what is committed to a log without a name
    // goes with the power. The log stays while the writer is open, so that once is enough.
    private void RequireNamedLog()
    {
        if (_isLogNamed)
            return;
        DurableFiles.SyncFolder(_surroundings.Folder);
        _isLogNamed = true;
    }

    private void CloseWriter()
    {
        _isLogNamed = false;
        _writer?.Dispose();
        _writer = null;
        _room = null;
    }
}
