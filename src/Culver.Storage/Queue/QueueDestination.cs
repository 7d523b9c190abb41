namespace Culver.Storage.Queue;

/// <summary>What waits for a destination.</summary>
/// <param name="Name">The destination.</param>
/// <param name="DueAt">When the first of it is due.</param>
/// <param name="Waiting">How many recipients wait.</param>
public sealed record QueueDestination(string Name, DateTimeOffset DueAt, int Waiting);
