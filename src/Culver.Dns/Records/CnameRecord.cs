using Culver.Dns.Wire;

namespace Culver.Dns;

/// <summary>An alias (RFC 1035 §3.3.1). Asked for by itself it is not followed.</summary>
/// <param name="Target">The name it stands for.</param>
public sealed record CnameRecord(DnsName Target) : IDnsRecord<CnameRecord>
{
    /// <inheritdoc/>
    public static DnsRecordType Type => DnsRecordType.Cname;

    static CnameRecord? IDnsRecord<CnameRecord>.Read(ref RecordReader reader) =>
        reader.TryName(out var target) && reader.IsAtEnd ? new(target) : null;
}
