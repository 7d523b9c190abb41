using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Culver.MailAuth.Messages;

namespace Culver.MailAuth.Dkim;

/// <summary>The hash that is signed (RFC 6376 §3.7).</summary>
internal static class HeaderHash
{
    /// <summary>Hashes the signed fields, then the field that holds the signature.</summary>
    /// <param name="header">The header section.</param>
    /// <param name="names">h=, in its order.</param>
    /// <param name="form">The canonical form.</param>
    /// <param name="signature">The field that holds the signature.</param>
    /// <param name="place">Where in it the value of b= stands.</param>
    public static byte[] Of(HeaderSection header, IEnumerable<string> names, Canonicalization form, HeaderLine signature, Range place)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        var taken = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
        {
            // RFC 6376 §5.4.2: the fields of one name are taken from the bottom up; beyond the last there is nothing to hash.
            // RFC 6376 §3.7: the signature itself is never one of them, though others may be.
            IReadOnlyList<HeaderLine> fields = signature.Is(Encoding.ASCII.GetBytes(name)) ? [.. header.Named(name).Where(field => field != signature)] : header.Named(name);
            var nth = taken.GetValueOrDefault(name);
            taken[name] = nth + 1;
            var left = fields.Count - nth;
            if (left > 0)
                HeaderCanonicalizer.Write(fields[left - 1], form, output);
        }

        HeaderCanonicalizer.WriteUnsigned(signature, place, form, output);
        return SHA256.HashData(output.WrittenSpan);
    }
}
