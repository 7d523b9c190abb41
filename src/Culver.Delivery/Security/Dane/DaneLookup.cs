using System.Globalization;
using System.Net;
using Culver.Dns;

namespace Culver.Delivery.Security.Dane;

/// <summary>Finds the TLSA records that hold for a server (RFC 7672 §2.2.2, §2.2.3).</summary>
internal sealed class DaneLookup(IDnsResolver dns)
{
    public async ValueTask<DaneFinding> FindAsync(DnsName host, int port, CancellationToken cancellationToken)
    {
        // RFC 7672 §2.2.2: addresses come first. Where they are not proven, asking for TLSA records would only meet broken name servers.
        var addresses = await dns.QueryAddressesAsync(host, cancellationToken);
        if (addresses is DnsAnswer<IPAddress>.TemporaryFailure failure)
            return new DaneFinding.Unknown($"the addresses of {host} cannot be looked up ({failure.Reason})");
        if (addresses is not DnsAnswer<IPAddress>.Found)
            return new DaneFinding.NotApplicable();
        List<DnsName> candidates = [];
        if (addresses.IsAuthentic)
            candidates.Add(addresses.Owner);
        if (addresses.Owner != host && (addresses.IsAuthentic || (await dns.QueryAsync<CnameRecord>(host, cancellationToken)).IsAuthentic))
            candidates.Add(host);
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
