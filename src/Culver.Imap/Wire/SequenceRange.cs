namespace Culver.Imap.Wire;

/// <summary>
/// Two sequence numbers or UIDs and all between. In a set as it was written, zero stands for "*" and the ends come in any
/// order; in a resolved one First is never greater than Last and neither is zero.
/// </summary>
internal readonly record struct SequenceRange(uint First, uint Last)
{
    /// <summary>How "*" is kept: nz-number has no zero.</summary>
    public const uint Star = 0;

    /// <summary>Whether one of the ends is "*".</summary>
    public bool HasStar => First == Star || Last == Star;
}
