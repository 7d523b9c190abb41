using Microsoft.Win32.SafeHandles;

namespace Culver.Storage.Sqlite.Files;

/// <summary>Reads files that hold mail; what a disk does then is told as what it is.</summary>
internal static class FileReading
{
    /// <summary>Reads at an offset.</summary>
    /// <exception cref="StorageUnavailableException">The disk failed.</exception>
    public static async ValueTask<int> ReadAsync(SafeFileHandle file, Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        try
        {
            return await RandomAccess.ReadAsync(file, buffer, offset, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException("A message's content cannot be read.", exception);
        }
    }
}
