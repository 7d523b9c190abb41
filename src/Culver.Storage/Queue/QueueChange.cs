namespace Culver.Storage.Queue;

/// <summary>What came of an attempt. All of it is done, or nothing.</summary>
/// <param name="Recipients">The recipients as they are from now on. A message none of whose recipients waits any more is removed, and its content with it.</param>
/// <param name="Added">Messages that arise from it: notifications, and copies for what a recipient was expanded to.</param>
public sealed record QueueChange(IReadOnlyList<QueueRecipient> Recipients, IReadOnlyList<NewQueueEntry> Added);
