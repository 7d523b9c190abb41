using Culver.Dns.Wire;

namespace Culver.Dns;

/// <summary>The name of an address (RFC 1035 §3.3.12).</summary>
/// <param name="Target">The name.</param>
public sealed record PtrRecord(DnsName Target) : IDnsRecord<PtrRecord>
{
    /// <inheritdoc/>
    public static DnsRecordType Type => DnsRecordType.Ptr;

    static PtrRecord? IDnsRecord<PtrRecord>.Read(ref RecordReader reader) =>
        reader.TryName(out var target) && reader.IsAtEnd ? new(target) : null;
}
