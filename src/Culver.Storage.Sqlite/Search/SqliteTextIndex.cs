using System.Collections.Immutable;
using Culver.Storage.Search;
using Culver.Storage.Sqlite.Sql;
using SQLitePCL;

namespace Culver.Storage.Sqlite.Search;

/// <summary>
/// A text index in a SQLite file: folded texts, and for every 256 of them a block of trigram signatures that rules most of them out.
/// Texts not in a block yet (the tail) are scanned. One caller at a time; none of the calls is long.
/// </summary>
internal sealed class SqliteTextIndex : ITextIndex
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly SortedSet<long> _tail = [];
    private readonly List<TextBlock> _blocks = [];
    private readonly HashSet<long> _removed = [];
    private readonly SqliteDatabase _database;
    private bool _closed;
    private volatile bool _failed;
    private bool _isWorthless;

    private SqliteTextIndex(SqliteDatabase database) => _database = database;

    /// <inheritdoc/>
    public bool HasFailed => _failed;

    /// <summary>What it is kept in.</summary>
    internal SqliteDatabase Database => _database;

    /// <summary>How many blocks there are.</summary>
    internal int Blocks => _blocks.Count;

    /// <summary>Opens the index of the account in <paramref name="folder"/>, empty where there is none, or one that is damaged or of another form.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be opened now, nor made where there is none; what there is stays.</exception>
    public static SqliteTextIndex Open(string folder, bool isMapped = true)
    {
        var path = Path.Combine(folder, TextSchema.FileName);
        try
        {
            try
            {
                if (TryOpen(path, isMapped) is { } index)
                    return index;
            }
            catch (Exception exception) when (IsDamage(exception))
            {
                // There is nothing in it that cannot be made again.
            }

            TextSchema.TryDelete(path);
            return TryOpen(path, isMapped) ?? throw new StorageUnavailableException("A new text index cannot be used.");
        }
        catch (Exception exception) when (exception is SqliteException or UnauthorizedAccessException || (exception is IOException and not StorageUnavailableException))
        {
            throw new StorageUnavailableException("The text index cannot be opened.", exception);
        }
    }

    /// <inheritdoc/>
    public ValueTask<TextAnswer[]> FindAsync(ReadOnlyMemory<long> messages, ImmutableArray<FoldedNeedle> needles, CancellationToken cancellationToken) =>
        AskAsync(() => new TextQuery(_database, needles).Find(messages.Span, _blocks, _tail, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<TextAnswer[]> RuleOutAsync(ReadOnlyMemory<long> messages, ImmutableArray<FoldedNeedle> needles, FieldQuestion? fields, CancellationToken cancellationToken) =>
        AskAsync(() => new TextQuery(_database, needles, fields).RuleOut(messages.Span, _blocks, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask AddAsync(IReadOnlyList<IndexedText> texts, CancellationToken cancellationToken)
    {
        using var _ = await EnterAsync(cancellationToken);
        Write(() =>
        {
            foreach (var text in texts)
            {
                Insert(text);
            }

            while (_tail.Count >= TrigramSignature.Messages)
                BuildBlock();
        });
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(ReadOnlyMemory<long> messages, CancellationToken cancellationToken)
    {
        using var _ = await EnterAsync(cancellationToken);
        Write(() =>
        {
            foreach (var message in messages.Span)
            {
                _database.Statement("DELETE FROM text WHERE message = ?").Bind(1, message).Run();
                if (_database.Changes == 0)
                    continue;
                if (_tail.Remove(message))
                    _database.Statement("DELETE FROM tail WHERE message = ?").Bind(1, message).Run();
                else
                    _removed.Add(message);
            }

            // A third of what the blocks say is about nothing: they are built again from the texts that are left.
            if (_removed.Count * 3 > _blocks.Count * TrigramSignature.Messages)
                Rebuild();
        });
    }

    /// <inheritdoc/>
    public async ValueTask<long[]> MessagesAsync(CancellationToken cancellationToken)
    {
        using var _ = await EnterAsync(cancellationToken);
        return [.. _tail.Concat(_blocks.SelectMany(static block => block.Messages)).Where(message => !_removed.Contains(message)).Order()];
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ConsistencyFinding>> CheckAsync(CancellationToken cancellationToken)
    {
        // By a connection of its own: it is long, and others ask meanwhile.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        IReadOnlyList<ConsistencyFinding> findings = [];
        Exception? failure = null;
        try
        {
            findings = TextIndexCheck.Run(_database.Path, cancellationToken);
        }
        catch (Exception exception) when (exception is SqliteException or StorageUnavailableException)
        {
            failure = exception;
        }

        // Where it was closed or failed meanwhile, its files may have been removed below the check.
        using var _ = await EnterAsync(cancellationToken);
        return failure is null ? findings : throw failure as StorageUnavailableException ?? new StorageUnavailableException("The text index failed.", failure);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<long>> DifferingAsync(IReadOnlyList<IndexedText> texts, CancellationToken cancellationToken)
    {
        using var _ = await EnterAsync(cancellationToken);
        return Guard(() => texts.Where(IsOther).Select(static text => text.Message).ToList());
    }

    /// <inheritdoc/>
    public async ValueTask DiscardAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        _failed = _isWorthless = true;
        _gate.Release();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            if (_closed)
                return;
            _closed = true;
            _database.Dispose();
            if (_isWorthless)
                TextSchema.TryDelete(_database.Path);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async ValueTask<TextAnswer[]> AskAsync(Func<TextAnswer[]> ask, CancellationToken cancellationToken)
    {
        using var _ = await EnterAsync(cancellationToken);
        return Guard(() =>
        {
            _database.BeginRead();
            try
            {
                return ask();
            }
            finally
            {
                _database.Rollback();
            }
        });
    }

    private async ValueTask<Turn> EnterAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        // After a failure what is in memory may be ahead of what is stored.
        if (!_closed && !_failed)
            return new(_gate);
        _gate.Release();
        throw new TextIndexClosedException();
    }

    private static SqliteTextIndex? TryOpen(string path, bool isMapped)
    {
        if (TextSchema.Open(path, isMapped) is not { } database)
            return null;
        try
        {
            var index = new SqliteTextIndex(database);
            index.Load();
            return index;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    // A statement that SQLite itself refuses is one for other tables than these. Everything else may pass: a lack of descriptors or memory, a full disk, another who
    // has the file. To index an account anew takes long, and is not for that.
    private static bool IsDamage(Exception failure) => failure is SqliteException or StorageDamagedException;

    /// <summary>Whether what is stored may be something else than what is seen. After an error of the disk, a sync that failed above all, nobody knows what it has, and what the index
    /// says must be true even after a power loss.</summary>
    internal static bool LeavesDoubt(Exception failure) => IsDamage(failure) || failure is StorageUnavailableException { Code: var code } && (code & 0xFF) == raw.SQLITE_IOERR;

    private T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is SqliteException or StorageUnavailableException)
        {
            // What is in memory may be ahead of the file, which is right when it is opened anew, on a full disk as well; a damaged one is thrown away.
            _failed = true;
            _isWorthless |= LeavesDoubt(exception);
            throw exception as StorageUnavailableException ?? new StorageUnavailableException("The text index failed.", exception);
        }
    }

    private void Write(Action work) => Guard(() =>
    {
        _database.Begin();
        try
        {
            work();
            _database.Commit();
        }
        catch
        {
            _database.Rollback();
            throw;
        }

        return true;
    });

    private void Load()
    {
        _tail.Clear();
        _blocks.Clear();
        _removed.Clear();
        var known = new HashSet<long>();
        var texts = _database.Statement("SELECT message FROM text");
        using (texts.Rows())
        {
            while (texts.Step())
                known.Add(texts.Int64(0));
        }

        var tail = _database.Statement("SELECT message FROM tail");
        using (tail.Rows())
        {
            while (tail.Step())
                _tail.Add(tail.Int64(0));
        }

        var blocks = _database.Statement("SELECT block, messages FROM block ORDER BY block");
        using (blocks.Rows())
        {
            while (blocks.Step())
                _blocks.Add(TextBlock.Read(blocks.Int64(0), blocks.Blob(1)));
        }

        foreach (var block in _blocks)
            _removed.UnionWith(block.Messages.Where(message => !known.Contains(message)));
    }

    private bool IsOther(IndexedText text)
    {
        var select = _database.Statement("SELECT header, text, fields FROM text WHERE message = ?").Bind(1, text.Message);
        using (select.Rows())
        {
            if (!select.Step())
                return false;
            if (select.IsNull(2) == text.Fields.HasValue || (text.Fields is { } fields && !select.Blob(2).SequenceEqual(fields.Span)))
                return true;
            return select.IsNull(1) || text.IsTooLong
                ? select.IsNull(1) != text.IsTooLong
                : select.Int32(0) != text.HeaderLength || !select.Blob(1).SequenceEqual(text.Text.Span);
        }
    }

    private void Insert(in IndexedText text)
    {
        if (_removed.Contains(text.Message))
            return;
        var insert = _database.Statement("INSERT OR IGNORE INTO text VALUES (?, ?, ?, ?)").Bind(1, text.Message).Bind(2, text.HeaderLength);
        if (text.IsTooLong)
            insert.BindNull(3);
        else
            insert.Bind(3, text.Text.Span);
        if (text.Fields is { } fields)
            insert.Bind(4, fields.Span);
        else
            insert.BindNull(4);
        insert.Run();
        if (_database.Changes == 0)
            return;
        _database.Statement("INSERT INTO tail VALUES (?)").Bind(1, text.Message).Run();
        _tail.Add(text.Message);
    }

    private void BuildBlock()
    {
        var messages = _tail.Take(TrigramSignature.Messages).ToArray();
        var signature = new byte[TrigramSignature.BlockOctets];
        var fields = new byte[]?[messages.Length];
        for (var i = 0; i < messages.Length; i++)
        {
            var text = _database.Statement("SELECT text, fields FROM text WHERE message = ?").Bind(1, messages[i]);
            using (text.Rows())
            {
                var isThere = text.Step();
                if (!isThere || text.IsNull(0))
                    TrigramSignature.AddAnything(signature, i);
                else
                    TrigramSignature.Add(signature, i, text.Blob(0));
                if (isThere && !text.IsNull(1))
                    fields[i] = text.Blob(1).ToArray();
            }

            _database.Statement("DELETE FROM tail WHERE message = ?").Bind(1, messages[i]).Run();
            _tail.Remove(messages[i]);
        }

        var block = new TextBlock(_blocks.Count == 0 ? 0 : _blocks[^1].Number + 1, messages);
        _database.Statement("INSERT INTO block VALUES (?, ?)").Bind(1, block.Number).Bind(2, block.Write()).Run();
        for (var stripe = 0; stripe < TrigramSignature.Stripes; stripe++)
        {
            var bits = signature.AsSpan(stripe * TrigramSignature.StripeOctets, TrigramSignature.StripeOctets);
            if (bits.ContainsAnyExcept((byte)0))
                _database.Statement("INSERT INTO stripe VALUES (?, ?)").Bind(1, (block.Number * TrigramSignature.Stripes) + stripe).Bind(2, bits).Run();
        }

        for (var number = 0; number < IndexedFields.Count; number++)
            _database.Statement("INSERT INTO field VALUES (?, ?)").Bind(1, BlockFields.RowOf(block.Number, number)).Bind(2, BlockFields.Write(fields, number)).Run();
        _blocks.Add(block);
    }

    private void Rebuild()
    {
        _database.Execute("DELETE FROM stripe; DELETE FROM field; DELETE FROM block; DELETE FROM tail; INSERT INTO tail SELECT message FROM text");
        Load();
        while (_tail.Count >= TrigramSignature.Messages)
            BuildBlock();
    }

    /// <summary>A caller's turn; ends when disposed.</summary>
    private readonly struct Turn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
