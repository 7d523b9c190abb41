namespace Culver.Journeys.Tests;

/// <summary>One message on the record: what was sent, and every state the server may leave it in.</summary>
/// <remarks>Each entry is written by the one client that sent it, and read when all clients have ended.</remarks>
internal sealed class CrashEntry(string id, string text)
{
    public string Id { get; } = id;

    /// <summary>What was sent. A delivery has trace lines put before it.</summary>
    public string Text { get; } = text;

    /// <summary>Whether it came by LMTP.</summary>
    public bool Delivered { get; init; }

    /// <summary>The states it may be found in: one when the last command was answered, the one before and the one after while it is under way.</summary>
    public CrashState[] Allowed { get; private set; } = [CrashState.Nowhere];

    /// <summary>The state all agree on; only between commands.</summary>
    public CrashState State => Allowed.Single();

    /// <summary>A command that leads to <paramref name="next"/> is about to be sent.</summary>
    public void Attempt(CrashState next) => Allowed = [State, next];

    /// <summary>The command was answered with OK.</summary>
    public void Acknowledge(CrashState next) => Allowed = [next];
}
