using System.Collections.Immutable;
using Culver.Dns.Wire;

namespace Culver.Dns;

/// <summary>A certificate association (RFC 6698 §2.1). The numbers are kept as they came: unknown ones make a record unusable, not unreadable.</summary>
/// <param name="Usage">What the association constrains: 2 is DANE-TA, 3 is DANE-EE (RFC 7218 §2.1).</param>
/// <param name="Selector">What of the certificate is matched: 0 all of it, 1 its public key.</param>
/// <param name="MatchingType">How: 0 exactly, 1 by SHA-256, 2 by SHA-512.</param>
/// <param name="Association">The certificate association data.</param>
public sealed record TlsaRecord(byte Usage, byte Selector, byte MatchingType, ImmutableArray<byte> Association) : IDnsRecord<TlsaRecord>
{
    /// <inheritdoc/>
    public static DnsRecordType Type => DnsRecordType.Tlsa;

    static TlsaRecord? IDnsRecord<TlsaRecord>.Read(ref RecordReader reader) =>
        reader.TryOctets(3, out var numbers) ? new(numbers[0], numbers[1], numbers[2], [.. reader.Rest()]) : null;
}
