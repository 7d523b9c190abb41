using System.Runtime.InteropServices;

namespace Culver.Storage.Sqlite.Sql;

/// <summary>
/// The one function of SQLite that is called for every number of every row, bound without what a call that may block needs: it copies a number
/// that the step has left in memory.
/// </summary>
internal static partial class SqliteColumns
{
    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_column_int64")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    public static partial long Int64(IntPtr statement, int column);
}
