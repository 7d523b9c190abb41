using Culver.Storage;

namespace Culver.Delivery;

/// <summary>Signs messages on their way out.</summary>
internal interface IMessageSigner
{
    /// <summary>Makes the fields that go before a message that leaves for another server.</summary>
    /// <param name="message">What is known of the message.</param>
    /// <param name="content">Its octets as they will be sent, without these fields.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whole header fields with their line ends; empty when it is not ours to sign.</returns>
    ValueTask<ReadOnlyMemory<byte>> SignAsync(OutgoingMessage message, IMessageContent content, CancellationToken cancellationToken);
}
