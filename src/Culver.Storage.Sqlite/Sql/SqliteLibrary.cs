using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Culver.Storage.Sqlite.Sql;

/// <summary>
/// Loads the operating system's own SQLite, once for the process. Two copies of SQLite in one process break each other's file locks
/// (POSIX locks belong to the process), so that no library is bundled (ADR 0002).
/// </summary>
internal static class SqliteLibrary
{
    // 3.38: RETURNING, UPSERT, UPDATE FROM, unixepoch and the trigram tokenizer are all there.
    private const int OldestVersion = 3_038_000;

    private static readonly Lazy<string?> Problem = new(Load);

    /// <summary>Loads the library, or says what is to be installed.</summary>
    /// <exception cref="StorageUnavailableException">There is none, or it is too old.</exception>
    public static void Require()
    {
        if (Problem.Value is { } problem)
            throw new StorageUnavailableException(problem);
    }

    private static string? Load()
    {
        // The resolver must be there before the provider makes its first call: a failed lookup is remembered for ever.
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        // Our own call of it goes to the same library.
        NativeLibrary.SetDllImportResolver(typeof(SqliteLibrary).Assembly, Resolve);
        try
        {
            raw.SetProvider(new SQLite3Provider_e_sqlite3());
            var version = raw.sqlite3_libversion_number();
            return version >= OldestVersion
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"SQLite {raw.sqlite3_libversion().utf8_to_string()} is too old; 3.38 or newer is needed. {Advice}");
        }
        catch (DllNotFoundException)
        {
            return $"The SQLite library of the operating system was not found. {Advice}";
        }
    }

    private static string Advice =>
        OperatingSystem.IsLinux() ? "Install it with the package of your distribution: libsqlite3-0 (Debian, Ubuntu), sqlite-libs (Alpine, Fedora), sqlite (Arch)."
        : OperatingSystem.IsMacOS() ? "It comes with macOS; or install it with: brew install sqlite."
        : OperatingSystem.IsWindows() ? "It comes with Windows 10 and newer as winsqlite3.dll."
        : "Install the package that holds libsqlite3.";

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (!string.Equals(name, "e_sqlite3", StringComparison.Ordinal))
            return IntPtr.Zero;
        string[] candidates = OperatingSystem.IsWindows() ? ["winsqlite3", "sqlite3"]
            : OperatingSystem.IsMacOS() ? ["libsqlite3.dylib", "/usr/lib/libsqlite3.dylib"]
            : ["libsqlite3.so.0", "libsqlite3.so"];
        foreach (var candidate in candidates)
        {
            if (NativeLibrary.TryLoad(candidate, out var handle))
                return handle;
        }

        return IntPtr.Zero;
    }
}
