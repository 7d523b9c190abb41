// What a client sends, read from its socket when it is asked for. Rules kept here:
// - The socket is read by the session, or by the thread of the loop in its stead while it waits; never by both: who changes _state to Idle from Edge, or
//   to Receiving from Waiting, may.
// - An edge is told once: it is noted before anything is looked at, and forgotten before the socket is read, so that what arrives during a read is
//   not overlooked. A read that got less than it had room for has emptied the socket, and no second one is made to hear that.
// - A flag of _interrupts is set before _state is looked at, and looked at after _state became Waiting: one of the two sees the other.
// - A session that waits holds no buffer, or one not much larger than what it has not consumed.
// - Nothing is read before it is asked for: a client that is not listened to is made to wait by the system.
using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Tasks.Sources;
using Microsoft.AspNetCore.Connections;

namespace Culver.Connections;

/// <summary>The reading half of a socket.</summary>
internal sealed class SocketInput(SocketConnection connection, int largest) : PipeReader, IValueTaskSource<ReadResult>
{
    // Nobody waits, and nothing happened since the socket was last read.
    private const int Idle = 0;

    // Something happened, and the socket was not read since.
    private const int Edge = 1;

    // The session waits.
    private const int Waiting = 2;

    // The session waits, and a thread of the loop reads for it; with Edge: and something happened meanwhile.
    private const int Receiving = 4;

    private const int Canceled = 1;
    private const int TokenCanceled = 2;
    private const int Aborted = 4;

    // A command or a message of usual size in one read.
    private const int Usual = 16 * 1024;
    private const int LeastRoom = 512;

    private ManualResetValueTaskSourceCore<bool> _wait;
    private CancellationTokenRegistration _registration;
    private PooledSegment? _first;
    private PooledSegment? _last;
    private Exception? _failure;
    // Where what is not consumed begins, in the first segment.
    private int _start;
    private int _next = Usual;
    // At first nobody knows.
    private int _state = Edge;
    private int _interrupts;
    private bool _hasUnexamined;
    private bool _isEnded;
    private bool _isNeverDrained;

    /// <summary>Set when a short read does not mean any more that nothing is left.</summary>
    public bool IsNeverDrained
    {
        get => Volatile.Read(ref _isNeverDrained);
        set => Volatile.Write(ref _isNeverDrained, value);
    }

    /// <summary>Something happened to the socket. What waited for it goes on here, unless it is to go on elsewhere.</summary>
    public void GoOn(bool elsewhere)
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            if ((state & Edge) != 0)
                return;
            if (state == Waiting)
            {
                if (Interlocked.CompareExchange(ref _state, Receiving, Waiting) == Waiting)
                {
                    ReceiveForWaiting(elsewhere);
                    return;
                }
            }
            else if (Interlocked.CompareExchange(ref _state, state | Edge, state) == state)
            {
                return;
            }
        }
    }

    /// <summary>The next read looks at the socket.</summary>
    public void LookAgain() => Interlocked.CompareExchange(ref _state, Edge, Idle);

    /// <summary>The socket is closed: who waits does so no more.</summary>
    public void Abort() => Interrupt(Aborted);

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<ReadResult>(cancellationToken);
        if (TryRead(out var result))
            return new(result);
        Shrink();
        _wait.Reset();
        var version = _wait.Version;
        while (Interlocked.CompareExchange(ref _state, Waiting, Idle) != Idle)
        {
            if (TryRead(out result))
                return new(result);
        }

        // From here on the loop may read; what is waited for goes on after we have returned.
        try
        {
            connection.WatchReading();
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            Abort();
        }

        if (cancellationToken.CanBeCanceled)
            _registration = cancellationToken.UnsafeRegister(static input => ((SocketInput)input!).Interrupt(TokenCanceled), this);
        if (Volatile.Read(ref _interrupts) != 0)
            WakeElsewhere();
        return new(this, version);
    }

    public override bool TryRead(out ReadResult result)
    {
        if (_hasUnexamined || _isEnded || _failure is not null || Volatile.Read(ref _interrupts) != 0)
        {
            result = Result();
            return true;
        }

        while (Interlocked.CompareExchange(ref _state, Idle, Edge) == Edge)
        {
            if (!Receive())
                continue;
            result = Result();
            return true;
        }

        result = default;
        return false;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _hasUnexamined = false;
        if (_first is null || consumed.GetObject() is not PooledSegment segment)
            return;
        _hasUnexamined = examined.GetObject() != _last || examined.GetInteger() != _last!.End;
        while (_first != segment)
            ReturnFirst();
        _start = consumed.GetInteger();
        while (_first is { } first && _start == first.End)
            ReturnFirst();
    }

    public override void CancelPendingRead() => Interrupt(Canceled);

    public override void Complete(Exception? exception = null)
    {
        Interrupt(Aborted);
        // A thread of the loop may still be reading into it: then it is nobody's any more.
        if ((Volatile.Read(ref _state) & (Waiting | Receiving)) != 0)
            return;
        while (_first is not null)
            ReturnFirst();
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token)
    {
        _wait.GetResult(token);
        var registration = _registration;
        _registration = default;
        // Waits for a callback that runs: none of this read's cancels the next.
        registration.Dispose();
        if ((Volatile.Read(ref _interrupts) & TokenCanceled) != 0)
        {
            Interlocked.And(ref _interrupts, ~TokenCanceled);
            throw new OperationCanceledException(registration.Token);
        }

        return Result();
    }

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _wait.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wait.OnCompleted(continuation, state, token, flags);

    private void ReceiveForWaiting(bool elsewhere)
    {
        while (true)
        {
            if (Receive())
            {
                Interlocked.And(ref _state, ~Receiving);
                Wake(elsewhere);
                return;
            }

            if (Interlocked.CompareExchange(ref _state, Waiting, Receiving) == Receiving)
            {
                if (Volatile.Read(ref _interrupts) != 0)
                    WakeElsewhere();
                return;
            }

            Interlocked.And(ref _state, ~Edge);
        }
    }

    private void Interrupt(int why)
    {
        Interlocked.Or(ref _interrupts, why);
        WakeElsewhere();
    }

    // Whoever cuts or cancels does not run the session.
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

    /// <summary>Reads the socket once. False when there is nothing.</summary>
    private bool Receive()
    {
        var into = _last is { } last && last.Room.Length >= LeastRoom ? last : new PooledSegment(_next);
        var room = into.Room.Span;
        var count = LinuxSockets.Receive(connection.Handle, room);
        if (count <= 0)
        {
            if (into != _last)
                into.Return();
            if (count == 0)
                _isEnded = true;
            else if (count == LinuxSockets.Broken)
                _failure = new ConnectionResetException("The client reset the connection.");
            return count != LinuxSockets.WouldWait;
        }

        var isFull = count == room.Length;
        if (isFull || IsNeverDrained)
            Interlocked.Or(ref _state, Edge);
        _next = isFull ? Math.Min(Math.Max(_next * 2, Usual), Math.Max(largest, Usual)) : Usual;
        into.Fill(count);
        if (into != _last)
            Append(into);
        _hasUnexamined = true;
        return true;
    }

    private void Append(PooledSegment segment)
    {
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
    }

    private ReadResult Result()
    {
        var interrupts = Volatile.Read(ref _interrupts);
        if ((interrupts & Aborted) != 0)
            throw new ConnectionAbortedException("The connection was cut.");
        if (_failure is not null)
            throw _failure;
        if ((interrupts & Canceled) != 0)
            Interlocked.And(ref _interrupts, ~Canceled);
        var bytes = _first is null ? default : new ReadOnlySequence<byte>(_first, _start, _last!, _last!.End);
        return new(bytes, (interrupts & Canceled) != 0, _isEnded);
    }

    private void ReturnFirst()
    {
        var first = _first!;
        _first = first.Follower;
        _start = 0;
        if (_first is null)
            _last = null;
        first.Return();
    }

    /// <summary>Before a wait: a few octets of a command do not keep a large array, for thousands may send no more than that.</summary>
    private void Shrink()
    {
        if (_first is not { } first || first != _last || first.End - _start > LeastRoom || first.Size <= 4 * LeastRoom)
            return;
        var left = first.Filled[_start..];
        var small = new PooledSegment(left.Length + LeastRoom);
        left.CopyTo(small.Room.Span);
        small.Fill(left.Length);
        _first = _last = small;
        _start = 0;
        first.Return();
    }
}
