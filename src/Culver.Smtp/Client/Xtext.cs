using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Culver.Smtp.Client;

/// <summary>Encodes parameter values that may hold anything printable (xtext, RFC 3461 §4; utf-8-addr-xtext, RFC 6533 §3).</summary>
internal static partial class Xtext
{
    // EmbeddedUnicodeChar = %x5C.78 "{" HEXPOINT "}"                                        RFC 6533 §3
    [GeneratedRegex(@"\G\\x\{[0-9A-F]{2,6}\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EmbeddedCharacter();

    // xtext = *( xchar / hexchar ); xchar: "!" to "~" except "+" and "="; hexchar = "+" 2(%x30-39 / %x41-46)      RFC 3461 §4
    public static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (octet is > (byte)' ' and <= (byte)'~' and not ((byte)'+' or (byte)'='))
                encoded.Append((char)octet);
            else
                encoded.Append('+').Append(octet.ToString("X2", CultureInfo.InvariantCulture));
        }

        return encoded.ToString();
    }

    // ORCPT = original-recipient-address; addr-type ";" xtext                               RFC 3461 §4.2
    // utf-8-enc-addr = utf-8-addr-xtext / utf-8-addr-unitext                                RFC 6533 §3
    /// <summary>Encodes an original recipient: the type stays, the address is encoded by what it is.</summary>
    public static string EncodeAddress(string typed, bool smtpUtf8)
    {
        var separator = typed.IndexOf(';', StringComparison.Ordinal);
        if (separator < 0)
            return "rfc822;" + Encode(typed);
        var (type, address) = (typed[..separator], typed[(separator + 1)..]);
        if (!type.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            return $"{type};{Encode(address)}";
        // RFC 6533 §3: unitext only where SMTPUTF8 was said; otherwise every character beyond ASCII, and + = \ , as \x{HEX}. What came in that form goes on
        // in it: RFC 3461 §5.2.1 (d) wants the parameter as it was.
        var encoded = new StringBuilder(address.Length);
        var at = 0;
        foreach (var rune in address.EnumerateRunes())
        {
            var isEscape = rune.Value == '\\' && EmbeddedCharacter().IsMatch(address.AsSpan(at));
            at += rune.Utf16SequenceLength;
            if (isEscape || rune.Value is > ' ' and <= '~' and not ('+' or '=' or '\\') || (smtpUtf8 && rune.Value >= 0x80))
                encoded.Append(rune);
            else
                encoded.Append("\\x{").Append(rune.Value.ToString("X", CultureInfo.InvariantCulture)).Append('}');
        }

        return $"{type};{encoded}";
    }
}
