// What goes to a client, sent when it is flushed, by whoever flushes it. Rules kept here:
// - A flush is over when the system has taken all of it; while the system does not, the flush waits, and a thread of the loop sends for it.
// - Who changes _state to Sending from Waiting may send; the session may while it does not wait.
// - What a cancelled flush left unsent is the beginning of the next.
// - A client that is gone is a completed flush.
using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Tasks.Sources;

namespace Culver.Connections;

/// <summary>The writing half of a socket.</summary>
internal sealed class SocketOutput(SocketConnection connection) : PipeWriter, IValueTaskSource<FlushResult>
{
    private const int Idle = 0;
    private const int Waiting = 1;
    private const int Sending = 2;

    private const int Canceled = 1;
    private const int TokenCanceled = 2;
    private const int Aborted = 4;

    // Handlers flush at about this much: their answer leaves in one call.
    private const int Usual = 32 * 1024;

    private ManualResetValueTaskSourceCore<bool> _wait;
    private CancellationTokenRegistration _registration;
    private PooledSegment? _first;
    private PooledSegment? _last;
    private int _start;
    private long _unsent;
    private int _state;
    private int _interrupts;
    private bool _isGone;

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
        if (Interlocked.CompareExchange(ref _state, Sending, Waiting) != Waiting)
            return;
        if (Send() != Outcome.Full)
        {
            Volatile.Write(ref _state, Idle);
            Wake(elsewhere);
            return;
        }

        WaitForRoom();
    }

    /// <summary>The socket is closed: who waits does so no more.</summary>
    public void Abort() => Interrupt(Aborted);

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
        if (_unsent == 0 && !_isGone && !source.IsEmpty && Volatile.Read(ref _interrupts) == 0 && !cancellationToken.IsCancellationRequested)
        {
            var count = LinuxSockets.Send(connection.Handle, source.Span);
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
        if (Volatile.Read(ref _interrupts) != 0 || Send() != Outcome.Full)
            return new(Result());
        _wait.Reset();
        var version = _wait.Version;
        WaitForRoom();
        if (cancellationToken.CanBeCanceled)
            _registration = cancellationToken.UnsafeRegister(static output => ((SocketOutput)output!).Interrupt(TokenCanceled), this);
        return new(this, version);
    }

    public override void CancelPendingFlush() => Interrupt(Canceled);

    public override void Complete(Exception? exception = null)
    {
        Interrupt(Aborted);
        if (Volatile.Read(ref _state) == Idle)
            Forget();
    }

    FlushResult IValueTaskSource<FlushResult>.GetResult(short token)
    {
        _wait.GetResult(token);
        var registration = _registration;
        _registration = default;
        registration.Dispose();
        if ((Volatile.Read(ref _interrupts) & TokenCanceled) != 0)
        {
            Interlocked.And(ref _interrupts, ~TokenCanceled);
            throw new OperationCanceledException(registration.Token);
        }

        return Result();
    }

    ValueTaskSourceStatus IValueTaskSource<FlushResult>.GetStatus(short token) => _wait.GetStatus(token);

    void IValueTaskSource<FlushResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wait.OnCompleted(continuation, state, token, flags);

    // Room that came before we were waiting is told when it is asked for: no edge is missed.
    private void WaitForRoom()
    {
        Interlocked.Exchange(ref _state, Waiting);
        if (Volatile.Read(ref _interrupts) != 0)
        {
            WakeElsewhere();
            return;
        }

        try
        {
            connection.WatchWriting();
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            Abort();
        }
    }

    private void Interrupt(int why)
    {
        Interlocked.Or(ref _interrupts, why);
        WakeElsewhere();
    }

    private void WakeElsewhere()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Waiting) == Waiting)
            Wake(elsewhere: true);
    }

    private void Wake(bool elsewhere)
    {
        _wait.RunContinuationsAsynchronously = elsewhere;
        _wait.SetResult(true);
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
                var count = LinuxSockets.Send(connection.Handle, first.Filled[_start..]);
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

    private FlushResult Result()
    {
        var interrupts = Volatile.Read(ref _interrupts);
        if ((interrupts & Canceled) != 0)
            Interlocked.And(ref _interrupts, ~Canceled);
        return new((interrupts & Canceled) != 0, _isGone || (interrupts & Aborted) != 0);
    }

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
