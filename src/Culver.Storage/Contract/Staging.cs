using System.Buffers;
using Culver.Mime;

namespace Culver.Storage;

/// <summary>
/// Takes a message while it arrives: scans it as it passes, keeps small ones in memory and larger ones in a file on the
/// store's own file system. Disposing it without <see cref="CompleteAsync"/> leaves nothing behind.
/// </summary>
public interface IContentStaging : IAsyncDisposable
{
    /// <summary>Octets taken so far.</summary>
    long Length { get; }

    /// <summary>Takes more of the message.</summary>
    /// <exception cref="StorageUnavailableException">The disk is full or failed.</exception>
    ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken);

    /// <summary>
    /// Ends the message. Content that IMAP literals cannot carry (NUL) has been recoded to base64 by then.
    /// The staging is spent; the result is to be disposed by the caller.
    /// </summary>
    /// <exception cref="StorageUnavailableException">The disk is full or failed.</exception>
    ValueTask<IStagedContent> CompleteAsync(CancellationToken cancellationToken);
}

/// <summary>A whole message with its digest, not yet in any mailbox. Disposing it drops the staged bytes; what was stored stays.</summary>
public interface IStagedContent : IAsyncDisposable
{
    /// <summary>Octets.</summary>
    long Length { get; }

    /// <summary>Everything computed while it arrived.</summary>
    MessageDigest Digest { get; }

    /// <summary>Reads the bytes again (for filters and authentication).</summary>
    ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken);
}

/// <summary>The store could not do its work for a reason outside the client's doing: disk full, I/O error, damage.</summary>
public class StorageUnavailableException(string message, Exception? innerException = null) : IOException(message, innerException)
{
    /// <summary>The engine's own word for it; zero where it has none.</summary>
    public int Code { get; init; }
}
