using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Microsoft.AspNetCore.Connections;

namespace Culver.Connections;

/// <summary>The stable face of the input: reads from the present layer, counts, and turns a client's disappearance into a completed read.</summary>
/// <remarks>A read that has to wait costs nothing: the reader itself stands for it. Thousands of connections do nothing but wait.</remarks>
internal sealed class ConnectionReader(ClientConnection connection, PipeReader inner) : PipeReader, IValueTaskSource<ReadResult>
{
    private PipeReader _inner = inner;

    // The read that waits, and who waits for it; from ReadAsync until its result is taken.
    private ValueTaskAwaiter<ReadResult> _pending;
    private Action? _goOn;
    private Action<object?>? _continuation;
    private object? _state;
    private short _version;
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
        // A pipe in memory tells of an abort once; whoever did not hear of it would wait for ever.
        if (_gone || connection.WasAborted)
            return new(Gone());
        try
        {
#pragma warning disable CA2012 // The result is taken once, when it is there: the reader itself is what the caller waits for.
            var read = _inner.ReadAsync(cancellationToken);
#pragma warning restore CA2012
            if (read.IsCompletedSuccessfully)
                return new(Note(read.Result));
            _pending = read.GetAwaiter();
            return new(this, ++_version);
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

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token)
    {
        ThrowIfStale(token);
        var pending = _pending;
        _pending = default;
        _version++;
        try
        {
            return Note(pending.GetResult());
        }
        catch (Exception exception) when (IsGone(exception))
        {
            return Gone();
        }
    }

    // A failure is told by the result; a client's disappearance is none.
    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token)
    {
        ThrowIfStale(token);
        return _pending.IsCompleted ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;
    }

    void IValueTaskSource<ReadResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        ThrowIfStale(token);
        _continuation = continuation;
        _state = state;
        _goOn ??= GoOn;
        if ((flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) == ValueTaskSourceOnCompletedFlags.None)
            _pending.UnsafeOnCompleted(_goOn);
        else
            _pending.OnCompleted(_goOn);
    }

    private void GoOn()
    {
        var (continuation, state) = (_continuation!, _state);
        (_continuation, _state) = (null, null);
        continuation(state);
    }

    private void ThrowIfStale(short token)
    {
        if (token != _version)
            throw new InvalidOperationException("The result of this read was taken before.");
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
