namespace Culver.Imap.Commands.Idle;

/// <summary>Wakes an idling session: set from the store's writer or the connection's alarm, waited for by the session alone.</summary>
#pragma warning disable CA1001 // An alarm may still ring after the session went on; without a wait handle the semaphore holds nothing of the system.
internal sealed class IdleSignal
{
    private readonly SemaphoreSlim _semaphore = new(0, 1);
    private int _isSet;
    private int _keepAlive;

    /// <summary>Something changed. Never blocks; several changes are one wake.</summary>
    public void Set()
    {
        if (Interlocked.Exchange(ref _isSet, 1) == 0)
            _semaphore.Release();
    }

    /// <summary>It is time to say something.</summary>
    public void RingKeepAlive()
    {
        Volatile.Write(ref _keepAlive, 1);
        Set();
    }

    /// <summary>Whether it was time to say something; asked once.</summary>
    public bool TakeKeepAlive() => Interlocked.Exchange(ref _keepAlive, 0) == 1;

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await _semaphore.WaitAsync(cancellationToken);
        // Cleared before the session looks, so that what comes while it looks wakes it again. A full fence: were the look to overtake
        // the clearing, a change between the two would be neither seen nor woken for.
        Interlocked.Exchange(ref _isSet, 0);
    }
}
