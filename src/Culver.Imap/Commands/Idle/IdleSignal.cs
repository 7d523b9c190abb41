using System.Threading.Tasks.Sources;

namespace Culver.Imap.Commands.Idle;

/// <summary>
/// Wakes an idling session: set from the store's writer, the connection's alarm or what the client sent; waited for by the session
/// alone. One object for all waits of an IDLE, for thousands of sessions do nothing else.
/// </summary>
internal sealed class IdleSignal : IValueTaskSource
{
    // What the next wait finds.
    private const int Nothing = 0;

    // The session waits; whoever changes it to Something wakes it.
    private const int Awaited = 1;

    private const int Something = 2;

    private ManualResetValueTaskSourceCore<bool> _wake;
    private int _state;
    private int _keepAlive;
    private bool _hasInput;

    /// <summary>Something changed. Never blocks, and the session goes on elsewhere; several changes are one wake.</summary>
    public void Set() => Wake(elsewhere: true);

    /// <summary>The client sent something: the session goes on where that arrived.</summary>
    public void SetHere()
    {
        Volatile.Write(ref _hasInput, true);
        Wake(elsewhere: false);
    }

    /// <summary>Whether the client has sent something.</summary>
    public bool HasInput => Volatile.Read(ref _hasInput);

    /// <summary>It is time to say something.</summary>
    public void RingKeepAlive()
    {
        Volatile.Write(ref _keepAlive, 1);
        Set();
    }

    /// <summary>Whether it was time to say something; asked once.</summary>
    public bool TakeKeepAlive() => Interlocked.Exchange(ref _keepAlive, 0) == 1;

    /// <summary>Waits until something is set. The session looks for what it is after that, so that what comes while it looks wakes it again.</summary>
    public ValueTask WaitAsync()
    {
        _wake.Reset();
        if (Interlocked.CompareExchange(ref _state, Awaited, Nothing) == Nothing)
            return new(this, _wake.Version);
        Clear();
        return default;
    }

    void IValueTaskSource.GetResult(short token)
    {
        _wake.GetResult(token);
        Clear();
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _wake.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wake.OnCompleted(continuation, state, token, flags);

    private void Wake(bool elsewhere)
    {
        if (Interlocked.Exchange(ref _state, Something) != Awaited)
            return;
        // Only who found the session waiting comes here, once for each wait.
        _wake.RunContinuationsAsynchronously = elsewhere;
        _wake.SetResult(true);
    }

    // A full fence: were the look to overtake the clearing, a change between the two would be neither seen nor woken for.
    private void Clear() => Interlocked.Exchange(ref _state, Nothing);
}
