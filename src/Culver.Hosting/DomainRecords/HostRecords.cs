using System.Collections.Immutable;
using System.Net;
using Culver.Dns;

namespace Culver.Hosting;

/// <summary>Where mail goes: MX, the addresses of the server, and their names.</summary>
internal sealed class HostRecords(IDnsResolver dns, DomainSubject subject)
{
    /// <summary>The addresses of the server, once it was checked.</summary>
    public ImmutableArray<IPAddress> Addresses { get; private set; } = [];

    public async Task<IEnumerable<DomainRecordRow>> CheckAsync(CancellationToken cancellationToken)
    {
        List<DomainRecordRow> rows =
        [
            RecordRows.Of(
                await dns.QueryAsync<MxRecord>(subject.Domain, cancellationToken), subject.Domain, "MX", $"10 {RecordRows.Dotted(subject.Host)}",
                static record => $"{record.Preference} {RecordRows.Dotted(record.Exchange)}",
                records => records.Any(record => record.Exchange == subject.Host) ? null : $"none leads to {subject.Host}", "where mail for the domain goes"),
        ];
        var addresses = await dns.QueryAddressesAsync(subject.Host, cancellationToken);
        Addresses = addresses.Records;
        rows.Add(RecordRows.Of(
            addresses, subject.Host, "A/AAAA", "the addresses of the server", static address => address.ToString(), static _ => null, "where the server is"));
        foreach (var address in Addresses)
        {
            var name = DnsName.Reverse(address);
            // Many receivers refuse mail from an address whose name does not lead back to it.
            rows.Add(RecordRows.Of(
                await dns.QueryAsync<PtrRecord>(name, cancellationToken), name, "PTR", RecordRows.Dotted(subject.Host), static record => RecordRows.Dotted(record.Target),
                records => records.Any(record => record.Target == subject.Host) ? null : $"{address} has another name than {subject.Host}", $"the name of {address}"));
        }

        return rows;
    }
}
