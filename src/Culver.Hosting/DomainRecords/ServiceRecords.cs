using System.Globalization;
using Culver.Dns;

namespace Culver.Hosting;

/// <summary>Where mail programs find the services: SRV records of RFC 6186 and RFC 8314 §5.1.</summary>
internal sealed class ServiceRecords(IDnsResolver dns, DomainSubject subject)
{
    // RFC 8314 §5.1: TLS from the first octet is preferred to STARTTLS; RFC 6186 §3.4: and IMAP to POP3, by the priority.
    private static readonly (string Service, int Priority, int Port, string Purpose)[] Services =
    [
        ("_submissions", 0, 465, "submission over TLS"),
        ("_submission", 10, 587, "submission with STARTTLS"),
        ("_imaps", 0, 993, "IMAP over TLS"),
        ("_imap", 10, 143, "IMAP with STARTTLS"),
        ("_pop3s", 20, 995, "POP3 over TLS"),
        ("_pop3", 30, 110, "POP3 with STLS"),
    ];

    public async Task<IEnumerable<DomainRecordRow>> CheckAsync(CancellationToken cancellationToken)
    {
        List<DomainRecordRow> rows = [];
        foreach (var (service, priority, port, purpose) in Services)
        {
            var name = subject.Below($"{service}._tcp");
            rows.Add(RecordRows.Of(
                await dns.QueryAsync<SrvRecord>(name, cancellationToken), name, "SRV", string.Create(CultureInfo.InvariantCulture, $"{priority} 1 {port} {RecordRows.Dotted(subject.Host)}"),
                static record => string.Create(CultureInfo.InvariantCulture, $"{record.Priority} {record.Weight} {record.Port} {RecordRows.Dotted(record.Target)}"),
                // RFC 6186 §3.4: a lone dot says that the service is not offered.
                records => records.Any(record => record.Target == subject.Host || record.Target.IsRoot) ? null : $"none leads to {subject.Host}",
                $"where programs find {purpose}", isAdvised: true));
        }

        return rows;
    }
}
