using System.Globalization;
using System.Buffers.Text;
using System.Text;

namespace Culver.MailAuth.Dkim;

/// <summary>A tag list: <c>name=value; …</c> (RFC 6376 §3.2). Names have case; a name may come once.</summary>
internal sealed class TagList
{
    private readonly Dictionary<string, Range> _ranges = new(StringComparer.Ordinal);
    private readonly ReadOnlyMemory<byte> _text;

    private TagList(ReadOnlyMemory<byte> text) => _text = text;

    /// <summary>The name of the first tag.</summary>
    public string? First { get; private set; }

    // tag-list  = tag-spec *( ";" tag-spec ) [ ";" ]
    // tag-spec  = [FWS] tag-name [FWS] "=" [FWS] tag-value [FWS]
    // tag-value = [ tval *( 1*(WSP / FWS) tval ) ]
    // tval      = 1*VALCHAR
    // VALCHAR   = %x21-3A / %x3C-7E
    // tag-name  = ALPHA *ALNUMPUNC
    // ALNUMPUNC = ALPHA / DIGIT / "_"                                RFC 6376 §3.2; RFC 8616 §4 lets UTF-8 stand in values
    /// <summary>Reads a list.</summary>
    /// <param name="text">It, with its folds if it has any.</param>
    /// <param name="list">The list.</param>
    public static bool TryParse(ReadOnlyMemory<byte> text, out TagList list)
    {
        list = new(text);
        var span = text.Span;
        var at = 0;
        while (at < span.Length)
        {
            var length = span[at..].IndexOf((byte)';');
            var end = length < 0 ? span.Length : at + length;
            var tag = span[at..end];
            // RFC 6376 §3.2: the last tag may be followed by a semicolon and nothing more.
            if (length < 0 && IsBlank(tag))
                break;
            if (!list.TryAdd(tag, at))
                return false;
            at = end + 1;
        }

        return list._ranges.Count > 0;
    }

    /// <summary>A value without outer white space; null when the tag is not there.</summary>
    public string? this[string name] => _ranges.TryGetValue(name, out var range) ? Encoding.UTF8.GetString(Trim(_text.Span[range])) : null;

    /// <summary>A value without any white space; null when the tag is not there.</summary>
    public string? Compact(string name)
    {
        if (!_ranges.TryGetValue(name, out var range))
            return null;
        var value = _text.Span[range];
        var kept = new byte[value.Length];
        var length = 0;
        foreach (var b in value)
        {
            if (b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                kept[length++] = b;
        }

        return Encoding.UTF8.GetString(kept, 0, length);
    }

    // dkim-quoted-printable = *(FWS / hex-octet / dkim-safe-char) ; dkim-safe-char = %x21-3A / %x3C / %x3E-7E        RFC 6376 §2.11
    /// <summary>A value in DKIM's quoted-printable, decoded; what is no hex-octet stays. Null when the tag is not there.</summary>
    public string? Decoded(string name)
    {
        if (Compact(name) is not { } text || !text.Contains('=', StringComparison.Ordinal))
            return Compact(name);
        var octets = Encoding.UTF8.GetBytes(text);
        var length = 0;
        for (var at = 0; at < octets.Length; at++)
        {
            if (octets[at] == '=' && at + 2 < octets.Length && IsHex(octets[at + 1]) && IsHex(octets[at + 2]))
            {
                octets[length++] = byte.Parse(octets.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                at += 2;
                continue;
            }

            octets[length++] = octets[at];
        }

        return Encoding.UTF8.GetString(octets, 0, length);
    }

    /// <summary>The items of a colon-separated value, trimmed; null when the tag is not there.</summary>
    public string[]? Items(string name) => this[name]?.Split(':').Select(static item => item.Trim(' ', '\t', '\r', '\n')).ToArray();

    /// <summary>A base64 value; null when the tag is not there or holds something else.</summary>
    public byte[]? Octets(string name)
    {
        var text = Compact(name);
        if (text is null)
            return null;
        var octets = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        return Convert.TryFromBase64String(text, octets, out var written) ? octets[..written] : null;
    }

    /// <summary>Where a value stands in the text, from its equals sign to its semicolon.</summary>
    public Range Place(string name) => _ranges[name];

    private bool TryAdd(ReadOnlySpan<byte> tag, int offset)
    {
        var equals = tag.IndexOf((byte)'=');
        if (equals < 0)
            return false;
        var name = Trim(tag[..equals]);
        if (name.IsEmpty || !char.IsAsciiLetter((char)name[0]))
            return false;
        foreach (var b in name)
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && b != '_')
                return false;
        }

        foreach (var b in tag[(equals + 1)..])
        {
            if (b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') && (b < 0x21 || b == 0x7F))
                return false;
        }

        var text = Encoding.ASCII.GetString(name);
        First ??= text;
        // RFC 6376 §3.2: tags with duplicate names invalidate the whole list.
        return _ranges.TryAdd(text, (offset + equals + 1)..(offset + tag.Length));
    }

    // Lower case is none: RFC 6376 §2.11.
    private static bool IsHex(byte octet) => octet is (>= (byte)'0' and <= (byte)'9') or (>= (byte)'A' and <= (byte)'F');

    private static bool IsBlank(ReadOnlySpan<byte> text) => text.IndexOfAnyExcept(" \t\r\n"u8) < 0;

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t\r\n"u8);
}
