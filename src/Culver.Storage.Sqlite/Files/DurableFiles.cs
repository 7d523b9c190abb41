using Microsoft.Win32.SafeHandles;

namespace Culver.Storage.Sqlite.Files;

/// <summary>
/// Files and folders whose names are durable. A new name is safe only after the folder that holds it was synced, and a new folder
/// only after its parent was.
/// </summary>
internal static class DurableFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a folder and those above it that are missing, for the owner alone, durably.</summary>
    public static void CreateFolder(string path)
    {
        if (System.IO.Directory.Exists(path))
            return;
        var parent = Path.GetDirectoryName(path);
        if (parent is not null)
            CreateFolder(parent);
        CreateFolderUnsynced(path);
        if (parent is null)
            return;
        try
        {
            SyncFolder(parent);
        }
        catch (IOException)
        {
            // Whoever tries again must not take it for durable.
            TryUndo(() => System.IO.Directory.Delete(path));
            throw;
        }
    }

    /// <summary>Makes a folder, for the owner alone, in one that is there; its name is not durable yet.</summary>
    public static void CreateFolderUnsynced(string path)
    {
        if (OperatingSystem.IsWindows())
            System.IO.Directory.CreateDirectory(path);
        else
            System.IO.Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    /// <summary>Makes the octets of a file durable.</summary>
    public static void SyncFile(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        Sync(file);
    }

    /// <summary>Makes the octets of a file durable.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void Sync(SafeFileHandle file)
    {
        if (OperatingSystem.IsLinux())
            PosixFiles.SyncFile(file);
        else
            RandomAccess.FlushToDisk(file);
    }

    /// <summary>Makes the names in a folder durable.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void SyncFolder(string path)
    {
        if (!OperatingSystem.IsWindows())
            PosixFiles.SyncFolder(path);
    }

    /// <summary>Gives a file a second name on the same file system; copies it where that cannot be.</summary>
    public static void Link(string from, string to)
    {
        if (OperatingSystem.IsWindows() || !PosixFiles.TryLink(from, to))
        {
            File.Copy(from, to, overwrite: true);
            using var copy = File.OpenHandle(to, FileMode.Open, FileAccess.ReadWrite);
            Sync(copy);
        }
    }

    /// <summary>Takes a file away if that can be done.</summary>
    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Left for the sweep of files that no row refers to.
        }
    }

    /// <summary>A new file for the owner alone.</summary>
    public static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Read | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return new(path, options);
    }

    /// <summary>Writes a small file so that it is there as a whole or not at all.</summary>
    public static void WriteWhole(string path, string text)
    {
        var temporary = path + ".new";
        File.Delete(temporary);
        using (var file = Create(temporary))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(text));
            Sync(file.SafeFileHandle);
        }

        File.Move(temporary, path, overwrite: true);
        SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Renames a folder durably; where that cannot be it has its old name again.</summary>
    public static void MoveFolder(string from, string to)
    {
        System.IO.Directory.Move(from, to);
        try
        {
            SyncFolder(Path.GetDirectoryName(to)!);
            var source = Path.GetDirectoryName(from)!;
            if (!string.Equals(source, Path.GetDirectoryName(to), StringComparison.Ordinal))
                SyncFolder(source);
        }
        catch (IOException)
        {
            TryUndo(() => System.IO.Directory.Move(to, from));
            throw;
        }
    }

    private static void TryUndo(Action undo)
    {
        try
        {
            undo();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The failure before this one is the one that tells.
        }
    }
}
