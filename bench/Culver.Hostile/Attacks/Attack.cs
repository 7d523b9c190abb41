namespace Culver.Hostile.Attacks;

/// <summary>Something a client may try. Played by a process of its own until it is ended.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="What">What it does, in a few words.</param>
/// <param name="Setting">The setting that bounds it.</param>
/// <param name="Metric">The metric that shows it.</param>
/// <param name="PlayAsync">Plays it; prints to its output what the server answered. Ends when it is over or cancelled.</param>
internal sealed record Attack(string Name, string What, string Setting, string Metric, Func<Target, CancellationToken, Task> PlayAsync)
{
    /// <summary>Settings the server is started with, beside its defaults.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>How many connections the server must hold at the end, or the attack was none; zero where that is not the point.</summary>
    public int Holds { get; init; }
}
