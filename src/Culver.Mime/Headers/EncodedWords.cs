using System.Buffers.Text;
using Culver.Mime.Buffers;
using Culver.Mime.Text;
using Culver.Mime.Transfer;

namespace Culver.Mime.Headers;

/// <summary>
/// Decodes RFC 2047 encoded-words, and the ways mail programs get them wrong (RFC 7103 §7): words glued to other text, spaces inside,
/// missing padding, a character cut between two words. A word whose charset or encoding is unknown stays as it is written.
/// </summary>
internal static class EncodedWords
{
    // RFC 2047 §2 allows 75 octets in all. The bound keeps a field of beginnings without an end from being searched over and over.
    private const int MaxTextOctets = 4096;
    private const int MaxCharsetOctets = 80;

    // encoded-word = "=?" charset "?" encoding "?" encoded-text "?="        RFC 2047 §2
    internal readonly ref struct Word(ReadOnlySpan<byte> charset, byte encoding, ReadOnlySpan<byte> text, int length)
    {
        public ReadOnlySpan<byte> Charset { get; } = charset;

        public byte Encoding { get; } = encoding;

        public ReadOnlySpan<byte> Text { get; } = text;

        public int Length { get; } = length;
    }

    /// <summary>Appends the text of an unfolded value as UTF-8.</summary>
    public static void Decode(ReadOnlySpan<byte> value, ByteBuffer output)
    {
        if (value.IndexOf("=?"u8) < 0)
        {
            RawText.AppendUtf8(value, output);
            return;
        }

        var octets = new ByteBuffer(value.Length);
        Charset? charset = null;
        ReadOnlySpan<byte> charsetName = default;
        var plain = 0;
        var at = 0;
        while (at < value.Length)
        {
            var start = value[at..].IndexOf("=?"u8);
            if (start < 0) break;
            start += at;
            if (!TryRead(value[start..], out var word) || !TryCharset(word.Charset, out var next))
            {
                at = start + 2;
                continue;
            }

            // RFC 2047 §6.2: white space between two encoded-words is not shown, and its octets may belong to one character.
            var between = value[plain..start];
            var joined = charset is not null && IsSpace(between);
            if (!joined || !Ascii.EqualsIgnoreCase(charsetName, word.Charset))
            {
                Flush(octets, charset, output);
                if (!joined) RawText.AppendUtf8(between, output);
            }

            charset = next;
            charsetName = word.Charset;
            AppendText(word, octets);
            at = plain = start + word.Length;
        }

        Flush(octets, charset, output);
        RawText.AppendUtf8(value[plain..], output);
    }

    public static bool TryRead(ReadOnlySpan<byte> text, out Word word)
    {
        word = default;
        if (!text.StartsWith("=?"u8)) return false;
        var charset = text.Slice(2, Math.Min(text.Length - 2, MaxCharsetOctets)).IndexOf((byte)'?');
        if (charset <= 0 || text.Length < charset + 7 || text[charset + 4] != '?') return false;
        var encoding = (byte)(text[charset + 3] & 0xDF);
        if (encoding is not ((byte)'Q' or (byte)'B')) return false;
        var body = text[(charset + 5)..];
        if (body.Length > MaxTextOctets) body = body[..MaxTextOctets];
        var end = body.IndexOf("?="u8);
        // In Q an encoded octet may follow the last "?" of the text: "=?x?Q??=41?=" is not a word that ends at the first "?=".
        if (end == 0 && encoding == 'Q' && body.Length > 2 && body[2..].IndexOf("?="u8) is > 0 and var later && body[2..(later + 2)].IndexOfAny((byte)' ', (byte)'?') < 0) end = later + 2;
        if (end < 0) return false;
        word = new Word(text.Slice(2, charset), encoding, body[..end], charset + 5 + end + 2);
        return true;
    }

    // RFC 2231 §5: charset*language.
    private static bool TryCharset(ReadOnlySpan<byte> name, out Charset charset)
    {
        var star = name.IndexOf((byte)'*');
        return Charsets.TryGet(star >= 0 ? name[..star] : name, out charset);
    }

    private static void AppendText(in Word word, ByteBuffer octets)
    {
        if (word.Encoding == 'B')
        {
            var decoder = new Base64Decoder();
            decoder.Decode(word.Text, octets);
            decoder.Flush(octets);
            return;
        }

        var text = word.Text;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '_')
            {
                octets.Append((byte)' ');
            }
            else if (text[i] == '=' && i + 2 < text.Length && ExtendedValue.Hex(text[i + 1]) is >= 0 and var high && ExtendedValue.Hex(text[i + 2]) is >= 0 and var low)
            {
                octets.Append((byte)((high << 4) | low));
                i += 2;
            }
            else
            {
                octets.Append(text[i]);
            }
        }
    }

    private static void Flush(ByteBuffer octets, Charset? charset, ByteBuffer output)
    {
        if (octets.Length > 0) charset?.AppendUtf8(octets.Written, output);
        octets.Clear();
    }

    private static bool IsSpace(ReadOnlySpan<byte> text) => text.IndexOfAnyExcept(" \t\r\n"u8) < 0;

    /// <summary>Appends text as encoded-words in UTF-8, base64, each within 75 octets and each a whole number of characters (RFC 2047 §2, §5).</summary>
    public static void Encode(ReadOnlySpan<byte> utf8, ByteBuffer output)
    {
        // 75 less "=?utf-8?B?" and "?=" leaves 63 characters, 60 of them in whole groups: 45 octets.
        const int most = 45;
        var first = true;
        while (!utf8.IsEmpty)
        {
            var length = Math.Min(most, utf8.Length);
            while (length > 1 && length < utf8.Length && (utf8[length] & 0xC0) == 0x80) length--;
            if (!first) output.Append((byte)' ');
            first = false;
            output.Append("=?utf-8?B?"u8);
            var span = output.GetSpan(Base64.GetMaxEncodedToUtf8Length(length));
            Base64.EncodeToUtf8(utf8[..length], span, out _, out var written);
            output.Advance(written);
            output.Append("?="u8);
            utf8 = utf8[length..];
        }
    }
}
