namespace Culver.MailAuth.Arc;

/// <summary>What is known of an ARC chain.</summary>
/// <param name="Outcome">Its status.</param>
/// <param name="Reason">Why it failed, for a person; null otherwise.</param>
/// <param name="Sets">How many sets there are.</param>
/// <param name="Sealers">The domains of the seals (d=), the oldest first; empty unless it passed.</param>
public sealed record ArcResult(ArcOutcome Outcome, string? Reason, int Sets, IReadOnlyList<string> Sealers)
{
    /// <summary>The instance of the oldest message signature that still validates, 0 where all do (RFC 8617 §5.2 (5)); null unless the chain passed.</summary>
    public int? OldestPass { get; init; }
}
