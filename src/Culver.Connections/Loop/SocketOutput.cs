// What goes to a client, sent when it is flushed, by whoever flushes it. Rules kept here:
// - A flush is over when the system has taken all of it; while the system does not, the flush waits, and a thread of the loop sends for it.
// - Who changes the state to Working from Waiting may send; the session may while it does not wait.
// - What a cancelled flush left unsent is the beginning of the next.
// - A client that is gone is a completed flush.
using System.Buffers;
using System.IO.Pipelines;

namespace Culver.Connections;

/// <summary>The writing half of a socket.</summary>
internal sealed class SocketOutput : PipeWriter, ISocketDirection<FlushResult>
{
    private const int Idle = SocketWait<FlushResult>.Idle;
    private const int Waiting = SocketWait<FlushResult>.Waiting;
    private const int Working = SocketWait<FlushResult>.Working;

    // Handlers flush at about this much: their answer leaves in one call.
    private const int Usual = 32 * 1024;

    private readonly SocketWait<FlushResult> _wait;
    private readonly SocketConnection _connection;
    private PooledSegment? _first;
    private PooledSegment? _last;
    private int _start;
    private long _unsent;
    private bool _isGone;

    public SocketOutput(SocketConnection connection)
    {
        _connection = connection;
        _wait = new(this);
    }

    private enum Outcome
    {
        Sent,
        Full,
        Gone,
    }

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _unsent;

    /// <summary>There is room, or the connection is over. What waited for it goes on here, unless it is to go on elsewhere.</summary>
    public void GoOn(bool elsewhere)
    {
        if (Interlocked.CompareExchange(ref _wait.State, Working, Waiting) != Waiting)
            return;
        if (Send() != Outcome.Full)
        {
            Volatile.Write(ref _wait.State, Idle);
            _wait.Wake(elsewhere);
            return;
        }

        WaitForRoom();
    }

    /// <summary>The socket is closed: who waits does so no more.</summary>
    public void Abort() => _wait.Abort();

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_last is { } last && last.Room.Length >= Math.Max(sizeHint, 1))
            return last.Room;
        var segment = new PooledSegment(Math.Max(sizeHint, Usual));
        if (_last is null)
        {
            _first = segment;
            _start = 0;
        }
        else
        {
            _last.Append(segment);
        }

        _last = segment;
        return segment.Room;
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        if (bytes == 0)
            return;
        _last!.Fill(bytes);
        _unsent += bytes;
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (_unsent == 0 && !_isGone && !source.IsEmpty && !_wait.IsInterrupted && !cancellationToken.IsCancellationRequested)
        {
            var count = LinuxSockets.Send(_connection.Handle, source.Span);
            if (count == source.Length)
                return new(new FlushResult(isCanceled: false, isCompleted: false));
            source = source[Math.Max(count, 0)..];
        }

        this.Write(source.Span);
        return FlushAsync(cancellationToken);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<FlushResult>(cancellationToken);
        if (_wait.IsInterrupted || Send() != Outcome.Full)
            return new(Result());
        var waiting = _wait.Begin();
        WaitForRoom();
        _wait.CancelBy(cancellationToken);
        return waiting;
    }

    public override void CancelPendingFlush() => _wait.Cancel();

    public override void Complete(Exception? exception = null)
    {
        _wait.Abort();
        if (Volatile.Read(ref _wait.State) == Idle)
            Forget();
    }

    // Room that came before we were waiting is told when it is asked for: no edge is missed.
    private void WaitForRoom()
    {
        Interlocked.Exchange(ref _wait.State, Waiting);
        if (_wait.IsInterrupted)
        {
            _wait.WakeElsewhere();
            return;
        }

        try
        {
            _connection.WatchWriting();
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            Abort();
        }
    }

    private Outcome Send()
    {
        if (_isGone)
        {
            Forget();
            return Outcome.Gone;
        }

        while (_first is { } first)
        {
            while (_start < first.End)
            {
                var count = LinuxSockets.Send(_connection.Handle, first.Filled[_start..]);
                if (count == LinuxSockets.WouldWait)
                    return Outcome.Full;
                if (count == LinuxSockets.Broken)
                {
                    _isGone = true;
                    Forget();
                    return Outcome.Gone;
                }

                _start += count;
                _unsent -= count;
            }

            ForgetFirst();
        }

        return Outcome.Sent;
    }

    FlushResult ISocketDirection<FlushResult>.Result() => Result();

    private FlushResult Result() => new(_wait.TakeCanceled(), _isGone || _wait.IsAborted);

    private void ForgetFirst()
    {
        var first = _first!;
        _first = first.Follower;
        _start = 0;
        if (_first is null)
            _last = null;
        first.Return();
    }

    private void Forget()
    {
        while (_first is not null)
            ForgetFirst();
        _unsent = 0;
    }
}
