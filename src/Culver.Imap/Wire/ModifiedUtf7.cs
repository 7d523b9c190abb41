using System.Buffers;
using System.Text;

namespace Culver.Imap.Wire;

/// <summary>
/// Modified UTF-7, in which RFC 3501 §5.1.3 writes mailbox names: printable ASCII stands for itself, "&amp;-" for "&amp;",
/// all else is UTF-16 in base64 with "," for "/" between "&amp;" and "-".
/// There is one way to write a name, and decoding takes no other: no superfluous shift, no printable ASCII in base64,
/// no bits left over, no half of a surrogate pair.
/// </summary>
internal static class ModifiedUtf7
{
    private static ReadOnlySpan<byte> Alphabet => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,"u8;

    /// <summary>The most octets that encoding <paramref name="chars"/> UTF-16 units can take.</summary>
    public static int MostBytes(int chars) => checked(chars * 5);

    /// <summary>Writes <paramref name="text"/> and returns how many octets that took. Half surrogate pairs become U+FFFD.</summary>
    public static int Encode(ReadOnlySpan<char> text, Span<byte> output)
    {
        var length = 0;
        for (var i = 0; i < text.Length;)
        {
            if (text[i] is >= ' ' and <= '~')
            {
                output[length++] = (byte)text[i];
                if (text[i++] == '&')
                {
                    output[length++] = (byte)'-';
                }

                continue;
            }

            output[length++] = (byte)'&';
            var bits = 0;
            var held = 0U;
            for (; i < text.Length && text[i] is not (>= ' ' and <= '~'); i++)
            {
                held = (held << 16) | Whole(text, i);
                bits += 16;
                while (bits >= 6)
                {
                    bits -= 6;
                    output[length++] = Alphabet[(int)(held >> bits) & 63];
                }
            }

            if (bits > 0)
            {
                output[length++] = Alphabet[(int)(held << (6 - bits)) & 63];
            }

            output[length++] = (byte)'-';
        }

        return length;
    }

    /// <summary>Reads a name, or refuses what is not written as RFC 3501 §5.1.3 says.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? text)
    {
        text = null;
        if (name.IndexOfAnyExceptInRange((byte)' ', (byte)'~') >= 0)
        {
            return false;
        }

        if (!name.Contains((byte)'&'))
        {
            text = Encoding.ASCII.GetString(name);
            return true;
        }

        var rented = ArrayPool<char>.Shared.Rent(name.Length);
        try
        {
            if (TryDecode(name, rented, out var length))
            {
                text = new(rented, 0, length);
            }

            return text is not null;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    private static bool TryDecode(ReadOnlySpan<byte> name, Span<char> output, out int length)
    {
        length = 0;
        var afterShift = false;
        while (!name.IsEmpty)
        {
            if (name[0] != '&')
            {
                output[length++] = (char)name[0];
                name = name[1..];
                afterShift = false;
                continue;
            }

            var end = name.IndexOf((byte)'-');
            if (end < 0)
            {
                return false;
            }

            if (end == 1)
            {
                output[length++] = '&';
                afterShift = false;
            }
            else if (afterShift || !TryShifted(name[1..end], output, ref length))
            {
                // RFC 3501 §5.1.3: "&U,BTFw-&ZeVnLIqe-" is a superfluous shift and not permitted.
                return false;
            }
            else
            {
                afterShift = true;
            }

            name = name[(end + 1)..];
        }

        return true;
    }

    private static bool TryShifted(ReadOnlySpan<byte> base64, Span<char> output, ref int length)
    {
        var start = length;
        var bits = 0;
        var held = 0U;
        foreach (var digit in base64)
        {
            var value = Alphabet.IndexOf(digit);
            if (value < 0)
            {
                return false;
            }

            held = (held << 6) | (uint)value;
            bits += 6;
            if (bits >= 16)
            {
                bits -= 16;
                var unit = (char)(held >> bits);
                if (unit is >= ' ' and <= '~' or '\0' or '\r' or '\n')
                {
                    return false;
                }

                output[length++] = unit;
            }
        }

        // What is left is padding: fewer than six bits, all zero; surrogates come in pairs.
        return bits < 6 && (held & ((1U << bits) - 1)) == 0 && IsWhole(output[start..length]);
    }

    private static bool IsWhole(ReadOnlySpan<char> units)
    {
        for (var i = 0; i < units.Length; i++)
        {
            if (char.IsSurrogate(units[i]) && (i + 1 == units.Length || !char.IsSurrogatePair(units[i], units[++i])))
            {
                return false;
            }
        }

        return true;
    }

    private static uint Whole(ReadOnlySpan<char> text, int i)
    {
        var unit = text[i];
        var paired = char.IsHighSurrogate(unit) ? i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])
            : !char.IsLowSurrogate(unit) || (i > 0 && char.IsHighSurrogate(text[i - 1]));
        return paired ? unit : '\uFFFD';
    }
}
