using System.Collections.Immutable;
using System.Text;
using Culver.Dns.Wire;

namespace Culver.Dns;

/// <summary>Text (RFC 1035 §3.3.14). Each character is one octet, so that nothing is lost that is not ASCII.</summary>
/// <param name="Strings">The character strings, at least one.</param>
public sealed record TxtRecord(ImmutableArray<string> Strings) : IDnsRecord<TxtRecord>
{
    /// <inheritdoc/>
    public static DnsRecordType Type => DnsRecordType.Txt;

    /// <summary>The strings joined without anything between them, as SPF (RFC 7208 §3.3), DKIM (RFC 6376 §3.6.2.2) and DMARC read them.</summary>
    public string Text => Strings.Length == 1 ? Strings[0] : string.Concat(Strings);

    static TxtRecord? IDnsRecord<TxtRecord>.Read(ref RecordReader reader)
    {
        var strings = ImmutableArray.CreateBuilder<string>(1);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryCharacterString(out var octets))
                return null;
            strings.Add(Encoding.Latin1.GetString(octets));
        }

        return strings.Count == 0 ? null : new(strings.DrainToImmutable());
    }
}
