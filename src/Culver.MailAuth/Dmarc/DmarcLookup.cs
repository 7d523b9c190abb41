using Culver.Dns;

namespace Culver.MailAuth.Dmarc;

/// <summary>What a domain publishes at <c>_dmarc</c>: a record, none, or nobody knows now.</summary>
internal readonly record struct DmarcLookup(DmarcRecord? Record, bool IsTemporaryFailure)
{
    public static async ValueTask<DmarcLookup> AskAsync(IDnsResolver dns, DnsName domain, CancellationToken cancellationToken)
    {
        if (!domain.TryPrepend("_dmarc", out var name))
            return default;
        var answer = await dns.QueryAsync<TxtRecord>(name, cancellationToken);
        // RFC 9989 §4.10: what is no record of this version is passed over; of more than one, none counts.
        var records = answer.Records.Select(static text => DmarcRecord.Parse(text.Text)).OfType<DmarcRecord>().ToArray();
        return new(records.Length == 1 ? records[0] : null, answer is DnsAnswer<TxtRecord>.TemporaryFailure);
    }
}
