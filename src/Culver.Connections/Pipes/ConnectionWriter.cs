using System.IO.Pipelines;

namespace Culver.Connections;

/// <summary>The stable face of the output: writes to the present layer, counts, times a flush that waits for the client, and turns its disappearance into a completed flush.</summary>
internal sealed class ConnectionWriter(ClientConnection connection, PipeWriter inner, Deadlines deadlines, TimeSpan writeTimeout) : PipeWriter
{
    private PipeWriter _inner = inner;
    // Where a handler that has not noticed yet writes to; never read.
    private byte[]? _void;
    private bool _gone;

    public long Bytes { get; private set; }

    // A pipe in memory tells of an abort once: to a flush that was given up at that moment as well, and then the next would wait for ever.
    private bool IsOver => _gone || connection.WasAborted;

    public override bool CanGetUnflushedBytes => _gone || _inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => _gone ? 0 : _inner.UnflushedBytes;

    public void Switch(PipeWriter inner) => _inner = inner;

    /// <summary>Nothing more is written; for the handler the client is gone.</summary>
    public void Shut() => Gone();

    public override Memory<byte> GetMemory(int sizeHint = 0) => _gone ? Void(sizeHint) : _inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _gone ? Void(sizeHint) : _inner.GetSpan(sizeHint);

    public override void Advance(int bytes)
    {
        if (_gone)
            return;
        Bytes += bytes;
        _inner.Advance(bytes);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        IsOver ? new(Gone()) : Watch(_inner.FlushAsync(cancellationToken));

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (IsOver)
            return new(Gone());
        Bytes += source.Length;
        return Watch(_inner.WriteAsync(source, cancellationToken));
    }

    public override void CancelPendingFlush() => _inner.CancelPendingFlush();

    /// <summary>The pipe is the connection's: it is completed when that closes.</summary>
    public override void Complete(Exception? exception = null)
    {
    }

    private ValueTask<FlushResult> Watch(ValueTask<FlushResult> flush)
    {
        if (!flush.IsCompletedSuccessfully)
            return AwaitAsync(flush);
        return new(Note(flush.Result));
    }

    private async ValueTask<FlushResult> AwaitAsync(ValueTask<FlushResult> flush)
    {
        deadlines.Set(Deadline.Write, writeTimeout);
        try
        {
            return Note(await flush);
        }
        catch (Exception exception) when (ConnectionReader.IsGone(exception))
        {
            return Gone();
        }
        finally
        {
            deadlines.Clear(Deadline.Write);
        }
    }

    private FlushResult Note(FlushResult flush) => flush.IsCompleted || (flush.IsCanceled && connection.WasAborted) ? Gone() : flush;

    private FlushResult Gone()
    {
        if (!_gone)
        {
            _gone = true;
            connection.EndWith(ConnectionEnd.ClientGone);
        }
        return new(isCanceled: false, isCompleted: true);
    }

    private byte[] Void(int sizeHint)
    {
        var size = Math.Max(sizeHint, 4096);
        return _void is { } existing && existing.Length >= size ? existing : _void = new byte[size];
    }
}
