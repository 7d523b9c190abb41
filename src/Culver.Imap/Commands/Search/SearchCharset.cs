using System.Text;
using Culver.Mime.Text;

namespace Culver.Imap.Commands.Search;

/// <summary>A charset search text may come in (RFC 9051 §6.4.4): whatever messages may be written in.</summary>
internal sealed class SearchCharset
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Null for UTF-8.
    private readonly Charset? _charset;

    private SearchCharset(Charset? charset) => _charset = charset;

    /// <summary>UTF-8, and so US-ASCII, which is what text is in when nothing is said.</summary>
    public static SearchCharset Utf8 { get; } = new(null);

    /// <summary>The names BADCHARSET tells.</summary>
    public static string[] Known { get; } = [.. Charsets.Names];

    /// <summary>The charset of a name; null when it is not known.</summary>
    public static SearchCharset? Find(string name) =>
        !Charsets.TryGet(name, out var charset) ? null
        : charset == Charsets.Utf8 || charset == Charsets.Unlabelled ? Utf8
        : new(charset);

    /// <summary>The text of some octets.</summary>
    /// <exception cref="DecoderFallbackException">They are not in this charset.</exception>
    public string Decode(ReadOnlySpan<byte> octets)
    {
        if (_charset is null)
            return StrictUtf8.GetString(octets);
        var text = _charset.Decode(octets);
        return text.Contains('\uFFFD', StringComparison.Ordinal) ? throw new DecoderFallbackException() : text;
    }
}
