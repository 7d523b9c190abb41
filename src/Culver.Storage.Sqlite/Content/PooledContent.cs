using System.Buffers;

namespace Culver.Storage.Sqlite.Content;

/// <summary>A copy of content that lies in the database, in memory that is used again once this is disposed: nothing it gave out is good then.</summary>
internal sealed class PooledContent : IMessageContent
{
    private readonly int _length;
    private byte[]? _buffer;

    /// <summary>Copies the octets.</summary>
    public PooledContent(ReadOnlySpan<byte> octets)
    {
        _length = octets.Length;
        _buffer = ArrayPool<byte>.Shared.Rent(octets.Length);
        octets.CopyTo(_buffer);
    }

    /// <inheritdoc/>
    public long Length => _length;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Memory => new(_buffer ?? throw new ObjectDisposedException(nameof(PooledContent)), 0, _length);

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (offset >= Length)
            return new(0);
        var part = Memory.Slice((int)offset, (int)Math.Min(buffer.Length, Length - offset));
        part.CopyTo(buffer);
        return new(part.Length);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
            ArrayPool<byte>.Shared.Return(buffer);
        return ValueTask.CompletedTask;
    }
}
