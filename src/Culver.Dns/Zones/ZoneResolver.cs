using System.Collections.Concurrent;

namespace Culver.Dns.Zones;

/// <summary>
/// A resolver over a zone text in memory, for tests and trials. One record a line, as in a master file (RFC 1035 §5.1) without brackets:
/// <code>
/// $ORIGIN example.com
/// @      MX   10 mail
/// @      TXT  "v=spf1 mx -all"
/// mail   A    192.0.2.1
/// $AUTHENTIC yes
/// _25._tcp.mail TLSA 3 1 1 ab12…
/// </code>
/// Names are absolute when no origin was given. <c>$AUTHENTIC yes</c> or <c>no</c> says whether what follows is validated by DNSSEC.
/// <c>name FAIL [type]</c> and <c>name TIMEOUT [type]</c> stand for temporary failures: of the type, or of each type that has no records there.
/// </summary>
public sealed class ZoneResolver : IDnsResolver
{
    private const int LongestChain = 16;
    private readonly ConcurrentQueue<(DnsName Name, DnsRecordType Type)> _asked = [];
    private volatile ZoneContent _content;

    private ZoneResolver(ZoneContent content) => _content = content;

    /// <summary>How long its answers may be kept.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Each question that was asked, in order; aliases that were followed are not among them.</summary>
    public IReadOnlyCollection<(DnsName Name, DnsRecordType Type)> Asked => _asked;

    /// <summary>Reads a zone text.</summary>
    /// <exception cref="FormatException">A line is not understood; the message names it.</exception>
    public static ZoneResolver Parse(string zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return new(ZoneText.Read(zone));
    }

    /// <summary>Puts another zone text in place of the present one.</summary>
    /// <exception cref="FormatException">A line is not understood; the message names it.</exception>
    public void Replace(string zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        _content = ZoneText.Read(zone);
    }

    /// <inheritdoc/>
    public ValueTask<DnsAnswer<TRecord>> QueryAsync<TRecord>(DnsName name, CancellationToken cancellationToken)
        where TRecord : class, IDnsRecord<TRecord>
    {
        cancellationToken.ThrowIfCancellationRequested();
        _asked.Enqueue((name, TRecord.Type));
        return ValueTask.FromResult(Answer<TRecord>(_content, name));
    }

    private DnsAnswer<TRecord> Answer<TRecord>(ZoneContent content, DnsName name)
        where TRecord : class, IDnsRecord<TRecord>
    {
        var authentic = true;
        for (var links = 0; links < LongestChain; links++)
        {
            authentic &= content.IsAuthentic(name);
            var records = content.Of(name, TRecord.Type);
            if (records.Count > 0)
                return new DnsAnswer<TRecord>.Found { Records = [.. records.Cast<TRecord>()], IsAuthentic = authentic, Owner = name, TimeToLive = TimeToLive };
            if (content.FailureOf(name, TRecord.Type) is { } reason)
                return new DnsAnswer<TRecord>.TemporaryFailure(reason) { Owner = name };
            if (content.Of(name, DnsRecordType.Cname) is [CnameRecord alias, ..])
                name = alias.Target;
            else if (content.Has(name))
                return new DnsAnswer<TRecord>.NoData { IsAuthentic = authentic, Owner = name, TimeToLive = TimeToLive };
            else
                return new DnsAnswer<TRecord>.NxDomain { IsAuthentic = authentic, Owner = name, TimeToLive = TimeToLive };
        }

        return new DnsAnswer<TRecord>.TemporaryFailure(DnsFailure.BadAnswer) { Owner = name };
    }
}
