using System.Text;

namespace Culver.Mime.Text;

/// <summary>Makes the one line of RFC 8970 §3.3 from a message's text.</summary>
internal static class PreviewText
{
    // RFC 8970 §3.3: SHOULD be at most 200 characters, MUST NOT be over 256.
    private const int MaxCharacters = 200;

    public static string FromPlain(ReadOnlySpan<char> text)
    {
        // What the sender quotes is not what he says; it serves if he says nothing.
        var own = Collapse(text, skipQuoted: true);
        return own.Length > 0 ? own : Collapse(text, skipQuoted: false);
    }

    public static string FromHtml(ReadOnlySpan<char> text) => Collapse(text, skipQuoted: false);

    private static string Collapse(ReadOnlySpan<char> text, bool skipQuoted)
    {
        // RFC 8970 §3.2: nothing meaningful can be shown of an encrypted text.
        if (text.TrimStart().StartsWith("-----BEGIN PGP MESSAGE-----", StringComparison.Ordinal)) return string.Empty;
        // A character is at most two units, and a space may stand before the last.
        Span<char> output = stackalloc char[(MaxCharacters + 1) * 2];
        var length = 0;
        var count = 0;
        var space = false;
        while (!text.IsEmpty && count < MaxCharacters)
        {
            var end = text.IndexOf('\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            // RFC 3676 §4.3: what follows is a signature.
            if (line.TrimEnd('\r') is "-- ") break;
            if (skipQuoted && line.TrimStart().StartsWith(">", StringComparison.Ordinal)) continue;
            foreach (var rune in line.EnumerateRunes())
            {
                if (!Shows(rune, space || count == 0)) continue;
                if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
                {
                    space = count > 0;
                    continue;
                }

                if (space && count < MaxCharacters - 1)
                {
                    output[length++] = ' ';
                    count++;
                }

                space = false;
                if (count++ >= MaxCharacters) break;
                length += rune.EncodeToUtf16(output[length..]);
            }

            space = count > 0;
        }

        return new string(output[..length]);
    }

    // Newsletters pad their hidden preview line with characters that take no room.
    private static bool Shows(Rune rune, bool atSpace) => rune.Value switch
    {
        0x200B or 0xFEFF or 0x034F or 0x00AD or 0x2060 => false,
        0x200C or 0x200D or 0x200E or 0x200F => !atSpace,
        _ => true,
    };
}
