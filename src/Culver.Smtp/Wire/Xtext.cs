using System.Text;

namespace Culver.Smtp.Wire;

/// <summary>The encoding of parameter values that may hold any character (RFC 3461 §4).</summary>
internal static class Xtext
{
    // xtext   = *( xchar / hexchar )
    // xchar   = any ASCII CHAR between "!" (33) and "~" (126) inclusive, except for "+" and "="
    // hexchar = "+" followed by two upper case hexadecimal digits                                RFC 3461 §4
    /// <summary>Decodes; the octets a hexchar gives are read as UTF-8. Characters beyond ASCII stand for themselves (RFC 6533 §3).</summary>
    public static bool TryDecode(ReadOnlySpan<char> xtext, out string text)
    {
        text = "";
        var octets = new List<byte>(xtext.Length);
        Span<byte> utf8 = stackalloc byte[4];
        for (var i = 0; i < xtext.Length; i++)
        {
            var c = xtext[i];
            if (c == '+')
            {
                if (i + 2 >= xtext.Length || !IsUpperHex(xtext[i + 1]) || !IsUpperHex(xtext[i + 2]))
                    return false;
                octets.Add((byte)((Hex(xtext[i + 1]) << 4) | Hex(xtext[i + 2])));
                i += 2;
            }
            else if (c is >= '!' and <= '~' and not '=')
            {
                octets.Add((byte)c);
            }
            else if (c >= 0x80 && Rune.DecodeFromUtf16(xtext[i..], out var rune, out var used) == System.Buffers.OperationStatus.Done)
            {
                octets.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
                i += used - 1;
            }
            else
            {
                return false;
            }
        }

        var bytes = octets.ToArray();
        if (!System.Text.Unicode.Utf8.IsValid(bytes))
            return false;
        text = Encoding.UTF8.GetString(bytes);
        return true;
    }

    private static int Hex(char c) => c <= '9' ? c - '0' : c - 'A' + 10;

    private static bool IsUpperHex(char c) => char.IsAsciiDigit(c) || c is >= 'A' and <= 'F';
}
