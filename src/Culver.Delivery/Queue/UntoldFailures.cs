using Culver.Delivery.Bounces;
using Culver.Storage.Queue;

namespace Culver.Delivery.Queue;

/// <summary>
/// Failures whose sender is not told yet, because other recipients of the message are under way: all are told in one notification when the round is
/// over, or when one of them has waited long enough. The store has them as waiting until then; a crash forgets them here, and they are tried again.
/// </summary>
internal sealed class UntoldFailures(TimeProvider time)
{
    /// <summary>How long a failure waits for the others.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<QueueId, Round> _rounds = [];
    private DateTimeOffset _swept;

    /// <summary>Says that failures come, as soon as the store has them as waiting: who fails meanwhile joins them.</summary>
    public void Expect(QueueId message)
    {
        lock (_gate)
        {
            Sweep();
            if (!_rounds.TryGetValue(message, out var round))
                _rounds.Add(message, round = new());
            round.Expected++;
        }
    }

    /// <summary>Keeps failures that were expected; none when they did not come.</summary>
    public void Add(QueueId message, IReadOnlyCollection<RecipientNotice> failures)
    {
        lock (_gate)
        {
            var round = _rounds[message];
            round.Expected--;
            round.Waiting.AddRange(failures);
            round.ChangedAt = time.GetUtcNow();
        }
    }

    /// <summary>Whether failures of a message wait, or are expected.</summary>
    public bool Has(QueueId message)
    {
        lock (_gate)
            return _rounds.TryGetValue(message, out var round) && (round.Waiting.Count > 0 || round.Expected > 0);
    }

    /// <summary>Whether a recipient's failure waits, or was taken to be told: it is not to be tried again.</summary>
    public bool Knows(QueueRecipient recipient)
    {
        lock (_gate)
        {
            return _rounds.TryGetValue(recipient.Message, out var round)
                && (round.Taken.Contains(recipient.Number) || round.Waiting.Exists(failure => failure.Recipient.Number == recipient.Number));
        }
    }

    /// <summary>Takes the failures of a message, to tell them: none while others are expected, whose attempt then takes them all. Whoever takes them ends by <see cref="Told"/>.</summary>
    public IReadOnlyList<RecipientNotice> Take(QueueId message)
    {
        lock (_gate)
        {
            if (!_rounds.TryGetValue(message, out var round) || round.Waiting.Count == 0 || round.Expected > 0)
                return [];
            RecipientNotice[] taken = [.. round.Waiting];
            round.Waiting.Clear();
            round.Taken.UnionWith(taken.Select(static failure => failure.Recipient.Number));
            round.ChangedAt = time.GetUtcNow();
            round.Telling = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return taken;
        }
    }

    /// <summary>Says what came of what was taken.</summary>
    /// <param name="message">The message.</param>
    /// <param name="left">What could not be told, and waits again.</param>
    public void Told(QueueId message, IReadOnlyList<RecipientNotice> left)
    {
        lock (_gate)
        {
            var round = _rounds[message];
            round.Waiting.AddRange(left);
            round.Taken.ExceptWith(left.Select(static failure => failure.Recipient.Number));
            round.Telling!.TrySetResult();
            round.Telling = null;
        }
    }

    /// <summary>Waits until what was taken of a message is told.</summary>
    public Task WhenToldAsync(QueueId message)
    {
        lock (_gate)
            return _rounds.TryGetValue(message, out var round) && round.Telling is { } telling ? telling.Task : Task.CompletedTask;
    }

    // Called with the gate held. What was taken is remembered for as long as an attempt that was claimed before may look for it; what nobody took belongs
    // to a message that is held or was removed, and is found out again if ever it is due.
    private void Sweep()
    {
        var now = time.GetUtcNow();
        if (now - _swept < Remembered)
            return;
        _swept = now;
        foreach (var (id, round) in _rounds)
        {
            if (now - round.ChangedAt >= Remembered && round is { Telling: null, Expected: 0 })
                _rounds.Remove(id);
        }
    }

    private sealed class Round
    {
        public List<RecipientNotice> Waiting { get; } = [];

        public HashSet<int> Taken { get; } = [];

        public int Expected { get; set; }

        public TaskCompletionSource? Telling { get; set; }

        public DateTimeOffset ChangedAt { get; set; }
    }
}
