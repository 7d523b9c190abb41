using System.Globalization;
using Culver.Dns;

namespace Culver.Delivery.Security.Dane;

/// <summary>Finds the TLSA records that hold for a server (RFC 7672 §2.2.2, §2.2.3).</summary>
internal sealed class DaneLookup(IDnsResolver dns)
{
    public async ValueTask<DaneFinding> FindAsync(DnsName host, int port, CancellationToken cancellationToken)
    {
        // RFC 7672 §2.2.2: addresses come first. Where they are not proven, asking for TLSA records would only meet broken name servers.
        var v4 = await dns.QueryAsync<ARecord>(host, cancellationToken);
        var v6 = await dns.QueryAsync<AaaaRecord>(host, cancellationToken);
        var (found4, found6) = (v4 is DnsAnswer<ARecord>.Found, v6 is DnsAnswer<AaaaRecord>.Found);
        if (!found4 && !found6)
        {
            return v4 is DnsAnswer<ARecord>.TemporaryFailure || v6 is DnsAnswer<AaaaRecord>.TemporaryFailure
                ? new DaneFinding.Unknown($"the addresses of {host} cannot be looked up")
                : new DaneFinding.NotApplicable();
        }

        // Only what was found says whether the zone is signed: a family that could not be asked must not make a signed zone look unsigned.
        var isProven = (!found4 || v4.IsAuthentic) && (!found6 || v6.IsAuthentic);
        var owner = found4 ? v4.Owner : v6.Owner;
        List<DnsName> candidates = isProven ? [owner] : [];
        if (owner != host && !isProven)
        {
            // RFC 7672 §2.1.3: the end of the chain is not signed; its beginning may be.
            var alias = await dns.QueryAsync<CnameRecord>(host, cancellationToken);
            if (alias is DnsAnswer<CnameRecord>.TemporaryFailure)
                return new DaneFinding.Unknown($"the alias {host} cannot be looked up");
            if (alias.IsAuthentic)
                candidates.Add(host);
        }
        else if (owner != host)
        {
            candidates.Add(host);
        }

        foreach (var candidate in candidates)
        {
            if (!candidate.TryPrepend(string.Create(CultureInfo.InvariantCulture, $"_{port}._tcp"), out var name))
                continue;
            var answer = await dns.QueryAsync<TlsaRecord>(name, cancellationToken);
            if (answer is DnsAnswer<TlsaRecord>.TemporaryFailure unknown)
                return new DaneFinding.Unknown($"the TLSA records of {candidate} cannot be looked up ({unknown.Reason})");
            if (answer is DnsAnswer<TlsaRecord>.Found { IsAuthentic: true })
                return new DaneFinding.Records(candidate, new(answer.Records));
        }

        return new DaneFinding.NotApplicable();
    }
}
