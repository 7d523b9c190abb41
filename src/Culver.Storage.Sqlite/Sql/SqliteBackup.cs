using SQLitePCL;

namespace Culver.Storage.Sqlite.Sql;

/// <summary>Copies a database that is in use, through SQLite's own backup.</summary>
internal static class SqliteBackup
{
    private const int PagesAtOnce = 1024;

    /// <summary>
    /// Copies <paramref name="source"/>, which must be in a transaction, so that the copy is of that one moment whatever is written meanwhile.
    /// </summary>
    public static void Copy(SqliteDatabase source, SqliteDatabase target, CancellationToken cancellationToken)
    {
        using var backup = raw.sqlite3_backup_init(target.Handle, "main", source.Handle, "main");
        if (backup is null || backup.IsInvalid)
            target.Check(raw.sqlite3_errcode(target.Handle));
        int code;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            code = raw.sqlite3_backup_step(backup, PagesAtOnce);
        }
        while (code == raw.SQLITE_OK);
        if (code != raw.SQLITE_DONE)
            throw SqliteException.For(code, "The backup failed.");
    }
}
