namespace Culver.Storage.Search;

/// <summary>How text is indexed.</summary>
public sealed record TextSearchSettings
{
    /// <summary>Octets of folded text kept of a message at most; of a longer one the content is read at every search. 1 MiB unless set.</summary>
    public int MostOctets { get; init; } = 1 << 20;

    /// <summary>How long after an arrival an account is indexed: a burst is taken together, and comes first. 15 seconds unless set.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long an index stays open that nobody uses. A minute unless set.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long is searched without an index that failed, or that could not be opened, before it is tried again. A minute unless set.</summary>
    public TimeSpan Retry { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many arrivals, and how many removals, wait by name; where more do, the whole account is looked through for what is missing.</summary>
    public int MostWaiting { get; init; } = 10_000;
}
