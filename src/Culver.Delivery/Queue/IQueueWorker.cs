namespace Culver.Delivery.Queue;

/// <summary>Does the work of one worker.</summary>
internal interface IQueueWorker
{
    /// <summary>Attempts what is due for a destination until nothing is, or others must have their turn.</summary>
    ValueTask RunAsync(DestinationQueue queue, QueueRunner runner, CancellationToken cancellationToken);
}
