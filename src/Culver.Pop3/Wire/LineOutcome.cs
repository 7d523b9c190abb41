namespace Culver.Pop3.Wire;

/// <summary>What became of waiting for a line.</summary>
internal enum LineOutcome
{
    /// <summary>There is one.</summary>
    Line,

    /// <summary>There was one, longer than any may be; it was passed over.</summary>
    TooLong,

    /// <summary>The client sends no more.</summary>
    Ended,
}
