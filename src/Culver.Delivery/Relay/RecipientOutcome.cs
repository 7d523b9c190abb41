using Culver.Storage.Queue;

namespace Culver.Delivery.Relay;

/// <summary>What came of an attempt for one recipient. A closed set.</summary>
/// <param name="Recipient">The recipient as it was before.</param>
internal abstract record RecipientOutcome(QueueRecipient Recipient)
{
    /// <summary>It has the message, or the next server does.</summary>
    /// <param name="Recipient">The recipient as it was before.</param>
    /// <param name="State">Delivered here or to a server that will tell the sender itself; relayed to one that will not; expanded.</param>
    /// <param name="Server">Who took it; <see langword="null"/> when an account here did.</param>
    /// <param name="Reply">What it said.</param>
    /// <param name="IsTold">Whether the next server, or nobody, is to tell the sender of success.</param>
    public sealed record Done(QueueRecipient Recipient, RecipientState State, string? Server, string Reply, bool IsTold) : RecipientOutcome(Recipient)
    {
        /// <summary>Whether the sender is told of success without having asked.</summary>
        public bool MustTell { get; init; }

        /// <summary>The message that goes on from it, for the queue to take in the same change; <see langword="null"/> for none.</summary>
        public NewQueueEntry? Forwarded { get; init; }
    }

    /// <summary>It has it not.</summary>
    /// <param name="Recipient">The recipient as it was before.</param>
    /// <param name="Trouble">Why; permanent or not.</param>
    public sealed record Missed(QueueRecipient Recipient, Trouble Trouble) : RecipientOutcome(Recipient);

    /// <summary>It was not tried: it belongs to another destination by now, or its turn comes when the others of the message had theirs.</summary>
    /// <param name="Recipient">The recipient as it was before.</param>
    /// <param name="Destination">Which.</param>
    public sealed record Moved(QueueRecipient Recipient, string Destination) : RecipientOutcome(Recipient);
}
