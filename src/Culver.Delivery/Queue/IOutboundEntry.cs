using Culver.Storage;
using Culver.Storage.Queue;

namespace Culver.Delivery;

/// <summary>
/// A message on its way into the queue: recipients, the content in pieces, and <see cref="CommitAsync"/> once. Calls never overlap.
/// Disposing it before it is committed leaves nothing behind.
/// </summary>
internal interface IOutboundEntry : IAsyncDisposable
{
    /// <summary>Adds a recipient. They may be added before, between and after pieces of content.</summary>
    void AddRecipient(OutboundRecipient recipient);

    /// <summary>Takes more of the content: the whole message as it is to be sent, with our own Received field, CRLF line ends and without transfer encoding.</summary>
    /// <exception cref="StorageUnavailableException">The disk is full or failed.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Ends it. When this returns, content and envelope are on stable storage, and a 250 may be said.</summary>
    /// <returns>The message's name in the queue.</returns>
    /// <exception cref="StorageUnavailableException">The disk is full or failed; nothing was kept.</exception>
    /// <exception cref="InvalidOperationException">It has no recipient.</exception>
    ValueTask<QueueId> CommitAsync(CancellationToken cancellationToken);
}
