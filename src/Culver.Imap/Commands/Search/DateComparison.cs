namespace Culver.Imap.Commands.Search;

/// <summary>How a day is compared.</summary>
internal enum DateComparison
{
    /// <summary>Earlier than the day.</summary>
    Before,

    /// <summary>Within the day.</summary>
    On,

    /// <summary>Within or later than the day.</summary>
    Since,
}
