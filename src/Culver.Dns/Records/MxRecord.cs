using Culver.Dns.Wire;

namespace Culver.Dns;

/// <summary>A mail exchange (RFC 1035 §3.3.9).</summary>
/// <param name="Preference">The lowest is tried first.</param>
/// <param name="Exchange">The host; the root says that the domain takes no mail (RFC 7505).</param>
public sealed record MxRecord(int Preference, DnsName Exchange) : IDnsRecord<MxRecord>
{
    /// <inheritdoc/>
    public static DnsRecordType Type => DnsRecordType.Mx;

    static MxRecord? IDnsRecord<MxRecord>.Read(ref RecordReader reader) =>
        reader.TryUInt16(out var preference) && reader.TryName(out var exchange) && reader.IsAtEnd ? new(preference, exchange) : null;
}
