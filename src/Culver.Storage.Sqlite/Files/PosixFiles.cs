using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Culver.Storage.Sqlite.Files;

/// <summary>The calls .NET lacks: fsync of a folder, fsync that tells all that went wrong, and hard links.</summary>
internal static partial class PosixFiles
{
    /// <summary>Makes the names in a folder durable.</summary>
    public static void SyncFolder(string path)
    {
        // O_RDONLY is 0 everywhere; a folder opened so can be synced.
        var descriptor = Open(path, 0);
        if (descriptor < 0)
            throw new IOException($"Cannot open the folder {path} (errno {Marshal.GetLastPInvokeError()}).");
        try
        {
            if (Sync(descriptor) != 0)
                throw new IOException($"Cannot sync the folder {path} (errno {Marshal.GetLastPInvokeError()}).");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Makes the octets of a file durable. The runtime's own call takes EROFS for success, which is what a disk says that failed and went read-only.</summary>
    public static void SyncFile(SafeFileHandle file)
    {
        if (Sync(file) != 0)
            throw new IOException($"Cannot sync a file (errno {Marshal.GetLastPInvokeError()}).");
    }

    /// <summary>Gives a file a second name; false where the file system cannot.</summary>
    public static bool TryLink(string from, string to) => HardLink(from, to) == 0;

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int HardLink(string from, string to);
}
