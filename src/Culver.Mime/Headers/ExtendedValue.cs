using Culver.Mime.Buffers;
using Culver.Mime.Text;

namespace Culver.Mime.Headers;

/// <summary>Extended parameter values: charset'language'percent-encoded (RFC 2231 §4).</summary>
internal static class ExtendedValue
{
    /// <summary>Decodes to UTF-8. A value without its two apostrophes is taken as percent-encoded UTF-8.</summary>
    public static void Decode(ReadOnlySpan<byte> value, ByteBuffer output)
    {
        ReadOnlySpan<byte> charset = default;
        var first = value.IndexOf((byte)'\'');
        if (first >= 0 && value[(first + 1)..].IndexOf((byte)'\'') is >= 0 and var second)
        {
            charset = value[..first];
            value = value[(first + second + 2)..];
        }

        var octets = new ByteBuffer(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '%' && i + 2 < value.Length && Hex(value[i + 1]) is >= 0 and var high && Hex(value[i + 2]) is >= 0 and var low)
            {
                octets.Append((byte)((high << 4) | low));
                i += 2;
            }
            else
            {
                octets.Append(value[i]);
            }
        }

        if (charset.IsEmpty || !Charsets.TryGet(charset, out var decoder)) RawText.AppendUtf8(octets.Written, output);
        else decoder.AppendUtf8(octets.Written, output);
    }

    // attribute-char := <any (US-ASCII) CHAR except SPACE, CTLs, "*", "'", "%", or tspecials>        RFC 2231 §7
    public static void AppendEncoded(byte octet, ByteBuffer output)
    {
        if (octet is > 32 and < 127 && "*'%()<>@,;:\\\"/[]?="u8.IndexOf(octet) < 0)
        {
            output.Append(octet);
            return;
        }

        output.Append((byte)'%');
        output.Append("0123456789ABCDEF"u8[octet >> 4]);
        output.Append("0123456789ABCDEF"u8[octet & 15]);
    }

    public static int Hex(byte octet) => octet switch
    {
        >= (byte)'0' and <= (byte)'9' => octet - '0',
        >= (byte)'A' and <= (byte)'F' => octet - 'A' + 10,
        >= (byte)'a' and <= (byte)'f' => octet - 'a' + 10,
        _ => -1,
    };
}
