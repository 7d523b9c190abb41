namespace Culver.Storage.Queue;

/// <summary>Content on its way into the queue: written in pieces, kept in memory while it is small, in a file when it is not. Disposing it before it was added leaves nothing behind.</summary>
public interface IQueueContent : IAsyncDisposable
{
    /// <summary>Octets taken so far.</summary>
    long Length { get; }

    /// <summary>What they are like, after <see cref="CompleteAsync"/>.</summary>
    ContentTraits Traits { get; }

    /// <summary>How many Received fields they begin with, after <see cref="CompleteAsync"/>.</summary>
    int Hops { get; }

    /// <summary>Takes more.</summary>
    /// <exception cref="StorageUnavailableException">The disk is full or failed.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Ends it: its octets are durable, its name in the queue is not yet.</summary>
    /// <exception cref="StorageUnavailableException">The disk is full or failed.</exception>
    ValueTask CompleteAsync(CancellationToken cancellationToken);

    /// <summary>Reads it again, after <see cref="CompleteAsync"/>.</summary>
    ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken);
}
