using System.Runtime.InteropServices;

namespace Culver.Storage.Sqlite.Sql;

/// <summary>
/// The functions of SQLite that are called for every row, bound without the counting of handles. Those that give what the step has left in memory are
/// also without what a call that may block needs.
/// </summary>
internal static partial class SqliteColumns
{
    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_step")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Step(IntPtr statement);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_reset")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Reset(IntPtr statement);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_column_int64")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    public static partial long Int64(IntPtr statement, int column);

    /// <summary>A blob in place, good until the next step; empty for NULL. No number or text is asked for so: to make a blob of one would take memory.</summary>
    public static unsafe ReadOnlySpan<byte> Blob(IntPtr statement, int column)
    {
        // In this order: the octets of a blob that is stored as zeros only are made by the first call.
        var octets = Octets(statement, column);
        return new(octets, Length(statement, column));
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_column_blob")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    private static unsafe partial void* Octets(IntPtr statement, int column);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_column_bytes")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    private static partial int Length(IntPtr statement, int column);
}
