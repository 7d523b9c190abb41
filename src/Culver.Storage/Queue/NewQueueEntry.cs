namespace Culver.Storage.Queue;

/// <summary>A message to be added to the queue.</summary>
/// <param name="Message">Its envelope; length, traits and hops are taken from the content.</param>
/// <param name="Recipients">Its recipients, numbered from 0, at least one.</param>
/// <param name="Content">Its content, completed; stays the caller's to dispose.</param>
public sealed record NewQueueEntry(QueueMessage Message, IReadOnlyList<QueueRecipient> Recipients, IQueueContent Content);
