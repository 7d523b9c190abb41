using System.Net;
using Culver.Dns.Wire;

namespace Culver.Dns;

/// <summary>An IPv6 address (RFC 3596 §2.2).</summary>
/// <param name="Address">The address.</param>
public sealed record AaaaRecord(IPAddress Address) : IDnsRecord<AaaaRecord>
{
    /// <inheritdoc/>
    public static DnsRecordType Type => DnsRecordType.Aaaa;

    static AaaaRecord? IDnsRecord<AaaaRecord>.Read(ref RecordReader reader) =>
        reader.TryOctets(16, out var octets) && reader.IsAtEnd ? new(new IPAddress(octets)) : null;
}
