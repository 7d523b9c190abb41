using Culver.Storage.Sqlite.Files;
using SQLitePCL;

namespace Culver.Storage.Sqlite.Sql;

/// <summary>
/// One connection to a SQLite file: the raw API with spans and prepared statements that are kept. Used by one thread at a time; the
/// library's own mutex is off.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    // Keyed by reference: the SQL of a kept statement is always a constant.
    private readonly Dictionary<string, SqliteStatement> _kept = new(ReferenceEqualityComparer.Instance);
    private readonly sqlite3 _handle;
    private bool _closed;

    private SqliteDatabase(sqlite3 handle, string path)
    {
        _handle = handle;
        Path = path;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The rowid of the newest INSERT on this connection.</summary>
    public long LastInsertRowId => raw.sqlite3_last_insert_rowid(_handle);

    /// <summary>How many rows the newest INSERT, UPDATE or DELETE touched.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    /// <summary>How many rows were touched since the database was opened.</summary>
    public int TotalChanges => raw.sqlite3_total_changes(_handle);

    /// <summary>Whether a transaction is open; an error may have ended it.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    internal sqlite3 Handle => _handle;

    /// <summary>Opens a file.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be opened, there is no usable SQLite library, or too many files are open.</exception>
    public static SqliteDatabase Open(string path, SqliteOpen mode)
    {
        SqliteLibrary.Require();
        FileRoom.Require();
        var flags = raw.SQLITE_OPEN_NOMUTEX | mode switch
        {
            SqliteOpen.ReadOnly => raw.SQLITE_OPEN_READONLY,
            SqliteOpen.Existing => raw.SQLITE_OPEN_READWRITE,
            SqliteOpen.Create => raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE,
            _ => throw new ArgumentOutOfRangeException(nameof(mode)),
        };
        var code = raw.sqlite3_open_v2(path, out var handle, flags, null);
        if (code != raw.SQLITE_OK)
        {
            var message = handle is null ? "cannot open" : raw.sqlite3_errmsg(handle).utf8_to_string();
            handle?.Dispose();
            throw new StorageUnavailableException($"SQLite error {code}: {message}");
        }

        raw.sqlite3_extended_result_codes(handle, 1);
        raw.sqlite3_busy_timeout(handle, 10_000);
        return new(handle, path);
    }

    /// <summary>The kept statement for a constant SQL text, prepared at first use; closed with the database.</summary>
    public SqliteStatement Statement(string constantSql)
    {
        if (!_kept.TryGetValue(constantSql, out var statement))
            _kept.Add(constantSql, statement = Prepare(constantSql));
        return statement;
    }

    /// <summary>Prepares a statement the caller owns.</summary>
    public SqliteStatement Prepare(string sql)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        Check(raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement));
        return new(this, statement);
    }

    /// <summary>Runs one or more statements without parameters, leaving their rows aside.</summary>
    public void Execute(string script)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        Check(raw.sqlite3_exec(_handle, script));
    }

    /// <summary>The first column of the first row; <paramref name="otherwise"/> where there is none or it is null.</summary>
    public long Scalar(string sql, long otherwise)
    {
        using var statement = Prepare(sql);
        return statement.Step() && !statement.IsNull(0) ? statement.Int64(0) : otherwise;
    }

    /// <summary>Begins a transaction that may write from its first moment.</summary>
    public void Begin() => Statement("BEGIN IMMEDIATE").Run();

    /// <summary>Begins a transaction that sees one moment of the database.</summary>
    public void BeginRead() => Statement("BEGIN DEFERRED").Run();

    /// <summary>Makes the transaction durable.</summary>
    public void Commit() => Statement("COMMIT").Run();

    /// <summary>Gives the transaction up; does nothing when an error ended it already.</summary>
    public void Rollback()
    {
        if (InTransaction)
            Statement("ROLLBACK").Run();
    }

    /// <summary>Sees to it that the file is still the one of its name: what was removed or moved away takes commits and keeps nothing.</summary>
    /// <exception cref="StorageUnavailableException">It is not.</exception>
    public void RequireInPlace()
    {
        if (SqliteFileControl.IsElsewhere(_handle))
            throw new StorageUnavailableException("A database is not in its place any more.");
    }

    /// <summary>Closes the statements kept and the file.</summary>
    public void Dispose()
    {
        if (_closed)
            return;
        _closed = true;
        foreach (var statement in _kept.Values)
            statement.Dispose();
        _kept.Clear();
        _handle.Dispose();
    }

    /// <summary>What it did so far, by its kept statements. Nobody uses it meanwhile.</summary>
    internal SqliteWork Work() => new(_kept.Values.Sum(static statement => statement.Steps), Status(raw.SQLITE_DBSTATUS_CACHE_HIT) + Status(raw.SQLITE_DBSTATUS_CACHE_MISS), Status(raw.SQLITE_DBSTATUS_CACHE_WRITE));

    private long Status(int which)
    {
        Check(raw.sqlite3_db_status(_handle, which, out var current, out _, 0));
        return current;
    }

    internal void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            throw SqliteException.For(raw.sqlite3_extended_errcode(_handle) is var extended and not 0 ? extended : code, raw.sqlite3_errmsg(_handle).utf8_to_string());
    }
}

/// <summary>How a database file is opened.</summary>
internal enum SqliteOpen
{
    /// <summary>To read only; it must exist.</summary>
    ReadOnly,

    /// <summary>To read and write; it must exist.</summary>
    Existing,

    /// <summary>To read and write; made when it is not there.</summary>
    Create,
}
