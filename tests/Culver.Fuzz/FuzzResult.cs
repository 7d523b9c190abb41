namespace Culver.Fuzz;

/// <summary>What a fuzzer saw.</summary>
/// <param name="Runs">The inputs tried.</param>
/// <param name="Refused">How many of them were refused as they should be.</param>
/// <param name="Findings">What must not happen, each with its input.</param>
public sealed record FuzzResult(int Runs, int Refused, IReadOnlyList<string> Findings);
