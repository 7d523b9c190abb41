using System.Globalization;
using Culver.Dns;

namespace Culver.Hosting;

/// <summary>Where mail programs find the services: SRV records of RFC 6186 and RFC 8314 §5.1.</summary>
internal sealed class ServiceRecords(IDnsResolver dns, DomainSubject subject)
{
    // RFC 8314 §3: TLS from the first octet is what programs should find.
    private static readonly (string Service, int Port, string Purpose)[] Services =
    [
        ("_submissions", 465, "submission over TLS"),
        ("_submission", 587, "submission with STARTTLS"),
        ("_imaps", 993, "IMAP over TLS"),
        ("_imap", 143, "IMAP with STARTTLS"),
        ("_pop3s", 995, "POP3 over TLS"),
        ("_pop3", 110, "POP3 with STLS"),
    ];

    public async Task<IEnumerable<DomainRecordRow>> CheckAsync(CancellationToken cancellationToken)
    {
        List<DomainRecordRow> rows = [];
        foreach (var (service, port, purpose) in Services)
        {
            var name = subject.Below($"{service}._tcp");
            rows.Add(RecordRows.Of(
                await dns.QueryAsync<SrvRecord>(name, cancellationToken), name, "SRV", string.Create(CultureInfo.InvariantCulture, $"0 1 {port} {RecordRows.Dotted(subject.Host)}"),
                static record => string.Create(CultureInfo.InvariantCulture, $"{record.Priority} {record.Weight} {record.Port} {RecordRows.Dotted(record.Target)}"),
                // RFC 6186 §3.4: a lone dot says that the service is not offered.
                records => records.Any(record => record.Target == subject.Host || record.Target.IsRoot) ? null : $"none leads to {subject.Host}",
                $"where programs find {purpose}", isAdvised: true));
        }

        return rows;
    }
}
