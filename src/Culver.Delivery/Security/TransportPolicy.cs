// What is demanded of a connection to another server. Rules upheld:
// - Nothing of DANE is believed that DNSSEC does not prove, and what cannot be asked forbids the server (RFC 7672 §2.1.2).
// - Where DANE is mandatory nothing goes without it (RFC 7672 §6).
// - MTA-STS never lets through what DANE refuses (RFC 8461 §2).
using System.Net;
using Culver.Delivery.Security.Dane;
using Culver.Delivery.Security.MtaSts;
using Culver.Dns;
using Culver.Identity.Addresses;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Culver.Delivery.Security;

internal sealed class TransportPolicy(
    DaneLookup dane, MtaStsPolicies policies, IDnsResolver dns, IOptions<DeliveryOptions> options, TimeProvider time, ILogger<TransportPolicy> log) : ITransportPolicy
{
    private const string Tlsa = "tlsa";
    private const string Sts = "sts";

    private readonly HashSet<string> _mandatory = [.. options.Value.Security.DaneOnly.Select(Canonical)];

    public async ValueTask<TransportRequirement> RequireAsync(string domain, string host, int port, bool secureRoute, CancellationToken cancellationToken)
    {
        var requirement = await FindAsync(domain, host, port, secureRoute, cancellationToken);
        // RFC 7672 §6: without authentication nothing is sent; a way that is not proven may have been anybody's.
        return !IsMandatory(domain) || (secureRoute && requirement is TransportRequirement.Verified { Policy: Tlsa }) || requirement is TransportRequirement.Forbidden
            ? requirement
            : new TransportRequirement.Forbidden(Tlsa, $"mail for {domain} goes only where DANE authenticates the server, and nothing in the DNS does");
    }

    public bool IsMandatory(string domain)
    {
        if (_mandatory.Contains(domain))
            return true;
        for (var dot = domain.IndexOf('.', StringComparison.Ordinal); dot >= 0 && _mandatory.Count > 0; dot = domain.IndexOf('.', dot + 1))
        {
            if (_mandatory.Contains(domain[dot..]))
                return true;
        }

        return false;
    }

    private async ValueTask<TransportRequirement> FindAsync(string domain, string host, int port, bool secureRoute, CancellationToken cancellationToken)
    {
        // RFC 7672 §2.2, RFC 8461 §3.4: neither says anything of address literals.
        if (IPAddress.TryParse(host.Trim('[', ']'), out _) || !DnsName.TryParse(domain, out var destination) || !DnsName.TryParse(host, out var server))
            return TransportRequirement.Opportunistic.Instance;
        var finding = options.Value.Security.Dane || IsMandatory(domain) ? await dane.FindAsync(server, port, cancellationToken) : new DaneFinding.NotApplicable();
        if (finding is DaneFinding.Unknown unknown)
            return new TransportRequirement.Forbidden(Tlsa, unknown.Reason);
        if (finding is DaneFinding.Records && secureRoute)
            return await DaneRequirementAsync((DaneFinding.Records)finding, destination, secureRoute, cancellationToken);
        // Without a proven way to the host, its name must be one of the policy's even where its key is proven.
        var policy = options.Value.Security.MtaSts ? await policies.FindAsync(destination, cancellationToken) : null;
        var enforced = policy is { Mode: MtaStsMode.Enforce };
        if (enforced && !policy!.Allows(server))
            return new TransportRequirement.Forbidden(Sts, $"{server} is not in the MTA-STS policy of {destination}");
        if (finding is DaneFinding.Records records)
            return await DaneRequirementAsync(records, destination, secureRoute, cancellationToken);
        // RFC 8461 §4.2: valid, trusted, and with the host among the DNS names of the certificate; the common name does not count.
        return enforced
            ? new TransportRequirement.Verified(Sts, server.ToString(), (certificate, _, errors) =>
                errors == System.Net.Security.SslPolicyErrors.None && certificate.MatchesHostname(server.ToString(), allowWildcards: true, allowCommonName: false))
            : TransportRequirement.Opportunistic.Instance;
    }

    public void Report(string domain, string host, TransportRequirement requirement, string? failure)
    {
        if (failure is not null && requirement is not TransportRequirement.Opportunistic)
            log.TransportRefused(domain, host, failure);
    }

    private static string Canonical(string domain)
    {
        var isBelow = domain.StartsWith('.');
        return !EmailAddress.TryReadDomain(isBelow ? domain[1..] : domain, out var known) ? "" : isBelow ? "." + known : known;
    }

    private async ValueTask<TransportRequirement> DaneRequirementAsync(DaneFinding.Records records, DnsName destination, bool secureRoute, CancellationToken cancellationToken)
    {
        if (!records.Set.HasUsable)
            return new TransportRequirement.Encrypted(Tlsa);
        // RFC 7672 §3.2.2: the base domain, and over a proven route the domain the mail is for, as written and as its aliases end.
        List<string> names = [records.BaseDomain.ToString()];
        if (secureRoute)
        {
            names.Add(destination.ToString());
            var exchanges = await dns.QueryAsync<MxRecord>(destination, cancellationToken);
            if (exchanges is { IsAuthentic: true } and DnsAnswer<MxRecord>.Found && exchanges.Owner != destination)
                names.Add(exchanges.Owner.ToString());
        }

        return new TransportRequirement.Verified(Tlsa, records.BaseDomain.ToString(), (certificate, presented, _) =>
            records.Set.Authenticates(certificate, presented, names, time.GetUtcNow()));
    }
}
