using Culver.Storage.Sqlite.Files;

namespace Culver.Storage.Sqlite.Sql;

/// <summary>The log beside a database.</summary>
internal static class WriteAheadLog
{
    private const int Piece = 1 << 20;

    /// <summary>
    /// Writes the log once more, as it reads, and syncs it. After a sync that failed, the kernel may take for written what the disk never
    /// got: it reads well, the next sync succeeds without it, and what is committed behind it is lost with the power. Nobody else may
    /// write to the database meanwhile; to read it is fine.
    /// </summary>
    /// <exception cref="StorageUnavailableException">The disk fails still.</exception>
    public static void WriteAgain(string database)
    {
        var path = database + "-wal";
        try
        {
            if (!File.Exists(path))
                return;
            // SQLite keeps no lock on this file, so that closing a second descriptor of it takes none away.
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            var buffer = new byte[Piece];
            for (var at = 0L; RandomAccess.Read(file, buffer, at) is > 0 and var read; at += read)
                RandomAccess.Write(file, buffer.AsSpan(0, read), at);
            DurableFiles.Sync(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException("The log of a database cannot be written.", exception);
        }
    }
}
