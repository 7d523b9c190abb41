using System.Text;

namespace Culver.Mime.Text;

/// <summary>Makes the one line of RFC 8970 §3.3 from a message's text.</summary>
internal static class PreviewText
{
    // RFC 8970 §3.3: SHOULD be at most 200 characters, MUST NOT be over 256.
    private const int MaxCharacters = 200;

    /// <summary>What a preview takes at most: a character is at most two units, and a space may stand before the last.</summary>
    public const int MaxUnits = (MaxCharacters + 1) * 2;

    /// <summary>Writes the line of a plain text, at most <see cref="MaxUnits"/>; returns how much.</summary>
    public static int FromPlain(ReadOnlySpan<char> text, Span<char> output)
    {
        // What the sender quotes is not what he says; it serves if he says nothing.
        var own = Collapse(text, output, skipQuoted: true);
        return own > 0 ? own : Collapse(text, output, skipQuoted: false);
    }

    /// <summary>The same of a text that was HTML.</summary>
    public static int FromHtml(ReadOnlySpan<char> text, Span<char> output) => Collapse(text, output, skipQuoted: false);

    private static int Collapse(ReadOnlySpan<char> text, Span<char> output, bool skipQuoted)
    {
        // RFC 8970 §3.2: nothing meaningful can be shown of an encrypted text.
        if (text.TrimStart().StartsWith("-----BEGIN PGP MESSAGE-----", StringComparison.Ordinal)) return 0;
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

        return length;
    }

    // Newsletters pad their hidden preview line with characters that take no room.
    private static bool Shows(Rune rune, bool atSpace) => rune.Value switch
    {
        0x200B or 0xFEFF or 0x034F or 0x00AD or 0x2060 => false,
        0x200C or 0x200D or 0x200E or 0x200F => !atSpace,
        _ => true,
    };
}
