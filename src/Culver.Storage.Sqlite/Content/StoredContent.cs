using Culver.Storage.Sqlite.Files;
using Microsoft.Win32.SafeHandles;

namespace Culver.Storage.Sqlite.Content;

/// <summary>Content that lay in the database, whole in memory.</summary>
internal sealed class InlineContent(ReadOnlyMemory<byte> bytes) : IMessageContent
{
    /// <inheritdoc/>
    public long Length => bytes.Length;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Memory => bytes;

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (offset >= bytes.Length)
            return new(0);
        var part = bytes.Slice((int)offset, (int)Math.Min(buffer.Length, bytes.Length - offset));
        part.CopyTo(buffer);
        return new(part.Length);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Content in a file of its own. An open file stays readable after its name is swept.</summary>
internal sealed class FileContent : IMessageContent
{
    private readonly SafeFileHandle _file;

    public FileContent(string path)
    {
        try
        {
            _file = FileRoom.Keep(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete));
            Span<byte> envelope = stackalloc byte[BlobEnvelope.Length];
            var read = RandomAccess.Read(_file, envelope, 0);
            Length = BlobEnvelope.Read(envelope[..read]);
        }
        catch (Exception exception) when (exception is not StorageUnavailableException && exception is IOException or UnauthorizedAccessException)
        {
            _file?.Dispose();
            throw new StorageUnavailableException("A message's content cannot be read.", exception);
        }
    }

    /// <inheritdoc/>
    public long Length { get; }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Memory => default;

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (offset >= Length || buffer.IsEmpty)
            return new(0);
        var wanted = buffer[..(int)Math.Min(buffer.Length, Length - offset)];
        var read = FileReading.Read(_file, wanted.Span, BlobEnvelope.Length + offset, cancellationToken);
        return read > 0 ? new(read) : throw new StorageUnavailableException("A message's content is shorter than it was.");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }
}
