using Microsoft.Win32.SafeHandles;

namespace Culver.Storage.Sqlite.Files;

/// <summary>Reads files that hold mail; what a disk does then is told as what it is.</summary>
internal static class FileReading
{
    /// <summary>
    /// Reads at an offset, on the thread it is asked on, as databases are read: what the system has in memory is copied sooner than a thread of the
    /// pool has woken, which is all that asynchronous reading of a file is.
    /// </summary>
    /// <exception cref="StorageUnavailableException">The disk failed.</exception>
    public static int Read(SafeFileHandle file, Span<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return RandomAccess.Read(file, buffer, offset);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException("A message's content cannot be read.", exception);
        }
    }
}
