namespace Culver.MailAuth.Arc;

/// <summary>The Chain Validation Status (RFC 8617 §4.4).</summary>
public enum ArcOutcome
{
    /// <summary>There is no chain.</summary>
    None,

    /// <summary>The chain is good.</summary>
    Pass,

    /// <summary>The chain is broken, for good; also when a key could not be looked up (RFC 8617 §5.2.1).</summary>
    Fail,
}
