using System.Buffers;

namespace Culver.Storage;

/// <summary>What was read of several messages, in one pooled buffer. Dispose it after use; nothing it gave out is valid then.</summary>
public sealed class MessageBatch : IDisposable
{
    private readonly Entry[] _entries;
    private byte[]? _buffer;

    /// <summary>Takes ownership of <paramref name="buffer"/>, rented from the shared pool.</summary>
    /// <param name="buffer">Holds the bytes the entries point into.</param>
    /// <param name="entries">One entry a message, in the order asked.</param>
    public MessageBatch(byte[] buffer, Entry[] entries)
    {
        _buffer = buffer;
        _entries = entries;
    }

    /// <summary>How many of the messages asked for were read, from the first on.</summary>
    public int Count => _entries.Length;

    /// <summary>The ids of a message; only where they were asked for.</summary>
    public Entry this[int index] => _entries[index];

    /// <summary>The digest's bytes; empty when not asked for.</summary>
    public ReadOnlyMemory<byte> Digest(int index) => Slice(_entries[index].DigestStart, _entries[index].DigestLength);

    /// <summary>The inline content; null when not asked for, or stored as a file.</summary>
    public ReadOnlyMemory<byte>? Content(int index) =>
        // A bare null would become an empty memory, by way of a null array.
        _entries[index].ContentLength < 0 ? default(ReadOnlyMemory<byte>?) : Slice(_entries[index].ContentStart, _entries[index].ContentLength);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private ReadOnlyMemory<byte> Slice(int start, int length)
    {
        ObjectDisposedException.ThrowIf(_buffer is null, this);
        return _buffer.AsMemory(start, length);
    }

    /// <summary>One message of a batch.</summary>
    /// <param name="EmailId">Its id.</param>
    /// <param name="ThreadId">Its thread.</param>
    /// <param name="DigestStart">Where its digest begins in the buffer.</param>
    /// <param name="DigestLength">The digest's length.</param>
    /// <param name="ContentStart">Where its content begins in the buffer.</param>
    /// <param name="ContentLength">The content's length; −1 when it is not here.</param>
    public readonly record struct Entry(
        EmailId EmailId, ThreadId ThreadId, int DigestStart, int DigestLength, int ContentStart, int ContentLength);
}
