using System.Net;
using Culver.Dns.Wire;

namespace Culver.Dns;

/// <summary>An IPv4 address (RFC 1035 §3.4.1).</summary>
/// <param name="Address">The address.</param>
public sealed record ARecord(IPAddress Address) : IDnsRecord<ARecord>
{
    /// <inheritdoc/>
    public static DnsRecordType Type => DnsRecordType.A;

    static ARecord? IDnsRecord<ARecord>.Read(ref RecordReader reader) =>
        reader.TryOctets(4, out var octets) && reader.IsAtEnd ? new(new IPAddress(octets)) : null;
}
