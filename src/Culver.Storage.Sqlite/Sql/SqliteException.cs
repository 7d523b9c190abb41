using SQLitePCL;

namespace Culver.Storage.Sqlite.Sql;

/// <summary>
/// SQLite refused a statement for a reason inside it: a constraint, or a mistake of ours. What the disk or the file did becomes
/// <see cref="StorageUnavailableException"/> instead.
/// </summary>
internal sealed class SqliteException(int code, string message) : InvalidOperationException(message)
{
    /// <summary>The extended result code.</summary>
    public int Code { get; } = code;

    /// <summary>Whether a UNIQUE, CHECK, NOT NULL or foreign key constraint said no.</summary>
    public bool IsConstraint => (Code & 0xFF) == raw.SQLITE_CONSTRAINT;

    /// <summary>The exception for a result code.</summary>
    public static Exception For(int code, string message) => (code & 0xFF) switch
    {
        raw.SQLITE_ERROR or raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_MISUSE or raw.SQLITE_RANGE or raw.SQLITE_TOOBIG
            or raw.SQLITE_INTERNAL or raw.SQLITE_SCHEMA => new SqliteException(code, $"SQLite error {code}: {message}"),
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => new StorageDamagedException($"SQLite error {code}: {message}") { Code = code },
        // FULL, IOERR, READONLY, CANTOPEN, BUSY, LOCKED, NOMEM, PERM, PROTOCOL, INTERRUPT …: the disk, the file, the machine.
        _ => new StorageUnavailableException($"SQLite error {code}: {message}") { Code = code },
    };
}
