using Culver.Mime;
using Culver.Storage.Sqlite.Files;
using Microsoft.Win32.SafeHandles;

namespace Culver.Storage.Sqlite.Content;

/// <summary>A whole message that waits to be stored: in memory, or in a synced spool file that begins with its envelope.</summary>
internal sealed class StagedContent : IStagedContent
{
    private readonly string? _path;
    private readonly byte[]? _memory;
    private SafeFileHandle? _file;

    /// <summary>Content in memory; <paramref name="blob"/> begins with the envelope.</summary>
    public StagedContent(byte[] blob, int length, MessageDigest digest)
    {
        _memory = blob;
        Length = length;
        Digest = digest;
    }

    /// <summary>Content in a spool file.</summary>
    public StagedContent(string path, SafeFileHandle file, long length, MessageDigest digest)
    {
        _path = path;
        _file = file;
        Length = length;
        Digest = digest;
    }

    /// <inheritdoc/>
    public long Length { get; }

    /// <inheritdoc/>
    public MessageDigest Digest { get; }

    /// <summary>The spool file; null when the content is in memory.</summary>
    public string? Path => _path;

    /// <summary>The stored form in memory, envelope first; empty when it is a file.</summary>
    public ReadOnlySpan<byte> Blob => _memory is null ? default : _memory.AsSpan(0, BlobEnvelope.Length + (int)Length);

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (offset >= Length)
            return new(0);
        var count = (int)Math.Min(buffer.Length, Length - offset);
        if (_memory is null)
            return new(FileReading.Read(_file ?? throw new ObjectDisposedException(nameof(StagedContent)), buffer.Span[..count], BlobEnvelope.Length + offset, cancellationToken));
        _memory.AsSpan(BlobEnvelope.Length + (int)offset, count).CopyTo(buffer.Span);
        return new(count);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_path is not null && Interlocked.Exchange(ref _file, null) is { } file)
        {
            file.Dispose();
            DurableFiles.TryDelete(_path);
        }

        return ValueTask.CompletedTask;
    }
}
