using Culver.Dns;

namespace Culver.MailAuth.Dkim;

/// <summary>Finds key records (RFC 6376 §3.6.2).</summary>
internal sealed class KeySource(IDnsResolver resolver)
{
    // RFC 6376 §3.6.2.2 leaves it open what several records mean; more than a few are an attack on whoever tries them all.
    private const int MaxRecords = 4;

    public async ValueTask<KeyLookup> FindAsync(string selector, string domain, CancellationToken cancellationToken)
    {
        if (!KeyName.TryMake(selector, domain, out var name))
            return new KeyLookup.Missing();
        return await resolver.QueryAsync<TxtRecord>(name, cancellationToken) switch
        {
            DnsAnswer<TxtRecord>.Found found => new KeyLookup.Found([.. found.Records.Take(MaxRecords).Select(static record => record.Text)]),
            DnsAnswer<TxtRecord>.TemporaryFailure => new KeyLookup.Unavailable(),
            _ => new KeyLookup.Missing(),
        };
    }
}
