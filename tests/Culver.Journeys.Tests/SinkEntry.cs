namespace Culver.Journeys.Tests;

/// <summary>A message a sink took.</summary>
internal sealed class SinkEntry(string message, int connection)
{
    public string Message => message;

    public int Connection => connection;

    /// <summary>Whether the sender went on after it, and so had the reply.</summary>
    public bool WasFollowed { get; private set; }

    public void Followed() => WasFollowed = true;
}
