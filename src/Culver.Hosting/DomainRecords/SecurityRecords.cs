using System.Collections.Immutable;
using Culver.Dns;

namespace Culver.Hosting;

/// <summary>How safe the way to the domain is: MTA-STS (RFC 8461), TLS reports (RFC 8460), DANE (RFC 7672). All are advised; none is needed for mail to flow.</summary>
internal sealed class SecurityRecords(IDnsResolver dns, DomainSubject subject)
{
    public async Task<IEnumerable<DomainRecordRow>> CheckAsync(CancellationToken cancellationToken)
    {
        var sts = subject.Below("_mta-sts");
        var reports = subject.Below("_smtp._tls");
        var tlsa = DnsName.Parse($"_25._tcp.{subject.Host}");
        return
        [
            RecordRows.Of(
                await dns.QueryAsync<TxtRecord>(sts, cancellationToken), sts, "TXT", "\"v=STSv1; id=1;\"", RecordRows.Quoted,
                static records => IsOne(records, "v=STSv1", "id=") ? null : "it is not one MTA-STS record",
                $"MTA-STS: that https://mta-sts.{subject.Domain}/.well-known/mta-sts.txt demands TLS", isAdvised: true),
            RecordRows.Of(
                await dns.QueryAsync<TxtRecord>(reports, cancellationToken), reports, "TXT", $"\"v=TLSRPTv1; rua=mailto:postmaster@{subject.Domain}\"", RecordRows.Quoted,
                static records => IsOne(records, "v=TLSRPTv1", "rua=") ? null : "it is not one TLSRPT record",
                "TLSRPT: where others report failures of TLS", isAdvised: true),
            Dane(await dns.QueryAsync<TlsaRecord>(tlsa, cancellationToken), tlsa),
        ];
    }

    // RFC 8461 §3.1, RFC 8460 §3: records that do not begin with the version and a semicolon are discarded; of the rest there must be one.
    private static bool IsOne(ImmutableArray<TxtRecord> records, string version, string field) =>
        records.Select(static record => record.Text).Where(text => text.StartsWith(version, StringComparison.Ordinal) && text[version.Length..].TrimStart(' ', '\t').StartsWith(';')).ToArray() is [var one]
        && one.Contains(field, StringComparison.Ordinal);

    private DomainRecordRow Dane(DnsAnswer<TlsaRecord> answer, DnsName name)
    {
        var expected = $"3 1 1 {subject.KeyDigest ?? "(the SHA-256 of the server's public key)"}";
        return RecordRows.Of(
            answer, name, "TLSA", expected, static record => $"{record.Usage} {record.Selector} {record.MatchingType} {Convert.ToHexStringLower(record.Association.AsSpan())}",
            records => Problem(answer, records), "DANE: the server's key; of use only in a zone that DNSSEC signs", isAdvised: true);
    }

    private string? Problem(DnsAnswer<TlsaRecord> answer, IEnumerable<TlsaRecord> records)
    {
        var names = records.Where(static record => record is { Usage: 3, Selector: 1, MatchingType: 1 }).ToArray();
        if (subject.KeyDigest is { } digest && names.Length > 0 && !names.Any(record => Convert.ToHexStringLower(record.Association.AsSpan()) == digest))
            return "it is another key than the server's: who obeys DANE cannot deliver";
        return answer.IsAuthentic ? null : "DNSSEC does not prove it, or the name server that was asked is not trusted to say so: nobody obeys it";
    }
}
