using Culver.Dns.Wire;

namespace Culver.Dns.Stub;

/// <summary>What came of asking the servers.</summary>
internal abstract record ExchangeResult
{
    private ExchangeResult()
    {
    }

    /// <summary>A server answered: yes, or surely no.</summary>
    public sealed record Answered(DnsReply Reply, bool IsAuthentic) : ExchangeResult;

    /// <summary>None did.</summary>
    public sealed record Failed(DnsFailure Reason) : ExchangeResult;
}
