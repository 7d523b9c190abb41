// Sees that what is due is attempted. Rules upheld:
// - What waits is found in the store: memory holds what is under way and a time for each destination, however much waits.
// - Workers are bounded in all and for each destination; a destination that finds no place waits its turn in line, and a busy one gives
//   way after a connection's worth of messages.
// - What is known of a destination that cannot be reached outlasts its workers, so that nobody tries it again for a while.
// - A message is worked on once at a time for a destination, and is given back only when what came of it is durable.
// - Stopping lets transactions under way come to their end for a while: one that is cut after its final dot would be sent twice.
using Culver.Delivery.Relay;
using Culver.Storage.Queue;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Culver.Delivery.Queue;

/// <summary>Drives the queue.</summary>
internal sealed class QueueRunner : IAsyncDisposable
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private const int MostDead = 10_000;

    private readonly IQueueStore _store;
    private readonly RelayOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<QueueRunner> _log;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DestinationQueue> _destinations = new(StringComparer.Ordinal);
    private readonly Queue<DestinationQueue> _pending = new();
    private readonly PriorityQueue<string, DateTimeOffset> _later = new();
    private readonly Dictionary<string, DateTimeOffset> _laterBy = new(StringComparer.Ordinal);
    private readonly LinkedList<IdleWorker> _idle = new();
    // Those without workers.
    private readonly Dictionary<string, DeadDestination> _dead = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _cut = new();
    private readonly ITimer _timer;
    private IQueueWorker? _worker;
    private int _working;
    private int _retrying;
    private int _retries;
    private bool _running;
    private TaskCompletionSource? _drained;
    private TaskCompletionSource? _quiet;

    public QueueRunner(IQueueStore store, IOptions<RelayOptions> options, TimeProvider time, ILogger<QueueRunner> log)
    {
        _store = store;
        _options = options.Value;
        _time = time;
        _log = log;
        _timer = time.CreateTimer(static state => ((QueueRunner)state!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many workers there are.</summary>
    public int Working
    {
        get
        {
            lock (_gate)
                return _working;
        }
    }

    /// <summary>Whether it stops.</summary>
    public bool IsStopping => !_running;

    /// <summary>Begins with what waits.</summary>
    /// <param name="worker">Does the work.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask StartAsync(IQueueWorker worker, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _worker = worker;
            _running = true;
        }

        await WakeAllAsync(cancellationToken);
    }

    /// <summary>How often an administrator had what waits tried, as <see cref="HaveRetriedSince"/> wants it.</summary>
    public int Retries
    {
        get
        {
            lock (_gate)
                return _retries;
        }
    }

    /// <summary>Whether what waits was made due since, or is being made so: what was read of it before may be written only if it is made due again.</summary>
    /// <param name="retries">The count from before it was read.</param>
    public bool HaveRetriedSince(int retries)
    {
        lock (_gate)
            return _retrying > 0 || _retries != retries;
    }

    /// <summary>Makes a message, or all that waits, due at once, and begins with it.</summary>
    /// <returns>How many messages.</returns>
    public async ValueTask<int> RetryAsync(QueueId? id, CancellationToken cancellationToken)
    {
        lock (_gate)
            _retrying++;
        int count;
        try
        {
            count = await _store.RetryAsync(id, _time.GetUtcNow(), cancellationToken);
        }
        finally
        {
            lock (_gate)
            {
                _retrying--;
                _retries++;
            }
        }

        await WakeAllAsync(cancellationToken);
        return count;
    }

    /// <summary>Looks at every destination anew, after an administrator changed what is due.</summary>
    public async ValueTask WakeAllAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            _dead.Clear();
        foreach (var destination in await _store.ListDestinationsAsync(cancellationToken))
        {
            lock (_gate)
            {
                if (_destinations.TryGetValue(destination.Name, out var known))
                    known.Dead = null;
            }

            Wake(destination.Name, destination.DueAt);
        }
    }

    /// <summary>What keeps mail for a destination from being tried at a time; <see langword="null"/> when nothing known does.</summary>
    public DeadDestination? DeadAt(string destination, DateTimeOffset due)
    {
        lock (_gate)
        {
            var dead = _destinations.TryGetValue(destination, out var queue) ? queue.Dead : _dead.GetValueOrDefault(destination);
            return dead is not null && dead.Until > due && dead.Until > _time.GetUtcNow() ? dead : null;
        }
    }

    /// <summary>Says that something waits for a destination.</summary>
    public void Wake(string destination, DateTimeOffset due)
    {
        lock (_gate)
        {
            if (!_running)
                return;
            if (due > _time.GetUtcNow())
            {
                Schedule(destination, due);
                return;
            }

            if (!_destinations.TryGetValue(destination, out var queue))
            {
                _destinations.Add(destination, queue = new(destination, _store, _time, _options.MaxRecipients));
                if (_dead.Remove(destination, out var dead))
                    queue.Dead = dead;
            }

            queue.Wakes++;
            if (WakeIdle(queue))
                return;
            // More connections only to where one is known to work.
            if (queue.Workers == 0 || queue.IsAlive)
                Start(queue);
        }
    }

    /// <summary>Starts another worker where there is more to do than the present ones carry.</summary>
    public void Widen(DestinationQueue queue)
    {
        lock (_gate)
        {
            if (_running && queue.HasMore && !WakeIdle(queue))
                Start(queue);
        }
    }

    /// <summary>Whether a worker that has had its share is to make way for others.</summary>
    public bool MustGiveWay
    {
        get
        {
            lock (_gate)
                return !_running || _pending.Count > 0;
        }
    }

    /// <summary>Waits a while for something else to do, keeping the connection.</summary>
    /// <param name="queue">The destination.</param>
    /// <param name="wakes">Its count of wakes when the worker last looked and found nothing.</param>
    /// <returns>Whether there may be something.</returns>
    public async ValueTask<bool> IdleAsync(DestinationQueue queue, int wakes)
    {
        if (_options.IdleConnection == TimeSpan.Zero)
            return false;
        var idle = new IdleWorker(queue);
        lock (_gate)
        {
            if (!_running || _pending.Count > 0)
                return false;
            if (queue.Wakes != wakes)
                return true;
            idle.Node = _idle.AddLast(idle);
            TellQuiet();
        }

        await using var timer = _time.CreateTimer(static state => ((IdleWorker)state!).Done.TrySetResult(result: false), idle, _options.IdleConnection, Timeout.InfiniteTimeSpan);
        var woken = await idle.Done.Task;
        lock (_gate)
        {
            if (idle.Node.List is not null)
                _idle.Remove(idle.Node);
        }

        return woken;
    }

    /// <summary>Waits until nothing is under way: what waits is not due, or is held.</summary>
    public Task QuietAsync()
    {
        lock (_gate)
        {
            if (_working == _idle.Count)
                return Task.CompletedTask;
            _quiet ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _quiet.Task;
        }
    }

    /// <summary>Stops: no new attempts; those under way end, or are cut after a while.</summary>
    public async ValueTask StopAsync()
    {
        Task drained;
        lock (_gate)
        {
            _running = false;
            _drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            drained = _drained.Task;
            if (_working == 0)
                _drained.TrySetResult();
            foreach (var idle in _idle)
                idle.Done.TrySetResult(result: false);
        }

        try
        {
            await drained.WaitAsync(StopGrace, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            await _cut.CancelAsync();
            await EndOrLeaveAsync(drained);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _timer.DisposeAsync();
        _cut.Dispose();
    }

    /// <summary>Whoever does not heed the cut does not hold the server: what it was about is in the store.</summary>
    private async ValueTask EndOrLeaveAsync(Task drained)
    {
        try
        {
            await drained.WaitAsync(StopGrace, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            _log.WorkersStuck(Working);
        }
    }

    // Called with the gate held.
    private void Start(DestinationQueue queue)
    {
        if (queue.IsPending || queue.Workers >= _options.MaxConnectionsPerDestination)
            return;
        if (_working >= _options.MaxConnections)
        {
            queue.IsPending = true;
            _pending.Enqueue(queue);
            // A worker that only waits makes room.
            if (_idle.First is { } rests)
            {
                _idle.RemoveFirst();
                rests.Value.Done.TrySetResult(result: false);
            }

            return;
        }

        _working++;
        queue.Workers++;
        _ = WorkAsync(queue);
    }

    private async Task WorkAsync(DestinationQueue queue)
    {
        // Off the caller's stack, which may hold the gate.
        await Task.Yield();
        var failed = false;
        try
        {
            await _worker!.RunAsync(queue, this, _cut.Token);
        }
        catch (OperationCanceledException) when (_cut.IsCancellationRequested)
        {
            // What it was about is in the store as it was.
        }
        catch (Exception failure)
        {
            failed = true;
            _log.WorkerFailed(failure, queue.Name);
        }

        await EndAsync(queue, failed);
    }

    private async ValueTask EndAsync(DestinationQueue queue, bool failed)
    {
        lock (_gate)
        {
            queue.Workers--;
            queue.Ending++;
        }

        DateTimeOffset? next = null;
        try
        {
            next = await queue.FindNextDueAsync();
            // What failed once would fail again at once, and for ever.
            if (failed && next <= _time.GetUtcNow())
                next = _time.GetUtcNow() + _options.DeadDestination;
        }
        catch (Exception failure)
        {
            _log.WorkerFailed(failure, queue.Name);
            next = _time.GetUtcNow() + _options.DeadDestination;
        }

        lock (_gate)
        {
            _working--;
            queue.Ending--;
            if (next is { } due)
            {
                if (due > _time.GetUtcNow())
                    Schedule(queue.Name, due);
                else if (_running && queue.Workers == 0)
                    Start(queue);
            }

            while (_running && _working < _options.MaxConnections && _pending.TryDequeue(out var waiting))
            {
                waiting.IsPending = false;
                Start(waiting);
            }

            // Not while another worker still asks it what is due: that one would wait for ever.
            if (queue.Workers == 0 && queue.Ending == 0 && !queue.IsPending && _destinations.Remove(queue.Name))
            {
                Remember(queue);
                queue.Dispose();
            }

            if (_working == 0)
                _drained?.TrySetResult();
            TellQuiet();
        }
    }

    // Called with the gate held.
    private void Remember(DestinationQueue queue)
    {
        var now = _time.GetUtcNow();
        if (queue.Dead is not { } dead || dead.Until <= now)
            return;
        if (_dead.Count >= MostDead)
        {
            foreach (var (name, other) in _dead)
            {
                if (other.Until <= now)
                    _dead.Remove(name);
            }
        }

        // What is not remembered is tried once more than it need be.
        if (_dead.Count < MostDead)
            _dead[queue.Name] = dead;
    }

    // Called with the gate held.
    private void TellQuiet()
    {
        if (_quiet is null || _working != _idle.Count)
            return;
        _quiet.TrySetResult();
        _quiet = null;
    }

    private bool WakeIdle(DestinationQueue queue)
    {
        for (var node = _idle.First; node is not null; node = node.Next)
        {
            if (!ReferenceEquals(node.Value.Queue, queue))
                continue;
            _idle.Remove(node);
            return node.Value.Done.TrySetResult(result: true);
        }

        return false;
    }

    // Called with the gate held. A destination has one time: the earliest.
    private void Schedule(string destination, DateTimeOffset due)
    {
        if (_laterBy.TryGetValue(destination, out var known) && known <= due)
            return;
        _laterBy[destination] = due;
        _later.Enqueue(destination, due);
        SetTimer();
    }

    private void SetTimer()
    {
        if (!_later.TryPeek(out _, out var due))
            return;
        var wait = due - _time.GetUtcNow();
        // A timer does not follow a clock that is set, nor count the time that a machine sleeps.
        wait = wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait;
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private void Ring()
    {
        var due = new List<string>();
        lock (_gate)
        {
            if (!_running)
                return;
            var now = _time.GetUtcNow();
            while (_later.TryPeek(out var destination, out var time) && time <= now)
            {
                _later.Dequeue();
                if (_laterBy.TryGetValue(destination, out var known) && known == time)
                {
                    _laterBy.Remove(destination);
                    due.Add(destination);
                }
            }

            SetTimer();
        }

        foreach (var destination in due)
            Wake(destination, DateTimeOffset.MinValue);
    }

    private sealed class IdleWorker(DestinationQueue queue)
    {
        public DestinationQueue Queue => queue;

        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // Set when it joins the list.
        public LinkedListNode<IdleWorker> Node { get; set; } = null!;
    }
}
