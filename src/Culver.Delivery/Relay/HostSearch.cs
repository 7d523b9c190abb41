using System.Collections.Immutable;

namespace Culver.Delivery.Relay;

/// <summary>What came of looking for the hosts of a destination.</summary>
internal abstract record HostSearch
{
    private HostSearch()
    {
    }

    /// <summary>Some.</summary>
    /// <param name="Hosts">They, in the order to try.</param>
    public sealed record Found(ImmutableArray<MailHost> Hosts) : HostSearch
    {
        /// <summary>Why others, which are there, could not be found now; <see langword="null"/> when all were.</summary>
        public Trouble? Missing { get; init; }
    }

    /// <summary>None.</summary>
    /// <param name="Trouble">Why.</param>
    public sealed record None(Trouble Trouble) : HostSearch;
}
