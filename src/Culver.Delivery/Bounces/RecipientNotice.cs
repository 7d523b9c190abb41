using Culver.Delivery.Relay;
using Culver.Storage.Queue;

namespace Culver.Delivery.Bounces;

/// <summary>What a notification tells of one recipient.</summary>
/// <param name="Recipient">The recipient.</param>
/// <param name="Action">What became of it.</param>
/// <param name="Trouble">Why it does not have the message; <see langword="null"/> when it does.</param>
internal sealed record RecipientNotice(QueueRecipient Recipient, NoticeAction Action, Trouble? Trouble);
