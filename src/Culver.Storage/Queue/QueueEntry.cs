using System.Collections.Immutable;

namespace Culver.Storage.Queue;

/// <summary>A queued message with recipients.</summary>
/// <param name="Message">The message.</param>
/// <param name="Recipients">All its recipients, or those asked for, in order.</param>
public sealed record QueueEntry(QueueMessage Message, ImmutableArray<QueueRecipient> Recipients);
