using Culver.Delivery.Relay;
using Culver.Storage.Queue;

namespace Culver.Delivery.Queue;

/// <summary>What is under way for one destination. Its workers share it; the runner makes it when something is due and drops it when nothing is.</summary>
internal sealed class DestinationQueue(string name, IQueueStore store, TimeProvider time, int recipients) : IDisposable
{
    // A few at once, so that the database is not asked for each.
    private const int ClaimedAtOnce = 8;
    // What is only put off is put off together, in a commit or two.
    private const int DeferredAtOnce = 128;

    private readonly SemaphoreSlim _claiming = new(1, 1);
    private readonly HashSet<QueueId> _inFlight = [];
    private readonly Queue<QueueEntry> _claimed = new();

    /// <summary>The destination.</summary>
    public string Name => name;

    /// <summary>How many workers it has; the runner's to change.</summary>
    public int Workers { get; set; }

    /// <summary>How many workers have ended and still look for what is next due; the runner's to change.</summary>
    public int Ending { get; set; }

    /// <summary>How often something new was said to wait; the runner's to change.</summary>
    public int Wakes { get; set; }

    /// <summary>Whether it waits for a place among all workers; the runner's to change.</summary>
    public bool IsPending { get; set; }

    /// <summary>Whether a connection to it is known to work, so that more than one is worth making.</summary>
    public bool IsAlive { get; set; }

    /// <summary>Set while it cannot be reached.</summary>
    public DeadDestination? Dead { get; set; }

    /// <summary>Whether more is at hand than the workers carry.</summary>
    public bool HasMore => _claimed.Count > 0;

    /// <summary>Takes the next message that is due.</summary>
    public async ValueTask<QueueEntry?> ClaimAsync(CancellationToken cancellationToken)
    {
        await _claiming.WaitAsync(cancellationToken);
        try
        {
            await FindAsync(ClaimedAtOnce, cancellationToken);
            return _claimed.TryDequeue(out var next) ? next : null;
        }
        finally
        {
            _claiming.Release();
        }
    }

    /// <summary>Takes those of the next messages that are due and only to be put off, up to one that is not.</summary>
    /// <param name="isDeferred">Whether nothing is to be tried for a message.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<IReadOnlyList<QueueEntry>> ClaimDeferredAsync(Predicate<QueueEntry> isDeferred, CancellationToken cancellationToken)
    {
        await _claiming.WaitAsync(cancellationToken);
        try
        {
            await FindAsync(DeferredAtOnce, cancellationToken);
            var taken = new List<QueueEntry>();
            while (_claimed.TryPeek(out var next) && isDeferred(next))
                taken.Add(_claimed.Dequeue());
            return taken;
        }
        finally
        {
            _claiming.Release();
        }
    }

    /// <summary>Gives a message back; what came of it is in the store.</summary>
    public async ValueTask ReleaseAsync(QueueId id)
    {
        await _claiming.WaitAsync(CancellationToken.None);
        try
        {
            _inFlight.Remove(id);
        }
        finally
        {
            _claiming.Release();
        }
    }

    /// <summary>When something that nobody works on is next due.</summary>
    public async ValueTask<DateTimeOffset?> FindNextDueAsync()
    {
        await _claiming.WaitAsync(CancellationToken.None);
        try
        {
            return _claimed.Count > 0 ? time.GetUtcNow() : await store.FindNextDueAsync(name, _inFlight, CancellationToken.None);
        }
        finally
        {
            _claiming.Release();
        }
    }

    public void Dispose() => _claiming.Dispose();

    private async ValueTask FindAsync(int messages, CancellationToken cancellationToken)
    {
        if (_claimed.Count > 0)
            return;
        foreach (var entry in await store.FindDueAsync(name, time.GetUtcNow(), _inFlight, messages, recipients, cancellationToken))
        {
            _inFlight.Add(entry.Message.Id);
            _claimed.Enqueue(entry);
        }
    }
}
