using System.Collections.Immutable;

namespace Culver.Dns.Wire;

/// <summary>Reads out of a reply what it says of one question (RFC 1034 §5.3.3, RFC 2308).</summary>
internal static class AnswerReader
{
    private const int LongestChain = 16;

    /// <summary>
    /// The answer; its life is zero where the reply gives none. <paramref name="next"/> is the end of a chain of aliases that the server
    /// did not follow further: the answer is then to be sought there.
    /// </summary>
    public static DnsAnswer<TRecord> Read<TRecord>(DnsReply reply, DnsName name, bool isAuthentic, out DnsName? next)
        where TRecord : class, IDnsRecord<TRecord>
    {
        next = null;
        var life = TimeSpan.MaxValue;
        var owner = name;
        for (var links = 0; ; links++)
        {
            var records = Records<TRecord>(reply, owner, ref life);
            if (records is null || links > LongestChain)
                return Bad<TRecord>(name);
            if (!records.Value.IsEmpty)
                return new DnsAnswer<TRecord>.Found { Records = records.Value, IsAuthentic = isAuthentic, TimeToLive = life, Owner = owner };
            if (TRecord.Type == DnsRecordType.Cname)
                break;
            var aliases = Records<CnameRecord>(reply, owner, ref life);
            if (aliases is null)
                return Bad<TRecord>(name);
            if (aliases.Value.IsEmpty)
                break;
            owner = aliases.Value[0].Target;
        }

        var negative = NegativeLife(reply, owner);
        if (reply.Code == ReplyCode.NameError)
            return new DnsAnswer<TRecord>.NxDomain { IsAuthentic = isAuthentic, TimeToLive = Shorter(negative ?? TimeSpan.Zero, life), Owner = owner };
        // RFC 2308 §2.2: without a SOA it may be that nothing is there, or that an alias leads out of what this server knows.
        if (negative is null && owner != name)
            next = owner;
        return new DnsAnswer<TRecord>.NoData { IsAuthentic = isAuthentic, TimeToLive = Shorter(negative ?? (next is null ? TimeSpan.Zero : life), life), Owner = owner };
    }

    /// <summary>Whether the reply is no answer but names other servers to ask, which a stub does not do.</summary>
    // Liberty, RFC 2308 §2.2: nor is it one when it names none. A server that neither knows the zone nor asks for us cannot say that nothing is there.
    public static bool IsReferral(DnsReply reply) =>
        reply is { Code: ReplyCode.NoError, IsAuthoritative: false, RecursionAvailable: false, Answers.IsEmpty: true }
        && !reply.Authority.Any(static record => record.Type == (int)DnsRecordType.Soa);

    private static ImmutableArray<TRecord>? Records<TRecord>(DnsReply reply, DnsName owner, ref TimeSpan life)
        where TRecord : class, IDnsRecord<TRecord>
    {
        var records = ImmutableArray.CreateBuilder<TRecord>();
        foreach (var answer in reply.Answers)
        {
            if (!answer.Is(owner, TRecord.Type))
                continue;
            var reader = new RecordReader(reply.Message.Span, answer.Start, answer.Length);
            if (TRecord.Read(ref reader) is not { } record)
                return null;
            records.Add(record);
            life = Shorter(life, answer.TimeToLive);
        }

        return records.DrainToImmutable();
    }

    // RFC 2308 §5: the shorter of the SOA's own life and its MINIMUM field.
    private static TimeSpan? NegativeLife(DnsReply reply, DnsName owner)
    {
        foreach (var record in reply.Authority)
        {
            if (record.Type != (int)DnsRecordType.Soa || !owner.IsAtOrBelow(record.Owner))
                continue;
            var reader = new RecordReader(reply.Message.Span, record.Start, record.Length);
            if (reader.TryName(out _) && reader.TryName(out _) && reader.TryOctets(16, out _) && reader.TryUInt32(out var minimum))
                return Shorter(record.TimeToLive, TimeSpan.FromSeconds(minimum > int.MaxValue ? 0 : minimum));
        }

        return null;
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static DnsAnswer<TRecord> Bad<TRecord>(DnsName name) => new DnsAnswer<TRecord>.TemporaryFailure(DnsFailure.BadAnswer) { Owner = name };
}
