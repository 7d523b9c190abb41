using Microsoft.Win32.SafeHandles;

namespace Culver.Storage.Sqlite.Content;

/// <summary>Looks through a file that holds a blob.</summary>
internal static class StoredFile
{
    /// <summary>Whether a file is of the length its envelope names and, where it has one, of its checksum.</summary>
    /// <param name="file">The file.</param>
    /// <param name="buffer">Room to read in, more than an envelope.</param>
    /// <param name="isMarked">Whether it has a checksum.</param>
    public static bool IsAsWritten(SafeFileHandle file, Span<byte> buffer, out bool isMarked)
    {
        isMarked = false;
        var read = RandomAccess.Read(file, buffer, 0);
        long size;
        try
        {
            size = BlobEnvelope.Read(buffer[..read]);
        }
        catch (StorageUnavailableException)
        {
            return false;
        }

        var named = BlobEnvelope.Checksum(buffer);
        isMarked = named is not null;
        if (size != RandomAccess.GetLength(file) - BlobEnvelope.Length)
            return false;
        if (named is null)
            return true;
        var checksum = default(ContentChecksum);
        checksum.Add(buffer[BlobEnvelope.Length..read]);
        for (var at = (long)read; (read = RandomAccess.Read(file, buffer, at)) > 0; at += read)
            checksum.Add(buffer[..read]);
        return checksum.Value == named;
    }
}
