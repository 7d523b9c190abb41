namespace Culver.Crash.Tests;

/// <summary>A mailbox that one client makes, renames and removes. States name it by its key, for its name changes.</summary>
internal sealed class CrashBox(string key)
{
    // The name it has, null for none; when the command was about to be sent, and when it was answered.
    private readonly List<(string? Name, long Attempted, long? Acknowledged)> _history = [(null, 0, 0)];

    public string Key { get; } = key;

    public void Attempt(string? name, long now) => _history.Add((name, now, null));

    public void Acknowledge(long now) => _history[^1] = _history[^1] with { Acknowledged = now };

    public void Settle(string? name)
    {
        _history.Clear();
        _history.Add((name, 0, 0));
    }

    /// <summary>The names it may have when the server ended at <paramref name="moment"/>.</summary>
    public List<string?> AllowedAt(long moment)
    {
        var last = _history.FindLastIndex(step => step.Acknowledged <= moment);
        return [.. _history.Skip(last).Where(step => step.Attempted <= moment).Select(static step => step.Name)];
    }
}
