using System.Collections.Immutable;
using System.Net;
using Culver.Dns;
using Culver.MailAuth.Dmarc;
using Culver.MailAuth.Spf;

namespace Culver.Hosting;

/// <summary>Who may send for the domain: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 9989).</summary>
internal sealed class SenderRecords(IDnsResolver dns, SpfEvaluator spf, DomainSubject subject, ImmutableArray<IPAddress> addresses)
{
    public async Task<IEnumerable<DomainRecordRow>> CheckAsync(CancellationToken cancellationToken)
    {
        List<DomainRecordRow> rows = [await SpfAsync(cancellationToken)];
        foreach (var key in subject.Keys)
            rows.Add(await DkimAsync(key.Name, key.Text, cancellationToken));
        rows.Add(await DmarcAsync(cancellationToken));
        return rows;
    }

    private async Task<DomainRecordRow> SpfAsync(CancellationToken cancellationToken)
    {
        var answer = Only(await dns.QueryAsync<TxtRecord>(subject.Domain, cancellationToken), static text => text.StartsWith("v=spf1", StringComparison.OrdinalIgnoreCase));
        string? problem = null;
        foreach (var address in addresses)
        {
            var outcome = await spf.CheckHostAsync(address, subject.Domain.ToString(), $"postmaster@{subject.Domain}", subject.Host.ToString(), cancellationToken);
            if (outcome.Result != SpfResult.Pass)
                problem ??= $"for {address} it says {outcome.Result.ToString().ToLowerInvariant()}{(outcome.Reason is null ? "" : $": {outcome.Reason}")}";
        }

        return RecordRows.Of(answer, subject.Domain, "TXT", "\"v=spf1 mx -all\"", RecordRows.Quoted, _ => problem, "SPF: which servers send for the domain");
    }

    private async Task<DomainRecordRow> DkimAsync(string name, string? text, CancellationToken cancellationToken)
    {
        var owner = DnsName.Parse(name);
        // RFC 6376 §3.6.1: blanks around tags do not matter.
        var wanted = text is null ? null : Bare(text);
        return RecordRows.Of(
            await dns.QueryAsync<TxtRecord>(owner, cancellationToken), owner, "TXT", text is null ? "\"v=DKIM1; p=…\"" : $"\"{text}\"", RecordRows.Quoted,
            records => records.Any(record => wanted is null ? Bare(record.Text).Contains("p=", StringComparison.Ordinal) : Bare(record.Text) == wanted) ? null : "it is another key than the one that signs",
            "DKIM: a key that signs the domain's mail");
    }

    private async Task<DomainRecordRow> DmarcAsync(CancellationToken cancellationToken)
    {
        var name = subject.Below("_dmarc");
        return RecordRows.Of(
            await dns.QueryAsync<TxtRecord>(name, cancellationToken), name, "TXT", $"\"v=DMARC1; p=quarantine; rua=mailto:postmaster@{subject.Domain}\"", RecordRows.Quoted,
            static records => records.Select(static record => DmarcRecord.Parse(record.Text)).OfType<DmarcRecord>().ToArray() switch
            {
                [] => "it is no DMARC record",
                [{ Policy: null }] => "it has no policy (p)",
                [_] => null,
                _ => "there is more than one, and so none counts",
            },
            "DMARC: what is to be done with mail that only claims to be of the domain");
    }

    private static string Bare(string text) => string.Concat(text.Where(static letter => !char.IsWhiteSpace(letter))).TrimEnd(';');

    private static DnsAnswer<TxtRecord> Only(DnsAnswer<TxtRecord> answer, Func<string, bool> isWanted)
    {
        var wanted = answer.Records.Where(record => isWanted(record.Text)).ToImmutableArray();
        return answer is DnsAnswer<TxtRecord>.Found && wanted.IsEmpty ? new DnsAnswer<TxtRecord>.NoData { Owner = answer.Owner } : answer with { Records = wanted };
    }
}
