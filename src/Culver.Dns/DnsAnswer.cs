using System.Collections.Immutable;

namespace Culver.Dns;

/// <summary>
/// What the DNS says of one name and type. The four cases are kept apart because mail decides by them: a name that does not exist,
/// a name without such records, and a server that could not say are three different things to SPF, DKIM, DMARC and an MX lookup.
/// </summary>
public abstract record DnsAnswer<TRecord>
{
    private DnsAnswer()
    {
    }

    /// <summary>
    /// Whether the answer was validated by DNSSEC, by the word of a resolver that may be believed: one on loopback, or one named as trusted
    /// (RFC 4035 §4.9.3, RFC 7672 §2.1.1). Of a denial it says that the denial was validated.
    /// </summary>
    public bool IsAuthentic { get; init; }

    /// <summary>How long the answer may still be kept; zero for a temporary failure.</summary>
    public TimeSpan TimeToLive { get; init; }

    /// <summary>The name whose records these are, after aliases were followed (RFC 1034 §3.6.2).</summary>
    public DnsName Owner { get; init; }

    /// <summary>The records; empty unless this is <see cref="Found"/>, and never empty then.</summary>
    public ImmutableArray<TRecord> Records { get; init; } = [];

    /// <summary>There are records.</summary>
    public sealed record Found : DnsAnswer<TRecord>;

    /// <summary>The name exists and has no records of the type (RFC 2308 §2.2).</summary>
    public sealed record NoData : DnsAnswer<TRecord>;

    /// <summary>The name does not exist, nor anything below it (RFC 2308 §2.1, RFC 8020).</summary>
    public sealed record NxDomain : DnsAnswer<TRecord>;

    /// <summary>It could not be found out; a later try may.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record TemporaryFailure(DnsFailure Reason) : DnsAnswer<TRecord>;
}
