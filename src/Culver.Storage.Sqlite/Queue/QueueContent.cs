using Culver.Storage.Queue;
using Culver.Storage.Sqlite.Content;
using Culver.Storage.Sqlite.Files;

namespace Culver.Storage.Sqlite.Queue;

/// <summary>
/// Content on its way into the queue. Rules it upholds: what is longer than the threshold is never held in memory; a file is synced before
/// it counts as complete; given up, it leaves nothing.
/// </summary>
internal sealed class QueueContent : IQueueContent
{
    private const int FirstBuffer = 8 * 1024;
    private readonly ContentObserver _observer = new();
    private readonly Func<string> _newPath;
    private readonly StorageThreads _threads;
    private readonly int _threshold;
    private byte[] _buffer;
    private ContentChecksum _checksum;
    private FileStream? _file;
    private bool _isComplete;

    public QueueContent(Func<string> newPath, StorageThreads threads, int threshold, long expectedLength)
    {
        _newPath = newPath;
        _threads = threads;
        _threshold = threshold;
        var length = expectedLength >= 0 ? Math.Min(expectedLength, threshold) : FirstBuffer;
        _buffer = new byte[BlobEnvelope.Length + Math.Max(length, 256)];
    }

    /// <inheritdoc/>
    public long Length { get; private set; }

    /// <inheritdoc/>
    public ContentTraits Traits => _observer.Traits;

    /// <inheritdoc/>
    public int Hops => _observer.Hops;

    /// <summary>The file it is in, envelope first; <see langword="null"/> while it is in memory, or when it has gone into the queue.</summary>
    public string? Path { get; private set; }

    /// <summary>The stored form in memory, envelope first.</summary>
    public ReadOnlySpan<byte> Blob => _buffer.AsSpan(0, BlobEnvelope.Length + (int)Length);

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (_isComplete)
            throw new InvalidOperationException("The content is complete.");
        cancellationToken.ThrowIfCancellationRequested();
        _observer.Observe(bytes.Span);
        _checksum.Add(bytes.Span);
        var before = Length;
        Length += bytes.Length;
        if (_file is null && Length > _threshold)
            return SpillAsync((int)before, bytes, cancellationToken);
        if (_file is not null)
            return AppendAsync(bytes, cancellationToken);
        var start = BlobEnvelope.Length + (int)before;
        if (start + bytes.Length > _buffer.Length)
            Array.Resize(ref _buffer, (int)Math.Min(BlobEnvelope.Length + (long)_threshold, Math.Max(_buffer.Length * 2L, start + bytes.Length)));
        bytes.Span.CopyTo(_buffer.AsSpan(start));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (_isComplete)
            return;
        _observer.Complete();
        if (_file is { } file)
        {
            await _threads.RunAsync(() => Settle(file));
        }
        else
        {
            BlobEnvelope.Write(_buffer, Length, _checksum.Value);
        }

        _isComplete = true;
    }

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (offset >= Length)
            return new(0);
        var count = (int)Math.Min(buffer.Length, Length - offset);
        if (_file is not null)
            return new(FileReading.Read(_file.SafeFileHandle, buffer.Span[..count], BlobEnvelope.Length + offset, cancellationToken));
        _buffer.AsSpan(BlobEnvelope.Length + (int)offset, count).CopyTo(buffer.Span);
        return new(count);
    }

    /// <summary>Gives the file its place in the queue, durably; it is no longer this one's to drop.</summary>
    public void MoveTo(string path)
    {
        if (Path != path)
            File.Move(Path!, path, overwrite: false);
        Path = null;
        DurableFiles.SyncFolder(System.IO.Path.GetDirectoryName(path)!);
    }

    /// <summary>Has the file again, at the place in the queue that came to nothing.</summary>
    public void TakeBack(string path) => Path = path;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _file?.Dispose();
        if (Path is not null)
            DurableFiles.TryDelete(Path);
        Path = null;
        return ValueTask.CompletedTask;
    }

    private async ValueTask SpillAsync(int buffered, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            _file = DurableFiles.Create(_newPath());
            Path = _file.Name;
            await _file.WriteAsync(_buffer.AsMemory(0, BlobEnvelope.Length + buffered), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException("The message could not be spooled.", exception);
        }

        _buffer = [];
        await AppendAsync(bytes, cancellationToken);
    }

    private async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await _file!.WriteAsync(bytes, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException("The message could not be spooled.", exception);
        }
    }

    private bool Settle(FileStream file)
    {
        Span<byte> envelope = stackalloc byte[BlobEnvelope.Length];
        BlobEnvelope.Write(envelope, Length, _checksum.Value);
        try
        {
            file.Position = 0;
            file.Write(envelope);
            DurableFiles.Sync(file.SafeFileHandle);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException("The message could not be spooled.", exception);
        }
    }
}
