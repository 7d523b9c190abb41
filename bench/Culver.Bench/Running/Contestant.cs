using Culver.Bench.Targets;

namespace Culver.Bench.Running;

/// <summary>One of those whose turn comes in each repeat: a server with a mailbox size.</summary>
/// <param name="Name">The name of its columns.</param>
/// <param name="Target">The server.</param>
/// <param name="Size">Messages in the large mailbox.</param>
internal sealed record Contestant(string Name, Target Target, int Size);
