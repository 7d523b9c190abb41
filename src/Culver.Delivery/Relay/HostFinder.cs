// Where mail for a destination goes (RFC 5321 §5.1). Rules upheld: MX records by preference, equal ones by chance; no MX, then the addresses of
// the domain itself; a null MX ends it (RFC 7505); never a host that is ourselves or less preferred than ourselves, so that mail does not
// come round again; what the DNS could not say now is asked again later and bounces nothing.
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Culver.Delivery.Routing;
using Culver.Dns;
using Microsoft.Extensions.Options;

namespace Culver.Delivery.Relay;

internal sealed class HostFinder(IDnsResolver dns, IOptions<RelayOptions> options)
{
    private const int MostHosts = 16;
    private const int MostAddresses = 8;

    public async ValueTask<HostSearch> FindAsync(string destination, MailRoute? route, CancellationToken cancellationToken)
    {
        if (route is not null)
            return await OneAsync(route.Host, route.Port, isSecure: false, cancellationToken);
        // RFC 5321 §4.1.3: a literal names its host.
        if (destination.StartsWith('['))
        {
            return TryReadLiteral(destination, out var address)
                ? new HostSearch.Found([new(destination, options.Value.Port, [address], IsSecure: false)])
                : None(isPermanent: true, "5.1.2", "The address literal cannot be read");
        }

        if (!DnsName.TryParse(destination, out var domain))
            return None(isPermanent: true, "5.1.2", "The domain is no name of the DNS");
        var answer = await dns.QueryAsync<MxRecord>(domain, cancellationToken);
        return answer switch
        {
            DnsAnswer<MxRecord>.Found found => await ExchangersAsync(found, cancellationToken),
            // RFC 5321 §5.1: without MX records the domain itself is the one host.
            DnsAnswer<MxRecord>.NoData => await OneAsync(destination, options.Value.Port, answer.IsAuthentic, cancellationToken),
            DnsAnswer<MxRecord>.NxDomain => None(isPermanent: true, "5.1.2", "The domain does not exist"),
            _ => None(isPermanent: false, "4.4.3", "The mail exchangers of the domain could not be looked up"),
        };
    }

    private static HostSearch.None None(bool isPermanent, string status, string text) => new(new Trouble(isPermanent, status, text));

    private static bool TryReadLiteral(string literal, out IPAddress address)
    {
        var text = literal.Trim('[', ']');
        if (text.StartsWith("ipv6:", StringComparison.OrdinalIgnoreCase))
            return IPAddress.TryParse(text[5..], out address!) && address.AddressFamily == AddressFamily.InterNetworkV6;
        return IPAddress.TryParse(text, out address!) && address.AddressFamily == AddressFamily.InterNetwork;
    }

    private async ValueTask<HostSearch> ExchangersAsync(DnsAnswer<MxRecord>.Found found, CancellationToken cancellationToken)
    {
        // RFC 7505 §3: a single MX of preference 0 whose host is the root: the domain takes no mail. Beside others one of that kind is passed over.
        if (found.Records.All(static record => record.Exchange.IsRoot))
            return None(isPermanent: true, "5.1.10", "The domain accepts no mail (null MX)");
        var usable = Usable(found.Records);
        if (usable.Count == 0)
            return None(isPermanent: true, "5.4.6", "The best mail exchanger of the domain is this server, which does not serve the domain");
        var hosts = ImmutableArray.CreateBuilder<MailHost>();
        HostSearch.None? trouble = null;
        foreach (var exchange in usable)
        {
            switch (await OneAsync(exchange.ToString().ToLowerInvariant(), options.Value.Port, found.IsAuthentic, cancellationToken))
            {
                case HostSearch.Found { Hosts: [var host] }:
                    hosts.Add(host);
                    break;
                case HostSearch.None none when trouble is null || trouble.Trouble.IsPermanent:
                    trouble = none;
                    break;
            }
        }

        if (hosts.Count == 0)
            return trouble!;
        // RFC 5321 §5.1: a host that could not be looked up now may be the one that takes the mail.
        return new HostSearch.Found(hosts.ToImmutable()) { Missing = trouble is { Trouble.IsPermanent: false } ? trouble.Trouble : null };
    }

    private List<DnsName> Usable(ImmutableArray<MxRecord> records)
    {
        // RFC 5321 §5.1: records that name us, and all that are not preferred to us, are put aside.
        var own = records.Where(record => IsOwn(record.Exchange)).Select(static record => record.Preference).DefaultIfEmpty(int.MaxValue).Min();
        // RFC 5321 §5.1: among equals the sender MUST randomize.
        return [.. records.Where(record => record.Preference < own && !record.Exchange.IsRoot)
            .OrderBy(static record => record.Preference).ThenBy(static _ => RandomNumberGenerator.GetInt32(int.MaxValue))
            .Select(static record => record.Exchange).Distinct().Take(MostHosts)];
    }

    private bool IsOwn(DnsName name) => Names(name, options.Value.HostName) || options.Value.OwnNames.Any(own => Names(name, own));

    private static bool Names(DnsName name, string own) => DnsName.TryParse(own, out var parsed) && parsed == name;

    private async ValueTask<HostSearch> OneAsync(string name, int port, bool isSecure, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(name, out var address))
            return new HostSearch.Found([new(name, port, [address], IsSecure: false)]);
        if (!DnsName.TryParse(name, out var host))
            return None(isPermanent: true, "5.4.4", $"The host {name} is no name of the DNS");
        return await dns.QueryAddressesAsync(host, cancellationToken) switch
        {
            DnsAnswer<IPAddress>.Found found => new HostSearch.Found([new(name, port, [.. found.Records.Take(MostAddresses)], isSecure)]),
            DnsAnswer<IPAddress>.TemporaryFailure => None(isPermanent: false, "4.4.3", $"The addresses of {name} could not be looked up"),
            _ => None(isPermanent: true, "5.4.4", $"The host {name} has no address"),
        };
    }
}
