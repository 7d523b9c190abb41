using System.Collections.Immutable;
using System.Net;

namespace Culver.Dns;

/// <summary>Questions that are made of others.</summary>
public static class DnsResolverExtensions
{
    /// <summary>
    /// Asks for both IPv4 and IPv6 addresses of a name at once. What one of the two says is enough to be found; a failure of either
    /// counts only when the other found nothing. Authentic only when both are.
    /// </summary>
    public static async ValueTask<DnsAnswer<IPAddress>> QueryAddressesAsync(this IDnsResolver resolver, DnsName name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        var sixth = resolver.QueryAsync<AaaaRecord>(name, cancellationToken).AsTask();
        var v4 = await resolver.QueryAsync<ARecord>(name, cancellationToken);
        var v6 = await sixth;
        var authentic = v4.IsAuthentic && v6.IsAuthentic;
        ImmutableArray<IPAddress> addresses = [.. v6.Records.Select(static record => record.Address), .. v4.Records.Select(static record => record.Address)];
        if (!addresses.IsEmpty)
        {
            var found = v4 is DnsAnswer<ARecord>.Found;
            var life = v6 is not DnsAnswer<AaaaRecord>.Found ? v4.TimeToLive : found && v4.TimeToLive < v6.TimeToLive ? v4.TimeToLive : v6.TimeToLive;
            return new DnsAnswer<IPAddress>.Found { Records = addresses, IsAuthentic = authentic, TimeToLive = life, Owner = found ? v4.Owner : v6.Owner };
        }

        return (v4, v6) switch
        {
            (DnsAnswer<ARecord>.TemporaryFailure failure, _) => new DnsAnswer<IPAddress>.TemporaryFailure(failure.Reason) { Owner = v4.Owner },
            (_, DnsAnswer<AaaaRecord>.TemporaryFailure failure) => new DnsAnswer<IPAddress>.TemporaryFailure(failure.Reason) { Owner = v6.Owner },
            (DnsAnswer<ARecord>.NxDomain, _) => new DnsAnswer<IPAddress>.NxDomain { IsAuthentic = authentic, TimeToLive = v4.TimeToLive, Owner = v4.Owner },
            _ => new DnsAnswer<IPAddress>.NoData { IsAuthentic = authentic, TimeToLive = v4.TimeToLive, Owner = v4.Owner },
        };
    }
}
