using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;

namespace Culver.Connections;

/// <summary>The stable face of the input: reads from the present layer, counts, and turns a client's disappearance into a completed read.</summary>
internal sealed class ConnectionReader(ClientConnection connection, PipeReader inner) : PipeReader
{
    private PipeReader _inner = inner;
    private ReadOnlySequence<byte> _last;
    private bool _gone;

    public long Bytes { get; private set; }

    /// <summary>Whether bytes were examined that are not consumed yet.</summary>
    public bool ExaminedAhead { get; private set; }

    /// <summary>Whether the exception only says that the other side, or we ourselves, ended the connection.</summary>
    public static bool IsGone(Exception exception) => exception is IOException or ConnectionAbortedException or ObjectDisposedException;

    public void Switch(PipeReader inner)
    {
        Forget();
        ExaminedAhead = false;
        _inner = inner;
    }

    /// <summary>Forgets the last buffer: what it pointed at is no longer ours.</summary>
    public void Forget() => _last = default;

    /// <summary>Nothing more is read; for the handler the client is gone.</summary>
    public void Shut() => Gone();

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_gone)
            return new(Gone());
        try
        {
            var read = _inner.ReadAsync(cancellationToken);
            return read.IsCompletedSuccessfully ? new(Note(read.Result)) : AwaitAsync(read);
        }
        catch (Exception exception) when (IsGone(exception))
        {
            return new(Gone());
        }
    }

    public override bool TryRead(out ReadResult result)
    {
        if (_gone)
        {
            result = Gone();
            return true;
        }
        try
        {
            if (!_inner.TryRead(out result))
                return false;
            result = Note(result);
        }
        catch (Exception exception) when (IsGone(exception))
        {
            result = Gone();
        }
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_gone)
            return;
        Bytes += _last.Length - _last.Slice(consumed).Length;
        _last = default;
        ExaminedAhead = !consumed.Equals(examined);
        _inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => _inner.CancelPendingRead();

    /// <summary>The pipe is the connection's: it is completed when that closes.</summary>
    public override void Complete(Exception? exception = null)
    {
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> AwaitAsync(ValueTask<ReadResult> read)
    {
        try
        {
            return Note(await read);
        }
        catch (Exception exception) when (IsGone(exception))
        {
            return Gone();
        }
    }

    private ReadResult Note(ReadResult read)
    {
        // A transport in memory can only cancel when it is cut.
        if (read.IsCanceled && connection.WasAborted)
            return Gone();
        _last = read.Buffer;
        return read;
    }

    private ReadResult Gone()
    {
        if (!_gone)
        {
            _gone = true;
            _last = default;
            connection.EndWith(ConnectionEnd.ClientGone);
        }
        return new(default, isCanceled: false, isCompleted: true);
    }
}
