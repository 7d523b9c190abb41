namespace Culver.Storage.Queue;

/// <summary>
/// Keeps the outbound queue: messages with one copy of their content each, however many recipients they have. Every write is durable
/// when its call returns, but for what came of an attempt; concurrent writes share a commit.
/// </summary>
/// <remarks>Every method throws <see cref="StorageUnavailableException"/> when the disk fails.</remarks>
public interface IQueueStore : IAsyncDisposable
{
    /// <summary>Begins to take content.</summary>
    /// <param name="expectedLength">Octets expected; −1 when that is not known.</param>
    IQueueContent Stage(long expectedLength);

    /// <summary>Adds a message.</summary>
    /// <returns>False when a message of that id is there already; nothing was changed then.</returns>
    ValueTask<bool> AddAsync(NewQueueEntry entry, CancellationToken cancellationToken);

    /// <summary>
    /// Records what came of an attempt. Recipients of messages that were removed meanwhile are passed over. When it returns it outlasts the end of
    /// the process; a power failure may undo it as a whole, and the attempt is then made again. What it cannot take may be offered again, unchanged.
    /// </summary>
    ValueTask ApplyAsync(QueueChange change, CancellationToken cancellationToken);

    /// <summary>Finds a message with all its recipients.</summary>
    ValueTask<QueueEntry?> FindAsync(QueueId id, CancellationToken cancellationToken);

    /// <summary>Messages with all their recipients, by id.</summary>
    /// <param name="after">The last one known; <see langword="null"/> to begin.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<QueueEntry>> ListAsync(QueueId? after, int limit, CancellationToken cancellationToken);

    /// <summary>All destinations for which something waits that nobody holds.</summary>
    ValueTask<IReadOnlyList<QueueDestination>> ListDestinationsAsync(CancellationToken cancellationToken);

    /// <summary>Finds messages that are due for a destination, each with those of its recipients that are; the most urgent first.</summary>
    /// <param name="destination">The destination.</param>
    /// <param name="now">What is due by then.</param>
    /// <param name="except">Messages that are worked on already.</param>
    /// <param name="messages">How many messages at most.</param>
    /// <param name="recipients">How many recipients of each at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<QueueEntry>> FindDueAsync(
        string destination, DateTimeOffset now, IReadOnlySet<QueueId> except, int messages, int recipients, CancellationToken cancellationToken);

    /// <summary>When something for a destination is next due, leaving out messages that are worked on; <see langword="null"/> for never.</summary>
    ValueTask<DateTimeOffset?> FindNextDueAsync(string destination, IReadOnlySet<QueueId> except, CancellationToken cancellationToken);

    /// <summary>Opens a message's content to read. Read at once or from an open file: removal does not disturb it.</summary>
    /// <returns><see langword="null"/> when the message is gone.</returns>
    ValueTask<IMessageContent?> OpenContentAsync(QueueId id, CancellationToken cancellationToken);

    /// <summary>Makes waiting recipients due.</summary>
    /// <param name="id">Of one message; <see langword="null"/> for all.</param>
    /// <param name="dueAt">When.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many messages.</returns>
    ValueTask<int> RetryAsync(QueueId? id, DateTimeOffset dueAt, CancellationToken cancellationToken);

    /// <summary>Holds messages, or lets them go.</summary>
    /// <param name="id">One message; <see langword="null"/> for all.</param>
    /// <param name="held">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many messages.</returns>
    ValueTask<int> SetHeldAsync(QueueId? id, bool held, CancellationToken cancellationToken);

    /// <summary>Removes a message with its content; nobody is told.</summary>
    /// <returns>Whether it was there.</returns>
    ValueTask<bool> RemoveAsync(QueueId id, CancellationToken cancellationToken);

    /// <summary>Chooses the destinations of everything that waits anew, after routes were changed.</summary>
    /// <param name="destinationOf">The destination of an address.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask RerouteAsync(Func<string, string> destinationOf, CancellationToken cancellationToken);

    /// <summary>Verifies the queue: its rows against each other and against the contents. Clean when nothing is returned.</summary>
    ValueTask<IReadOnlyList<ConsistencyFinding>> CheckAsync(CancellationToken cancellationToken);

    /// <summary>Mends what can be mended so that no message is lost for it; may repeat an attempt. The queue goes on meanwhile.</summary>
    /// <returns>What was mended.</returns>
    ValueTask<IReadOnlyList<ConsistencyFinding>> RepairAsync(CancellationToken cancellationToken);

    /// <summary>Copies the queue at one moment, for a backup. A message that goes out meanwhile may be in the copy or not.</summary>
    /// <param name="folder">The data folder of the backup; there must be no queue in it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask BackupAsync(string folder, CancellationToken cancellationToken);
}
