// Dear work of strangers and of users is bounded here. Rules upheld: no more pieces of it run at once than there are turns; those who want
// one take them round robin, so that one who wants thousands delays nobody else by more than one; what waits is bounded, in all and for each.
namespace Culver.Storage;

/// <summary>Lets a few pieces of work happen at a time; those who want it take turns.</summary>
/// <typeparam name="TKey">Whose work it is.</typeparam>
/// <param name="most">How many at a time.</param>
public sealed class FairTurns<TKey>(int most)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Queue<TaskCompletionSource>> _waiting = [];

    // Those with somebody waiting, in the order of their turns.
    private readonly Queue<TKey> _turns = new();
    private int _running;
    private int _count;

    /// <summary>How many may wait in all.</summary>
    public int MostWaiting { get; init; } = int.MaxValue;

    /// <summary>How many may wait of one key.</summary>
    public int MostWaitingEach { get; init; } = int.MaxValue;

    /// <summary>Told by how much the number of those that wait has changed.</summary>
    public Action<int> Waits { get; init; } = static _ => { };

    /// <summary>Whether anybody waits.</summary>
    public bool AnyWaiting => Volatile.Read(ref _count) > 0;

    /// <summary>Waits for a turn, which <see cref="Leave"/> must end.</summary>
    /// <param name="key">Whose work it is.</param>
    /// <param name="cancellationToken">Gives up; there is no turn then.</param>
    /// <returns>False when too many wait already; there is no turn then.</returns>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public ValueTask<bool> EnterAsync(TKey key, CancellationToken cancellationToken)
    {
        TaskCompletionSource turn;
        lock (_lock)
        {
            if (_running < most)
            {
                _running++;
                return new(true);
            }

            var queue = _waiting.GetValueOrDefault(key);
            if (_count >= MostWaiting || (queue?.Count ?? 0) >= MostWaitingEach)
                return new(false);
            if (queue is null)
            {
                _waiting.Add(key, queue = new());
                _turns.Enqueue(key);
            }

            turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
            queue.Enqueue(turn);
            _count++;
        }

        Waits(1);
        return WaitAsync(turn, cancellationToken);
    }

    /// <summary>Ends a turn; the next has its.</summary>
    public void Leave()
    {
        // One that gave up meanwhile is passed over.
        while (Next() is { } next)
        {
            Waits(-1);
            if (next.TrySetResult())
                return;
        }
    }

    private static async ValueTask<bool> WaitAsync(TaskCompletionSource turn, CancellationToken cancellationToken)
    {
        await using var giveUp = cancellationToken.UnsafeRegister(static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), turn);
        await turn.Task;
        return true;
    }

    private TaskCompletionSource? Next()
    {
        lock (_lock)
        {
            if (!_turns.TryDequeue(out var key))
            {
                _running--;
                return null;
            }

            var queue = _waiting[key];
            var next = queue.Dequeue();
            _count--;
            if (queue.Count > 0)
                _turns.Enqueue(key);
            else
                _waiting.Remove(key);
            return next;
        }
    }
}
