using System.Globalization;
using Culver.Mime.Text;
using Culver.Storage.Search;
using Culver.Storage.Sqlite.Files;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Search;

/// <summary>
/// The file of an account's text index. It is derived: one of another form, of other text, of another fold, or damaged, is thrown away and built again.
/// It is not durable to the last commit but never inconsistent (WAL, <c>synchronous=NORMAL</c>: ADR 0005), since what it says of a message
/// must be true even after a power loss.
/// </summary>
internal static class TextSchema
{
    /// <summary>The file's name beside the account's database; not part of a backup.</summary>
    public const string FileName = "search.db";

    private const int Form = 2;

    private static string Version => string.Create(CultureInfo.InvariantCulture, $"{Form}/{SearchText.Version}/{TrigramSignature.Version}/{TextFolding.Version}/{IndexedFields.Version}");

    /// <summary>Throws the file away if that can be done; what is left of it is as good as it was.</summary>
    /// <returns>Whether it is gone.</returns>
    public static bool TryDelete(string path)
    {
        // Before its log: a file whose log is gone, as after a crash between the two, may say what was never so.
        DurableFiles.TryDelete(path);
        if (Path.Exists(path))
            return false;
        DurableFiles.TryDelete(path + "-wal");
        DurableFiles.TryDelete(path + "-shm");
        return true;
    }

    /// <summary>Opens the file, made where it is missing; null when it is of another form.</summary>
    public static SqliteDatabase? Open(string path, bool isMapped)
    {
        // What a crash left beside a file that is gone goes, too.
        var isNew = !File.Exists(path) && TryDelete(path);
        // Nobody but the owner may read it; the log beside it gets the same mode.
        if (isNew)
            DurableFiles.Create(path).Dispose();
        var database = SqliteDatabase.Open(path, SqliteOpen.Existing);
        try
        {
            if (isNew)
                database.Execute("PRAGMA page_size = 16384");
            database.Execute(
                """
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = NORMAL;
                PRAGMA secure_delete = OFF;
                PRAGMA journal_size_limit = 8388608;
                PRAGMA cache_size = -2048;
                PRAGMA temp_store = MEMORY;
                """);
            database.Execute(isMapped ? "PRAGMA mmap_size = 1073741824" : "PRAGMA mmap_size = 0");
            if (isNew)
                Create(database);
            if (IsCurrent(database))
                return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }

        database.Dispose();
        return null;
    }

    private static void Create(SqliteDatabase database)
    {
        database.Begin();
        database.Execute(
            """
            CREATE TABLE form (one INTEGER PRIMARY KEY CHECK (one = 1), version TEXT NOT NULL);
            CREATE TABLE text (message INTEGER PRIMARY KEY, header INTEGER NOT NULL, text BLOB, fields BLOB);
            CREATE TABLE tail (message INTEGER PRIMARY KEY);
            CREATE TABLE block (block INTEGER PRIMARY KEY, messages BLOB NOT NULL);
            CREATE TABLE stripe (stripe INTEGER PRIMARY KEY, bits BLOB NOT NULL);
            CREATE TABLE field (field INTEGER PRIMARY KEY, lines BLOB NOT NULL);
            """);
        using var insert = database.Prepare("INSERT INTO form VALUES (1, ?)");
        insert.Bind(1, Version).Run();
        database.Commit();
    }

    private static bool IsCurrent(SqliteDatabase database)
    {
        using var select = database.Prepare("SELECT version FROM form");
        using (select.Rows())
            return select.Step() && string.Equals(select.Text(0), Version, StringComparison.Ordinal);
    }
}
