using System.Collections.Immutable;
using Culver.Dns;

namespace Culver.Hosting;

/// <summary>What is checked: a domain, the server its mail goes to, the DKIM records that should be there, and the digest of the server's key where it is known.</summary>
internal sealed record DomainSubject(DnsName Domain, DnsName Host, ImmutableArray<(string Name, string? Text)> Keys, string? KeyDigest)
{
    public DnsName Below(string labels) => DnsName.Parse($"{labels}.{Domain}");
}
