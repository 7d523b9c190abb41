using Culver.Dns.Wire;

namespace Culver.Dns;

/// <summary>Where a service is found (RFC 2782).</summary>
/// <param name="Priority">The lowest is tried first.</param>
/// <param name="Weight">The share among those of one priority.</param>
/// <param name="Port">The port.</param>
/// <param name="Target">The host; the root says that the service is not offered.</param>
public sealed record SrvRecord(int Priority, int Weight, int Port, DnsName Target) : IDnsRecord<SrvRecord>
{
    /// <inheritdoc/>
    public static DnsRecordType Type => DnsRecordType.Srv;

    static SrvRecord? IDnsRecord<SrvRecord>.Read(ref RecordReader reader) =>
        reader.TryUInt16(out var priority) && reader.TryUInt16(out var weight) && reader.TryUInt16(out var port)
            && reader.TryName(out var target) && reader.IsAtEnd
            ? new(priority, weight, port, target)
            : null;
}
