using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Culver.Delivery.Bounces;

/// <summary>An original recipient (RFC 3461 §4.2): a type, a semicolon, and an address; of the type utf-8, whatever its form, as RFC 6533 §3 has it.</summary>
internal static partial class TypedAddress
{
    private const string Utf8 = "utf-8;";

    // EmbeddedUnicodeChar = %x5C.78 "{" HEXPOINT "}"                                        RFC 6533 §3
    [GeneratedRegex(@"\\x\{(?<point>[0-9A-F]{2,6})\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EmbeddedCharacter();

    /// <summary>The type with its semicolon, and the address with its escapes undone where that shows a character (RFC 6533 §4.1).</summary>
    public static (string Type, string Address) Read(string typed)
    {
        var (type, address) = Split(typed);
        return (type, type.Equals(Utf8, StringComparison.OrdinalIgnoreCase) ? EmbeddedCharacter().Replace(address, Character) : address);
    }

    // utf-8-addr-xtext = 1*(QCHAR / EmbeddedUnicodeChar); QCHAR: printable, and none of SP \ + =       RFC 6533 §3
    /// <summary>The same in ASCII, where no other form may stand.</summary>
    public static (string Type, string Address) ReadAscii(string typed)
    {
        var (type, address) = Split(typed);
        if (!type.Equals(Utf8, StringComparison.OrdinalIgnoreCase))
            return (type, address);
        var escapes = new HashSet<int>();
        foreach (var escape in EmbeddedCharacter().EnumerateMatches(address))
            escapes.Add(escape.Index);
        var encoded = new StringBuilder(address.Length);
        var at = 0;
        foreach (var rune in address.EnumerateRunes())
        {
            var isEscape = escapes.Contains(at);
            at += rune.Utf16SequenceLength;
            if (isEscape || rune.Value is > ' ' and <= '~' and not ('\\' or '+' or '='))
                encoded.Append(rune);
            else
                encoded.Append("\\x{").Append(rune.Value.ToString("X2", CultureInfo.InvariantCulture)).Append('}');
        }

        return (type, encoded.ToString());
    }

    private static (string Type, string Address) Split(string typed)
    {
        var end = typed.IndexOf(';', StringComparison.Ordinal) + 1;
        return (typed[..end], typed[end..]);
    }

    // What is no character, or none to be shown, stays as it is spelt.
    private static string Character(Match escape) =>
        Rune.TryCreate(int.Parse(escape.Groups["point"].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture), out var rune) && !Rune.IsControl(rune)
            ? rune.ToString()
            : escape.Value;
}
