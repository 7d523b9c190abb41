using System.Buffers;
using System.Text;
using Culver.Mime.Unicode;

namespace Culver.Mime.Text;

/// <summary>
/// The one fold under which text is searched and compared: compatibility decomposition and full case folding, repeated until
/// nothing changes, marks in canonical order, Hangul composed. It follows i;unicode-casemap (RFC 5051), which decomposes the same
/// way, but with full case folding for its titlecase map, so that "STRASSE" finds "Straße". Fold needle and text alike and look for
/// octet substrings. The tables are our own, so results depend neither on the machine nor on its locale.
/// </summary>
public static class TextFolding
{
    /// <summary>The Unicode version and the revision of the fold. Stored with folded text: text of another version is folded anew.</summary>
    public static string Version => FoldingTables.UnicodeVersion + "/1";

    /// <summary>Folds text.</summary>
    public static string Fold(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Fold(text.AsSpan());
    }

    /// <summary>Folds text.</summary>
    public static string Fold(ReadOnlySpan<char> text)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + 16);
        Fold(text, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>Folds text and appends it as UTF-8.</summary>
    public static void Fold(ReadOnlySpan<char> text, IBufferWriter<byte> output)
    {
        var folder = new TextFolder(output);
        folder.Write(text);
        folder.Flush();
    }

    /// <summary>Folds UTF-8 and appends it; octets that are not UTF-8 count as U+FFFD.</summary>
    public static void FoldUtf8(ReadOnlySpan<byte> utf8, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (System.Text.Ascii.IsValid(utf8))
        {
            var span = output.GetSpan(utf8.Length);
            System.Text.Ascii.ToLower(utf8, span, out var lowered);
            output.Advance(lowered);
            return;
        }

        var folder = new TextFolder(output);
        Span<char> chars = stackalloc char[1024];
        while (!utf8.IsEmpty)
        {
            System.Text.Unicode.Utf8.ToUtf16(utf8, chars, out var read, out var written, replaceInvalidSequences: true, isFinalBlock: true);
            folder.Write(chars[..written]);
            utf8 = utf8[read..];
        }

        folder.Flush();
    }
}
