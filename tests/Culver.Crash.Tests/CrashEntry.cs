namespace Culver.Crash.Tests;

/// <summary>One message on the record: what was sent, and every state the server may leave it in.</summary>
/// <remarks>Each entry is written by the one client that sent it, and read when all clients have ended.</remarks>
internal sealed class CrashEntry(string id, string text)
{
    // Each state, when its command was about to be sent, and when it was answered.
    private readonly List<(CrashState State, long Attempted, long? Acknowledged)> _history = [(CrashState.Nowhere, 0, 0)];

    public string Id { get; } = id;

    /// <summary>What was sent. A delivery has trace lines put before it.</summary>
    public string Text { get; } = text;

    /// <summary>Whether it came by LMTP.</summary>
    public bool Delivered { get; init; }

    /// <summary>Whether it is a copy, in the mailbox of a client's own.</summary>
    public bool IsCopy { get; init; }

    /// <summary>The state of the last answer, when no command is under way.</summary>
    public CrashState State => _history[^1].Acknowledged is not null ? _history[^1].State : throw new InvalidOperationException($"{Id}: a command is under way.");

    /// <summary>The name of a message's copy in a mailbox.</summary>
    public static string CopyId(string messageId, string mailbox) => $"{messageId} in {mailbox}";

    /// <summary>A command that leads to <paramref name="next"/> is about to be sent.</summary>
    public void Attempt(CrashState next, long now) => _history.Add((next, now, null));

    /// <summary>The command was answered with OK; what was told with it is known now.</summary>
    public void Acknowledge(CrashState next, long now) => _history[^1] = (next, _history[^1].Attempted, now);

    /// <summary>It was found so after a restart, and has to stay so.</summary>
    public void Settle(CrashState found)
    {
        _history.Clear();
        _history.Add((found, 0, 0));
    }

    /// <summary>The states it may be found in when the server ended at <paramref name="moment"/>: what was acknowledged last, and what was attempted after it.</summary>
    public List<CrashState> AllowedAt(long moment)
    {
        var last = _history.FindLastIndex(step => step.Acknowledged <= moment);
        return [.. _history.Skip(last).Where(step => step.Attempted <= moment).Select(static step => step.State)];
    }
}
