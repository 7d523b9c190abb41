using Culver.Delivery.Queue;
using Culver.Delivery.Routing;
using Culver.Storage.Directory;
using Culver.Storage.Queue;

namespace Culver.Delivery;

/// <summary>The queue as those see it who run it: its life, and what an administrator does with it.</summary>
public sealed class QueueControl
{
    private readonly IQueueStore _store;
    private readonly IDirectoryStore _directory;
    private readonly RouteTable _routes;
    private readonly QueueRunner _runner;
    private readonly IQueueWorker _worker;

    internal QueueControl(IQueueStore store, IDirectoryStore directory, RouteTable routes, QueueRunner runner, IQueueWorker worker)
    {
        _store = store;
        _directory = directory;
        _routes = routes;
        _runner = runner;
        _worker = worker;
    }

    /// <summary>Begins to send. What waits is routed by the settings of now.</summary>
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        var local = (await _directory.ListDomainsAsync(cancellationToken)).Select(static domain => domain.Name).ToHashSet(StringComparer.Ordinal);
        await _store.RerouteAsync(
            address => !address.Contains('@', StringComparison.Ordinal) || local.Contains(RouteTable.DomainOf(address)) ? RouteTable.Local : _routes.DestinationOf(address),
            cancellationToken);
        await _runner.StartAsync(_worker, cancellationToken);
    }

    /// <summary>Stops sending; transactions under way come to their end, for a while.</summary>
    public ValueTask StopAsync() => _runner.StopAsync();

    /// <summary>Waits until nothing is under way: what waits is not due, or is held.</summary>
    public Task QuietAsync(CancellationToken cancellationToken) => _runner.QuietAsync().WaitAsync(cancellationToken);

    /// <summary>Messages with their recipients, by arrival.</summary>
    /// <param name="after">The last one known; <see langword="null"/> to begin.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<IReadOnlyList<QueueEntry>> ListAsync(QueueId? after, int limit, CancellationToken cancellationToken) => _store.ListAsync(after, limit, cancellationToken);

    /// <summary>One message with its recipients; <see langword="null"/> when it is not there.</summary>
    public ValueTask<QueueEntry?> FindAsync(QueueId id, CancellationToken cancellationToken) => _store.FindAsync(id, cancellationToken);

    /// <summary>Tries a message, or all, at once.</summary>
    /// <returns>How many messages.</returns>
    public ValueTask<int> RetryAsync(QueueId? id, CancellationToken cancellationToken) => _runner.RetryAsync(id, cancellationToken);

    /// <summary>Keeps a message, or all, from going out. An attempt under way is not stopped.</summary>
    /// <returns>How many messages.</returns>
    public ValueTask<int> HoldAsync(QueueId? id, CancellationToken cancellationToken) => _store.SetHeldAsync(id, held: true, cancellationToken);

    /// <summary>Lets a message, or all, go out again.</summary>
    /// <returns>How many messages.</returns>
    public async ValueTask<int> ReleaseAsync(QueueId? id, CancellationToken cancellationToken)
    {
        var count = await _store.SetHeldAsync(id, held: false, cancellationToken);
        await _runner.WakeAllAsync(cancellationToken);
        return count;
    }

    /// <summary>Removes a message; nobody is told.</summary>
    /// <returns>Whether it was there.</returns>
    public ValueTask<bool> RemoveAsync(QueueId id, CancellationToken cancellationToken) => _store.RemoveAsync(id, cancellationToken);
}
