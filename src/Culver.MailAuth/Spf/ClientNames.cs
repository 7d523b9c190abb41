using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Culver.Dns;

namespace Culver.MailAuth.Spf;

/// <summary>The validated domain names of the client's address (RFC 7208 §5.5), found once in a check.</summary>
internal sealed class ClientNames(IDnsResolver dns, IPAddress client)
{
    private ImmutableArray<DnsName>? _names;

    public async ValueTask<ImmutableArray<DnsName>> GetAsync(SpfCounters counters, CancellationToken cancellationToken)
    {
        if (_names is { } known)
            return known;
        // RFC 7208 §5.5: an error in the lookup is no match, an error with one of the names passes over it.
        var pointers = await dns.QueryAsync<PtrRecord>(DnsName.Reverse(client), cancellationToken);
        if (pointers is DnsAnswer<PtrRecord>.NoData or DnsAnswer<PtrRecord>.NxDomain)
            counters.Void();
        var names = ImmutableArray.CreateBuilder<DnsName>();
        // RFC 7208 §4.6.4: of more than ten, the first ten.
        foreach (var pointer in pointers.Records.Take(SpfCounters.NameLimit))
        {
            if (await HasClientAsync(pointer.Target, cancellationToken))
                names.Add(pointer.Target);
        }

        _names = names.DrainToImmutable();
        return _names.Value;
    }

    /// <summary>RFC 7208 §7.3, the p macro: the domain itself, else a name below it, else any.</summary>
    public async ValueTask<string?> BestAsync(DnsName domain, SpfCounters counters, CancellationToken cancellationToken)
    {
        var names = await GetAsync(counters, cancellationToken);
        return names.OrderBy(name => name == domain ? 0 : name.IsAtOrBelow(domain) ? 1 : 2).Select(static name => name.ToString()).FirstOrDefault();
    }

    private async ValueTask<bool> HasClientAsync(DnsName name, CancellationToken cancellationToken) =>
        client.AddressFamily == AddressFamily.InterNetwork
            ? (await dns.QueryAsync<ARecord>(name, cancellationToken)).Records.Any(record => record.Address.Equals(client))
            : (await dns.QueryAsync<AaaaRecord>(name, cancellationToken)).Records.Any(record => record.Address.Equals(client));
}
