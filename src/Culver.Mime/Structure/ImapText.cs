using System.Buffers;
using System.Text.Unicode;
using Culver.Mime.Buffers;
using Culver.Mime.Headers;
using Culver.Mime.Text;

namespace Culver.Mime.Structure;

/// <summary>
/// Writes header text as IMAP strings in one of the two forms: seven-bit, where 8-bit text becomes encoded-words, or UTF-8.
/// Values come unfolded, without CR, LF and NUL (<see cref="HeaderFields.AppendUnfolded"/>), so a quoted string always does.
/// </summary>
internal sealed class ImapText(ByteBuffer output, bool utf8)
{
    // quoted-specials = DQUOTE / "\"        RFC 9051 §9
    private static readonly SearchValues<byte> s_quotedSpecials = SearchValues.Create("\"\\"u8);
    private static readonly SearchValues<byte> s_forbidden = SearchValues.Create(0, (byte)'\r', (byte)'\n');
    private readonly ByteBuffer _scratch = new(256);
    private readonly ByteBuffer _encoded = new(256);

    public ByteBuffer Output { get; } = output;

    public bool Utf8Form { get; } = utf8;

    /// <summary>Some text was 8-bit, so that the two forms differ.</summary>
    public bool MetEightBit { get; set; }

    public void Nil() => Output.Append("NIL"u8);

    public void Space() => Output.Append((byte)' ');

    /// <summary>nstring of unstructured text: NIL when absent.</summary>
    public void NString(ScannedValue value)
    {
        if (value.IsPresent) String(value.Octets);
        else Nil();
    }

    /// <summary>A string of unstructured text.</summary>
    public void String(scoped ReadOnlySpan<byte> text)
    {
        if (!Ascii.HasEightBit(text))
        {
            Quoted(text);
            return;
        }

        MetEightBit = true;
        _scratch.Clear();
        RawText.AppendUtf8(text, _scratch);
        if (Utf8Form)
        {
            Quoted(_scratch.Written);
            return;
        }

        _encoded.Clear();
        EncodeWords(_scratch.Written, _encoded);
        Quoted(_encoded.Written);
    }

    /// <summary>A quoted string of octets that are fit for this form already.</summary>
    public void Quoted(scoped ReadOnlySpan<byte> text)
    {
        Output.Append((byte)'"');
        while (text.IndexOfAny(s_quotedSpecials) is >= 0 and var special)
        {
            Unforbidden(text[..special]);
            Output.Append((byte)'\\');
            Output.Append(text[special]);
            text = text[(special + 1)..];
        }

        Unforbidden(text);
        Output.Append((byte)'"');
    }

    // Quoting in a parameter can carry what unfolding took from the value; no quoted string may hold it.
    private void Unforbidden(scoped ReadOnlySpan<byte> text)
    {
        while (text.IndexOfAny(s_forbidden) is >= 0 and var at)
        {
            Output.Append(text[..at]);
            text = text[(at + 1)..];
        }

        Output.Append(text);
    }

    /// <summary>
    /// RFC 6857 §3.1: words with 8-bit text become encoded-words, the rest stays. Neighbours are encoded together, because the
    /// space between two encoded-words is not shown.
    /// </summary>
    internal static void EncodeWords(scoped ReadOnlySpan<byte> text, ByteBuffer output)
    {
        var at = 0;
        while (at < text.Length)
        {
            var high = text[at..].IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            if (high < 0) break;
            // From the start of the first word with 8-bit text to the end of the last in a row.
            var start = at + high;
            while (start > at && text[start - 1] is not ((byte)' ' or (byte)'\t')) start--;
            var end = WordEnd(text, at + high);
            while (end < text.Length)
            {
                var next = end;
                while (next < text.Length && text[next] is (byte)' ' or (byte)'\t') next++;
                var nextEnd = WordEnd(text, next);
                if (next >= text.Length || !Ascii.HasEightBit(text[next..nextEnd])) break;
                end = nextEnd;
            }

            output.Append(text[at..start]);
            EncodedWords.Encode(text[start..end], output);
            at = end;
        }

        output.Append(text[at..]);
    }

    private static int WordEnd(scoped ReadOnlySpan<byte> text, int from)
    {
        var space = text[from..].IndexOfAny((byte)' ', (byte)'\t');
        return space < 0 ? text.Length : from + space;
    }

    public static bool IsUtf8(scoped ReadOnlySpan<byte> text) => Utf8.IsValid(text);
}

/// <summary>A header value that may be absent.</summary>
internal readonly ref struct ScannedValue(ReadOnlySpan<byte> octets, bool isPresent)
{
    public ReadOnlySpan<byte> Octets { get; } = octets;

    public bool IsPresent { get; } = isPresent;
}
