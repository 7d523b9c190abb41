namespace Culver.Hostile;

/// <summary>What an attack did.</summary>
/// <param name="Name">Which.</param>
/// <param name="What">What it does.</param>
/// <param name="Setting">What bounds it.</param>
/// <param name="Metric">What shows it.</param>
/// <param name="P99Before">Milliseconds the slowest of a hundred commands of well-behaved clients took just before.</param>
/// <param name="P99During">The same during the attack.</param>
/// <param name="CommandsBefore">How many commands that is of.</param>
/// <param name="CommandsDuring">The same during the attack.</param>
/// <param name="Failures">Sessions of well-behaved clients that failed during the attack.</param>
/// <param name="Megabytes">The most anonymous memory the server had.</param>
/// <param name="Processors">How many processors it kept busy.</param>
/// <param name="Outcome">What the attacker saw.</param>
internal sealed record AttackResult(
    string Name, string What, string Setting, string Metric, double P99Before, double P99During, int CommandsBefore, int CommandsDuring, int Failures, double Megabytes, double Processors, string Outcome)
{
    /// <summary>Whether others noticed more than they should.</summary>
    public bool IsNoticed => Failures > 0 || !(P99During <= 2 * P99Before);
}
