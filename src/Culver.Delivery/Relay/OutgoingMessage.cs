using Culver.Storage;
using Culver.Storage.Queue;

namespace Culver.Delivery;

/// <summary>What is known of a message that leaves.</summary>
/// <param name="Id">Its name in the queue.</param>
/// <param name="ReversePath">Its envelope sender, without angle brackets; <see langword="null"/> for the null reverse-path.</param>
/// <param name="Account">The account that submitted it; <see langword="null"/> when it was received from elsewhere or made here.</param>
internal sealed record OutgoingMessage(QueueId Id, string? ReversePath, AccountId? Account);
