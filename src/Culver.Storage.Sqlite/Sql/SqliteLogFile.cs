using System.Runtime.InteropServices;
using SQLitePCL;

namespace Culver.Storage.Sqlite.Sql;

/// <summary>The log of a connection as SQLite itself has it open: no second descriptor of it is needed. Used by the thread that has the connection.</summary>
internal static unsafe partial class SqliteLogFile
{
    // https://sqlite.org/c3ref/c_fcntl_begin_atomic_write.html
    private const int JournalPointer = 28;

    /// <summary>The length of the log; false where none is open yet.</summary>
    public static bool TryLength(sqlite3 database, out long length)
    {
        length = 0;
        var file = Of(database);
        return file is not null && (*file)->FileSize(file, out length) == raw.SQLITE_OK;
    }

    /// <summary>Writes to the log; false where that fails, and part of it may be written then.</summary>
    public static bool TryWrite(sqlite3 database, ReadOnlySpan<byte> octets, long at)
    {
        var file = Of(database);
        fixed (byte* first = octets)
            return file is not null && (*file)->Write(file, first, octets.Length, at) == raw.SQLITE_OK;
    }

    // https://sqlite.org/c3ref/file.html: a file begins with a pointer to its methods.
    private static FileMethods** Of(sqlite3 database)
    {
        var code = Control(database, "main", JournalPointer, out var file);
        // A file that is not open has no methods.
        return code == raw.SQLITE_OK && file is not null && *file is not null ? file : null;
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(sqlite3 database, string name, int operation, out FileMethods** file);

    // https://sqlite.org/c3ref/io_methods.html, as far as it is needed.
    [StructLayout(LayoutKind.Sequential)]
    private struct FileMethods
    {
        public int Version;
        public IntPtr Close;
        public IntPtr Read;
        public delegate* unmanaged<FileMethods**, byte*, int, long, int> Write;
        public IntPtr Truncate;
        public IntPtr Sync;
        public delegate* unmanaged<FileMethods**, out long, int> FileSize;
    }
}
