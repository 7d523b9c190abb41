// One direction of a socket that is waited for. Rules kept here:
// - Who changes the state from Waiting wakes, and nobody else: it happens once for each wait.
// - A flag of _interrupts is set before the state is looked at, and looked at after the state became Waiting: one of the two sees the other.
// - Whoever cuts or cancels does not run the session: what waits goes on on the pool. Only what the loop tells goes on where it was told.
using System.Threading.Tasks.Sources;

namespace Culver.Connections;

/// <summary>What a session waits by that has asked to read or to flush: made once, for all its waits of that kind.</summary>
/// <param name="direction">Tells what a wait that is over came to.</param>
internal sealed class SocketWait<TResult>(ISocketDirection<TResult> direction) : IValueTaskSource<TResult>
{
    /// <summary>Nobody waits, and nothing happened since the socket was last looked at.</summary>
    public const int Idle = 0;

    /// <summary>Something happened, and the socket was not looked at since.</summary>
    public const int Edge = 1;

    /// <summary>The session waits.</summary>
    public const int Waiting = 2;

    /// <summary>The session waits, and a thread of the loop does its work; with <see cref="Edge"/>: and something happened meanwhile.</summary>
    public const int Working = 4;

    private const int Canceled = 1;
    private const int TokenCanceled = 2;
    private const int Aborted = 4;

    private ManualResetValueTaskSourceCore<bool> _wait;
    private CancellationTokenRegistration _registration;
    private int _interrupts;
    private int _state;

    /// <summary>Who may look at the socket.</summary>
    public ref int State => ref _state;

    public bool IsInterrupted => Volatile.Read(ref _interrupts) != 0;

    public bool IsAborted => (Volatile.Read(ref _interrupts) & Aborted) != 0;

    /// <summary>Makes ready for a wait, before the state becomes <see cref="Waiting"/>.</summary>
    public ValueTask<TResult> Begin()
    {
        _wait.Reset();
        return new(this, _wait.Version);
    }

    /// <summary>Has a token call off the wait that began, which may be over already.</summary>
    public void CancelBy(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
            _registration = cancellationToken.UnsafeRegister(static wait => ((SocketWait<TResult>)wait!).Interrupt(TokenCanceled), this);
    }

    /// <summary>Calls off the wait, or the next one.</summary>
    public void Cancel() => Interrupt(Canceled);

    /// <summary>Ends this wait and every other.</summary>
    public void Abort() => Interrupt(Aborted);

    /// <summary>Whether the wait was called off, which is told once.</summary>
    public bool TakeCanceled() => (Volatile.Read(ref _interrupts) & Canceled) != 0 && (Interlocked.And(ref _interrupts, ~Canceled) & Canceled) != 0;

    /// <summary>Wakes what waits, unless somebody else does.</summary>
    public void WakeElsewhere()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Waiting) == Waiting)
            Wake(elsewhere: true);
    }

    /// <summary>Wakes what waited; by who changed the state from <see cref="Waiting"/>.</summary>
    public void Wake(bool elsewhere)
    {
        _wait.RunContinuationsAsynchronously = elsewhere;
        _wait.SetResult(true);
    }

    TResult IValueTaskSource<TResult>.GetResult(short token)
    {
        _wait.GetResult(token);
        var registration = _registration;
        _registration = default;
        // Waits for a callback that runs: none of this wait's cancels the next.
        registration.Dispose();
        if ((Volatile.Read(ref _interrupts) & TokenCanceled) != 0)
        {
            Interlocked.And(ref _interrupts, ~TokenCanceled);
            throw new OperationCanceledException(registration.Token);
        }

        return direction.Result();
    }

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => _wait.GetStatus(token);

    void IValueTaskSource<TResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wait.OnCompleted(continuation, state, token, flags);

    private void Interrupt(int why)
    {
        Interlocked.Or(ref _interrupts, why);
        WakeElsewhere();
    }
}
