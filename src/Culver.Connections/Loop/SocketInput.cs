// What a client sends, read from its socket when it is asked for. Rules kept here:
// - The socket is read by the session, or by the thread of the loop in its stead while it waits; never by both: who changes the state to Idle from Edge, or
//   to Working from Waiting, may.
// - An edge is told once: it is noted before anything is looked at, and forgotten before the socket is read, so that what arrives during a read is
//   not overlooked. A read that got less than it had room for has emptied the socket, and no second one is made to hear that.
// - A session that waits holds no buffer, or one not much larger than what it has not consumed.
// - Nothing is read before it is asked for: a client that is not listened to is made to wait by the system.
using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Culver.Connections;

/// <summary>The reading half of a socket.</summary>
internal sealed class SocketInput : PipeReader, ISocketDirection<ReadResult>
{
    private const int Idle = SocketWait<ReadResult>.Idle;
    private const int Edge = SocketWait<ReadResult>.Edge;
    private const int Waiting = SocketWait<ReadResult>.Waiting;
    private const int Working = SocketWait<ReadResult>.Working;

    // A command or a message of usual size in one read.
    private const int Usual = 16 * 1024;
    private const int LeastRoom = 512;

    private readonly SocketWait<ReadResult> _wait;
    private readonly SocketConnection _connection;
    private readonly int _largest;
    private PooledSegment? _first;
    private PooledSegment? _last;
    private Exception? _failure;
    // Where what is not consumed begins, in the first segment.
    private int _start;
    private int _next = Usual;
    private bool _hasUnexamined;
    private bool _isEnded;
    private bool _isNeverDrained;

    public SocketInput(SocketConnection connection, int largest)
    {
        _connection = connection;
        _largest = largest;
        _wait = new(this);
        // At first nobody knows.
        _wait.State = Edge;
    }

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
            var state = Volatile.Read(ref _wait.State);
            if ((state & Edge) != 0)
                return;
            if (state == Waiting)
            {
                if (Interlocked.CompareExchange(ref _wait.State, Working, Waiting) == Waiting)
                {
                    ReceiveForWaiting(elsewhere);
                    return;
                }
            }
            else if (Interlocked.CompareExchange(ref _wait.State, state | Edge, state) == state)
            {
                return;
            }
        }
    }

    /// <summary>The next read looks at the socket.</summary>
    public void LookAgain() => Interlocked.CompareExchange(ref _wait.State, Edge, Idle);

    /// <summary>The socket is closed: who waits does so no more.</summary>
    public void Abort() => _wait.Abort();

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<ReadResult>(cancellationToken);
        if (TryRead(out var result))
            return new(result);
        Shrink();
        var waiting = _wait.Begin();
        while (Interlocked.CompareExchange(ref _wait.State, Waiting, Idle) != Idle)
        {
            if (TryRead(out result))
                return new(result);
        }

        // From here on the loop may read; what is waited for goes on after we have returned.
        try
        {
            _connection.WatchReading();
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            Abort();
        }

        _wait.CancelBy(cancellationToken);
        if (_wait.IsInterrupted)
            _wait.WakeElsewhere();
        return waiting;
    }

    public override bool TryRead(out ReadResult result)
    {
        if (_hasUnexamined || _isEnded || _failure is not null || _wait.IsInterrupted)
        {
            result = Result();
            return true;
        }

        while (Interlocked.CompareExchange(ref _wait.State, Idle, Edge) == Edge)
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

    public override void CancelPendingRead() => _wait.Cancel();

    public override void Complete(Exception? exception = null)
    {
        _wait.Abort();
        // A thread of the loop may still be reading into it: then it is nobody's any more.
        if ((Volatile.Read(ref _wait.State) & (Waiting | Working)) != 0)
            return;
        while (_first is not null)
            ReturnFirst();
    }

    private void ReceiveForWaiting(bool elsewhere)
    {
        while (true)
        {
            if (ReceiveOrFail())
            {
                Interlocked.And(ref _wait.State, ~Working);
                _wait.Wake(elsewhere);
                return;
            }

            if (Interlocked.CompareExchange(ref _wait.State, Waiting, Working) == Working)
            {
                if (_wait.IsInterrupted)
                    _wait.WakeElsewhere();
                return;
            }

            Interlocked.And(ref _wait.State, ~Edge);
        }
    }

    // Who works for the session wakes it, whatever happens: nobody else may. Without memory there is no buffer.
    private bool ReceiveOrFail()
    {
        try
        {
            return Receive();
        }
        catch (OutOfMemoryException failure)
        {
            _failure = failure;
            return true;
        }
    }

    /// <summary>Reads the socket once. False when there is nothing.</summary>
    private bool Receive()
    {
        var into = _last is { } last && last.Room.Length >= LeastRoom ? last : new PooledSegment(_next);
        var room = into.Room.Span;
        var count = LinuxSockets.Receive(_connection.Handle, room);
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
            Interlocked.Or(ref _wait.State, Edge);
        _next = isFull ? Math.Min(Math.Max(_next * 2, Usual), Math.Max(_largest, Usual)) : Usual;
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

    ReadResult ISocketDirection<ReadResult>.Result() => Result();

    private ReadResult Result()
    {
        if (_wait.IsAborted)
            throw new ConnectionAbortedException("The connection was cut.");
        if (_failure is not null)
            throw _failure;
        var bytes = _first is null ? default : new ReadOnlySequence<byte>(_first, _start, _last!, _last!.End);
        return new(bytes, _wait.TakeCanceled(), _isEnded);
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
