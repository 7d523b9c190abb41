using Culver.Dns;

namespace Culver.Delivery.Security.Dane;

/// <summary>What the DNS says of a server's TLS (RFC 7672 §2.2). A closed set.</summary>
internal abstract record DaneFinding
{
    private DaneFinding()
    {
    }

    /// <summary>Nothing that is proven.</summary>
    public sealed record NotApplicable : DaneFinding;

    /// <summary>Proven records, and the name they were found under.</summary>
    public sealed record Records(DnsName BaseDomain, TlsaSet Set) : DaneFinding;

    /// <summary>It could not be asked: the server must not be used (RFC 7672 §2.1.2).</summary>
    public sealed record Unknown(string Reason) : DaneFinding;
}
