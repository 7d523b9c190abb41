using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using Culver.Mime;
using Culver.Mime.Transfer;
using Culver.Storage.Sqlite.Files;
using Microsoft.Win32.SafeHandles;

namespace Culver.Storage.Sqlite.Content;

/// <summary>
/// Takes a message while it arrives. Rules it upholds: what is longer than the inline threshold is never held in memory; the file is
/// synced before the message counts as staged; given up, it leaves nothing.
/// </summary>
internal sealed class ContentStaging : IContentStaging
{
    private const int FirstBuffer = 8 * 1024;
    private readonly Spool _spool;
    private readonly MessageScanner _scan;
    private readonly bool _isRecoded;
    private byte[] _buffer;
    private ContentChecksum _checksum;
    private FileStream? _file;
    private int _buffered = BlobEnvelope.Length;
    private bool _spent;

    public ContentStaging(Spool spool, long expectedLength, bool isRecoded = false)
    {
        _spool = spool;
        _isRecoded = isRecoded;
        _scan = spool.TakeScanner();
        var length = expectedLength >= 0 ? Math.Min(expectedLength, spool.InlineThreshold) : FirstBuffer;
        _buffer = new byte[BlobEnvelope.Length + Math.Max(length, 256)];
    }

    /// <inheritdoc/>
    public long Length { get; private set; }

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_spent, this);
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var piece in bytes)
            Take(piece.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<IStagedContent> CompleteAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_spent, this);
        var digest = _scan.Complete();
        _spool.GiveBack(_scan);
        var content = _file is null ? InMemory(digest) : await InFileAsync(_file, digest);
        _spent = true;
        // RFC 9051 §9: a literal (CHAR8) cannot carry NUL. What only literal8 or BINARYMIME could bring is stored in a form that every literal carries.
        return BinaryRecoder.IsNeeded(digest) && !_isRecoded ? await RecodeAsync(content, cancellationToken) : content;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (!_spent)
            Drop();
        return ValueTask.CompletedTask;
    }

    private StagedContent InMemory(MessageDigest digest)
    {
        BlobEnvelope.Write(_buffer, Length, _checksum.Value);
        return new(_buffer, (int)Length, digest);
    }

    private async ValueTask<StagedContent> InFileAsync(FileStream file, MessageDigest digest)
    {
        var path = file.Name;
        var handle = await _spool.Threads.RunAsync(Settle);
        _file = null;
        return new(path, handle, Length, digest);
    }

    private async ValueTask<IStagedContent> RecodeAsync(StagedContent content, CancellationToken cancellationToken)
    {
        await using (content)
        {
            await using var recoded = new ContentStaging(_spool, expectedLength: -1, isRecoded: true);
            await BinaryRecoder.RecodeAsync(new StagedReader(content), content.Digest, new StagingWriter(recoded), cancellationToken);
            return await recoded.CompleteAsync(cancellationToken);
        }
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        _scan.Write(bytes);
        _checksum.Add(bytes);
        Length += bytes.Length;
        if (_file is null && Length > _spool.InlineThreshold)
            Spill();
        if (_file is null)
        {
            if (_buffered + bytes.Length > _buffer.Length)
                Array.Resize(ref _buffer, (int)Math.Min(BlobEnvelope.Length + (long)_spool.InlineThreshold, Math.Max(_buffer.Length * 2L, _buffered + bytes.Length)));
            bytes.CopyTo(_buffer.AsSpan(_buffered));
            _buffered += bytes.Length;
            return;
        }

        Guarded(bytes, static (file, part) => file.Write(part));
    }

    private void Spill()
    {
        try
        {
            FileRoom.Require();
            _file = DurableFiles.Create(_spool.NewPath());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException("The message could not be spooled.", exception);
        }

        Guarded(_buffer.AsSpan(0, _buffered), static (file, part) => file.Write(part));
        _buffer = [];
    }

    private SafeFileHandle Settle()
    {
        Span<byte> envelope = stackalloc byte[BlobEnvelope.Length];
        BlobEnvelope.Write(envelope, Length, _checksum.Value);
        Guarded(envelope, static (file, part) =>
        {
            file.Position = 0;
            file.Write(part);
            DurableFiles.Sync(file.SafeFileHandle);
        });
        return _file!.SafeFileHandle;
    }

    private void Guarded(ReadOnlySpan<byte> bytes, WritePart write)
    {
        try
        {
            write(_file!, bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Drop();
            throw new StorageUnavailableException("The message could not be spooled.", exception);
        }
    }

    private void Drop()
    {
        _spent = true;
        if (_file is null)
            return;
        var path = _file.Name;
        _file.Dispose();
        _file = null;
        DurableFiles.TryDelete(path);
    }

    private delegate void WritePart(FileStream file, ReadOnlySpan<byte> part);
}

/// <summary>Where messages wait while they arrive.</summary>
internal sealed class Spool(string folder, int inlineThreshold, StorageThreads threads)
{
    private const int ScannersKept = 32;
    private readonly ConcurrentBag<MessageScanner> _scanners = [];
    private long _next;

    /// <summary>What is not longer stays in memory.</summary>
    public int InlineThreshold => inlineThreshold;

    /// <summary>Threads that may wait for the disk.</summary>
    public StorageThreads Threads => threads;

    /// <summary>A scanner at the start of a message.</summary>
    public MessageScanner TakeScanner() => _scanners.TryTake(out var scanner) ? scanner : new();

    /// <summary>Keeps a scanner, with its buffers, for another message.</summary>
    public void GiveBack(MessageScanner scanner)
    {
        if (_scanners.Count >= ScannersKept)
            return;
        scanner.Reset();
        _scanners.Add(scanner);
    }

    /// <summary>A name no other file has: the folder belongs to one process and is emptied when that begins.</summary>
    public string NewPath() =>
        System.IO.Path.Combine(folder, Interlocked.Increment(ref _next).ToString("x12", CultureInfo.InvariantCulture));
}
