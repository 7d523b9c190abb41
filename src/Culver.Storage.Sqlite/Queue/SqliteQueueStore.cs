// The outbound queue in one SQLite database, data/queue.db, and files for large content, data/queue/ID.
// Rules upheld here: a file is synced, and its name with it, before the commit that refers to it; a file goes after the commit that
// forgets it; what a crash left between the two is swept when the queue is opened; reads have a connection of their own and never
// wait for a write.
using Culver.Storage.Queue;
using Culver.Storage.Sqlite.Content;
using Culver.Storage.Sqlite.Files;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Queue;

/// <summary>The embedded engine's outbound queue.</summary>
public sealed class SqliteQueueStore : IQueueStore
{
    private const string DatabaseName = "queue.db";
    private const string FolderName = "queue";
    private const int RerouteSlice = 1000;

    private readonly SqliteDatabase _database;
    private readonly SqliteDatabase _reader;
    private readonly Lock _reading = new();
    private readonly StorageThreads _threads = new(4);
    private readonly QueueWriter _writer;
    private readonly string _spool;
    private readonly string _files;
    private readonly int _threshold;
    private long _nextName;

    private SqliteQueueStore(SqliteDatabase database, SqliteDatabase reader, string spool, string files, int threshold)
    {
        _database = database;
        _reader = reader;
        _spool = spool;
        _files = files;
        _threshold = threshold;
        _writer = new(database, _threads);
    }

    /// <summary>Opens the queue of a data folder, makes it if there is none, and brings it to the newest schema.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be opened, or a newer version of Culver wrote it; then it was not changed.</exception>
    public static SqliteQueueStore Open(DataFolder folder, StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        var file = Path.Combine(folder.Path, DatabaseName);
        var files = Path.Combine(folder.Path, FolderName);
        DurableFiles.CreateFolder(files);
        var database = SqliteDatabase.Open(file, SqliteOpen.Create);
        SqliteDatabase? reader = null;
        try
        {
            QueueSchema.Migrate(database);
            // The names of the database and of its log, which SQLite does not answer for.
            DurableFiles.SyncFolder(folder.Path);
            reader = SqliteDatabase.Open(file, SqliteOpen.Existing);
            reader.Execute("PRAGMA query_only = ON;");
            Sweep(files, QueueQueries.InFiles(reader));
            return new(database, reader, folder.Spool, files, options.InlineThreshold);
        }
        catch
        {
            reader?.Dispose();
            database.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IQueueContent Stage(long expectedLength) => new QueueContent(NewPath, _threads, _threshold, expectedLength);

    /// <inheritdoc/>
    public async ValueTask<bool> AddAsync(NewQueueEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        cancellationToken.ThrowIfCancellationRequested();
        var path = await PlaceAsync(entry);
        var added = false;
        try
        {
            added = await _writer.WriteAsync(path is null ? entry.Content.Length : 0, database => QueueRows.Insert(database, entry, path is not null, out _));
            return added;
        }
        finally
        {
            if (!added && path is not null)
                DurableFiles.TryDelete(path);
        }
    }

    /// <inheritdoc/>
    public async ValueTask ApplyAsync(QueueChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var paths = new List<string?>();
        var removed = new List<QueueId>();
        var done = false;
        try
        {
            foreach (var added in change.Added)
                paths.Add(await PlaceAsync(added));
            await _writer.WriteAsync(change.Added.Sum(static entry => entry.Content.Length), database =>
            {
                for (var i = 0; i < change.Added.Count; i++)
                    QueueRows.Insert(database, change.Added[i], paths[i] is not null, out _);
                Apply(database, change.Recipients, removed);
                return true;
            }, isLasting: false);
            done = true;
        }
        finally
        {
            // It stays the caller's, who may try again.
            for (var i = 0; i < paths.Count && !done; i++)
            {
                if (paths[i] is { } path)
                    ((QueueContent)change.Added[i].Content).TakeBack(path);
            }
        }

        var files = removed.FindAll(id => File.Exists(FileOf(id)));
        if (files.Count == 0)
            return;
        // A file must not go before the row that names it has gone for good.
        await _writer.WriteAsync(0, static _ => true);
        files.ForEach(DropFile);
    }

    /// <inheritdoc/>
    public ValueTask<QueueEntry?> FindAsync(QueueId id, CancellationToken cancellationToken) => Read(id, QueueQueries.Find, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<QueueEntry>> ListAsync(QueueId? after, int limit, CancellationToken cancellationToken) =>
        Read((after, limit), static (database, page) => QueueQueries.List(database, page.after, page.limit), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<QueueDestination>> ListDestinationsAsync(CancellationToken cancellationToken) =>
        Read(0, static (database, _) => QueueQueries.Destinations(database), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<QueueEntry>> FindDueAsync(
        string destination, DateTimeOffset now, IReadOnlySet<QueueId> except, int messages, int recipients, CancellationToken cancellationToken) =>
        Read(new QueueQueries.DueQuestion(destination, now, except, messages, recipients), QueueQueries.Due, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset?> FindNextDueAsync(string destination, IReadOnlySet<QueueId> except, CancellationToken cancellationToken) =>
        Read((destination, except), static (database, question) => QueueQueries.NextDue(database, question.destination, question.except), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IMessageContent?> OpenContentAsync(QueueId id, CancellationToken cancellationToken)
    {
        if (await Read(id, QueueQueries.Blob, cancellationToken) is { } blob)
        {
            var size = BlobEnvelope.Read(blob);
            return size == blob.Length - BlobEnvelope.Length
                ? new InlineContent(blob.AsMemory(BlobEnvelope.Length))
                : throw new StorageUnavailableException("A stored blob has not the length it names.");
        }

        var path = FileOf(id);
        return File.Exists(path) ? new FileContent(path) : null;
    }

    /// <inheritdoc/>
    public async ValueTask<int> RetryAsync(QueueId? id, DateTimeOffset dueAt, CancellationToken cancellationToken) => await _writer.WriteAsync(0, database =>
    {
        var due = QueueRows.Milliseconds(dueAt);
        if (id is not { } one)
        {
            database.Statement("UPDATE recipient SET due_ms = ?1 WHERE state = 0 AND held = 0").Bind(1, due).Run();
            return (int)database.Scalar("SELECT COUNT(DISTINCT message) FROM recipient WHERE state = 0 AND held = 0", otherwise: 0);
        }

        if (QueueRows.Find(database, one) is not { } row)
            return 0;
        database.Statement("UPDATE recipient SET due_ms = ?1 WHERE state = 0 AND message = ?2").Bind(1, due).Bind(2, row).Run();
        return 1;
    });

    /// <inheritdoc/>
    public async ValueTask<int> SetHeldAsync(QueueId? id, bool held, CancellationToken cancellationToken) => await _writer.WriteAsync(0, database =>
    {
        var value = held ? 1L : 0;
        if (id is not { } one)
        {
            database.Statement("UPDATE message SET held = ?1 WHERE held <> ?1").Bind(1, value).Run();
            var changed = database.Changes;
            database.Statement("UPDATE recipient SET held = ?1 WHERE held <> ?1").Bind(1, value).Run();
            return changed;
        }

        if (QueueRows.Find(database, one) is not { } row)
            return 0;
        database.Statement("UPDATE message SET held = ?1 WHERE row = ?2").Bind(1, value).Bind(2, row).Run();
        database.Statement("UPDATE recipient SET held = ?1 WHERE message = ?2").Bind(1, value).Bind(2, row).Run();
        return 1;
    });

    /// <inheritdoc/>
    public async ValueTask<bool> RemoveAsync(QueueId id, CancellationToken cancellationToken)
    {
        var removed = await _writer.WriteAsync(0, database =>
        {
            if (QueueRows.Find(database, id) is not { } row)
                return false;
            Delete(database, row);
            return true;
        });
        if (removed)
            DropFile(id);
        return removed;
    }

    /// <inheritdoc/>
    public async ValueTask RerouteAsync(Func<string, string> destinationOf, CancellationToken cancellationToken)
    {
        var (row, number) = (0L, -1);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var slice = await Read((row, number), Slice, cancellationToken);
            if (slice.Count == 0)
                return;
            (row, number, _, _) = slice[^1];
            var changed = slice.Select(item => (item.Row, item.Number, Old: item.Destination, New: destinationOf(item.Address)))
                .Where(static item => item.Old != item.New).ToList();
            if (changed.Count == 0)
                continue;
            await _writer.WriteAsync(0, database =>
            {
                foreach (var item in changed)
                {
                    database.Statement("UPDATE recipient SET destination = ?3 WHERE message = ?1 AND number = ?2")
                        .Bind(1, item.Row).Bind(2, (long)item.Number).Bind(3, item.New).Run();
                }

                return true;
            });
        }

        static List<(long Row, int Number, string Address, string Destination)> Slice(SqliteDatabase database, (long Row, int Number) after)
        {
            var slice = new List<(long Row, int Number, string Address, string Destination)>();
            var statement = database.Statement(
                "SELECT message, number, address, destination FROM recipient WHERE (message, number) > (?1, ?2) AND state = 0 ORDER BY message, number LIMIT ?3")
                .Bind(1, after.Row).Bind(2, (long)after.Number).Bind(3, (long)RerouteSlice);
            while (statement.Step())
                slice.Add((statement.Int64(0), statement.Int32(1), statement.Text(2), statement.Text(3)));
            return slice;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ConsistencyFinding>> CheckAsync(CancellationToken cancellationToken) => await _threads.RunAsync(() =>
    {
        // A connection of its own: readers go on meanwhile.
        using var database = SqliteDatabase.Open(_database.Path, SqliteOpen.Existing);
        database.Execute("PRAGMA query_only = ON;");
        return QueueCheck.Run(database, FileOf, cancellationToken);
    });

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ConsistencyFinding>> RepairAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var removed = new List<QueueId>();
        var mended = await _writer.WriteAsync(0, database => QueueRepair.Run(database, removed));
        removed.ForEach(DropFile);
        return mended;
    }

    /// <inheritdoc/>
    public async ValueTask BackupAsync(string folder, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, DatabaseName);
        var files = Path.Combine(folder, FolderName);
        DurableFiles.CreateFolder(files);
        await _threads.RunAsync(() =>
        {
            // A connection of its own: readers go on meanwhile.
            using var source = SqliteDatabase.Open(_database.Path, SqliteOpen.Existing);
            using var copy = SqliteDatabase.Open(file, SqliteOpen.Create);
            source.BeginRead();
            SqliteBackup.Copy(source, copy, cancellationToken);
            source.Rollback();
            foreach (var id in QueueQueries.InFiles(copy))
            {
                try
                {
                    File.Copy(FileOf(id), Path.Combine(files, id.ToString()), overwrite: true);
                    DurableFiles.SyncFile(Path.Combine(files, id.ToString()));
                }
                catch (FileNotFoundException)
                {
                    // It went out after the copy was made.
                    if (QueueRows.Find(copy, id) is { } row)
                        Delete(copy, row);
                }
            }

            return true;
        });
        DurableFiles.SyncFolder(files);
    }

    /// <summary>Closes the database; writes under way end first.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.FinishAsync();
        lock (_reading)
            _reader.Dispose();
        _database.Dispose();
        _threads.Dispose();
    }

    private static void Apply(SqliteDatabase database, IReadOnlyList<QueueRecipient> recipients, List<QueueId> removed)
    {
        removed.Clear();
        foreach (var group in recipients.GroupBy(static recipient => recipient.Message))
        {
            if (QueueRows.Find(database, group.Key) is not { } row)
                continue;
            foreach (var recipient in group)
                QueueRows.Update(database, row, recipient);
            var waiting = database.Statement("SELECT 1 FROM recipient WHERE message = ?1 AND state = 0 LIMIT 1").Bind(1, row);
            using (waiting.Rows())
            {
                if (waiting.Step())
                    continue;
            }

            Delete(database, row);
            removed.Add(group.Key);
        }
    }

    internal static void Delete(SqliteDatabase database, long row)
    {
        database.Statement("DELETE FROM recipient WHERE message = ?1").Bind(1, row).Run();
        database.Statement("DELETE FROM content WHERE message = ?1").Bind(1, row).Run();
        database.Statement("DELETE FROM message WHERE row = ?1").Bind(1, row).Run();
    }

    private static void Sweep(string files, HashSet<QueueId> known)
    {
        foreach (var file in System.IO.Directory.EnumerateFiles(files))
        {
            if (!QueueId.TryParse(Path.GetFileName(file), out var id) || !known.Contains(id))
                File.Delete(file);
        }
    }

    // The name in the spool is never that of another file: that folder belongs to one process and is emptied when that begins.
    private string NewPath() => Path.Combine(_spool, $"queue-{Interlocked.Increment(ref _nextName):x}");

    private string FileOf(QueueId id) => Path.Combine(_files, id.ToString());

    private async ValueTask<string?> PlaceAsync(NewQueueEntry entry)
    {
        var content = (QueueContent)entry.Content;
        if (content.Path is null)
            return null;
        var path = FileOf(entry.Message.Id);
        try
        {
            await _threads.RunAsync(() =>
            {
                content.MoveTo(path);
                return true;
            });
            return path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException("The message could not be placed in the queue.", exception);
        }
    }

    private void DropFile(QueueId id)
    {
        var path = FileOf(id);
        if (File.Exists(path))
            DurableFiles.TryDelete(path);
    }

    private ValueTask<TResult> Read<TArgument, TResult>(
        TArgument argument, Func<SqliteDatabase, TArgument, TResult> query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_reading)
            return ValueTask.FromResult(query(_reader, argument));
    }
}
