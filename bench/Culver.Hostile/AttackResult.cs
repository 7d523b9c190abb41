namespace Culver.Hostile;

/// <summary>What an attack did.</summary>
/// <param name="Name">Which.</param>
/// <param name="What">What it does.</param>
/// <param name="Setting">What bounds it.</param>
/// <param name="Metric">What shows it.</param>
/// <param name="P99Before">Milliseconds the slowest of a hundred commands took on the server nobody attacked: the median of its slices.</param>
/// <param name="P99During">The same on the attacked one.</param>
/// <param name="Failures">Sessions of well-behaved clients that failed during the attack.</param>
/// <param name="Megabytes">The most anonymous memory the server had.</param>
/// <param name="Processors">How many processors it kept busy while it was attacked.</param>
/// <param name="Outcome">What the attacker saw.</param>
/// <param name="IsBroken">Whether the attack was not what it should have been, or the server ended.</param>
internal sealed record AttackResult(
    string Name, string What, string Setting, string Metric, double P99Before, double P99During, int Failures, double Megabytes, double Processors, string Outcome, bool IsBroken)
{
    /// <summary>How many times as long they took.</summary>
    public double Ratio => P99During / P99Before;

    /// <summary>Whether others noticed more than they should.</summary>
    public bool IsNoticed => Failures > 0 || !(Ratio <= 2);
}
