using System.Threading.Channels;
using Culver.Storage;
using Culver.Storage.Queue;

namespace Culver.Delivery.Tests.Support;

/// <summary>The real queue, on a disk that is full where a test wants it.</summary>
internal sealed class FaultyQueueStore(IQueueStore inner) : IQueueStore
{
    private readonly Channel<bool> _refused = Channel.CreateUnbounded<bool>();

    /// <summary>How many more outcomes of attempts it cannot take.</summary>
    public int Refusals { get; set; }

    /// <summary>Waits until it has refused one.</summary>
    public async Task RefusedAsync() => await _refused.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>What an outcome waits for before it is taken.</summary>
    public Func<QueueChange, Task> Before { get; set; } = static _ => Task.CompletedTask;

    public async ValueTask ApplyAsync(QueueChange change, CancellationToken cancellationToken)
    {
        await Before(change);
        if (Refusals == 0)
        {
            await inner.ApplyAsync(change, cancellationToken);
            return;
        }

        Refusals--;
        _refused.Writer.TryWrite(true);
        throw new StorageUnavailableException("The disk is full.");
    }

    public IQueueContent Stage(long expectedLength) => inner.Stage(expectedLength);

    public ValueTask<bool> AddAsync(NewQueueEntry entry, CancellationToken cancellationToken) => inner.AddAsync(entry, cancellationToken);

    public ValueTask<QueueEntry?> FindAsync(QueueId id, CancellationToken cancellationToken) => inner.FindAsync(id, cancellationToken);

    public ValueTask<IReadOnlyList<QueueEntry>> ListAsync(QueueId? after, int limit, CancellationToken cancellationToken) => inner.ListAsync(after, limit, cancellationToken);

    public ValueTask<IReadOnlyList<QueueDestination>> ListDestinationsAsync(CancellationToken cancellationToken) => inner.ListDestinationsAsync(cancellationToken);

    public ValueTask<IReadOnlyList<QueueEntry>> FindDueAsync(
        string destination, DateTimeOffset now, IReadOnlySet<QueueId> except, int messages, int recipients, CancellationToken cancellationToken) =>
        inner.FindDueAsync(destination, now, except, messages, recipients, cancellationToken);

    public ValueTask<DateTimeOffset?> FindNextDueAsync(string destination, IReadOnlySet<QueueId> except, CancellationToken cancellationToken) =>
        inner.FindNextDueAsync(destination, except, cancellationToken);

    public ValueTask<IMessageContent?> OpenContentAsync(QueueId id, CancellationToken cancellationToken) => inner.OpenContentAsync(id, cancellationToken);

    public ValueTask<int> RetryAsync(QueueId? id, DateTimeOffset dueAt, CancellationToken cancellationToken) => inner.RetryAsync(id, dueAt, cancellationToken);

    public ValueTask<int> SetHeldAsync(QueueId? id, bool held, CancellationToken cancellationToken) => inner.SetHeldAsync(id, held, cancellationToken);

    public ValueTask<bool> RemoveAsync(QueueId id, CancellationToken cancellationToken) => inner.RemoveAsync(id, cancellationToken);

    public ValueTask RerouteAsync(Func<string, string> destinationOf, CancellationToken cancellationToken) => inner.RerouteAsync(destinationOf, cancellationToken);

    public ValueTask<IReadOnlyList<ConsistencyFinding>> CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

    public ValueTask<IReadOnlyList<ConsistencyFinding>> RepairAsync(CancellationToken cancellationToken) => inner.RepairAsync(cancellationToken);

    public ValueTask BackupAsync(string folder, CancellationToken cancellationToken) => inner.BackupAsync(folder, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
