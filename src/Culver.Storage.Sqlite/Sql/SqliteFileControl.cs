using System.Runtime.InteropServices;
using SQLitePCL;

namespace Culver.Storage.Sqlite.Sql;

/// <summary>What the bindings leave out.</summary>
internal static partial class SqliteFileControl
{
    // https://sqlite.org/c3ref/c_fcntl_begin_atomic_write.html
    private const int HasMoved = 20;

    /// <summary>Whether the file was renamed or removed, or another one put in its place, since it was opened: what is written to it then is written to nothing.</summary>
    public static bool IsElsewhere(sqlite3 database) => Control(database, "main", HasMoved, out var moved) == raw.SQLITE_OK && moved != 0;

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(sqlite3 database, string name, int operation, out int answer);
}
