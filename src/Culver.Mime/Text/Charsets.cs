using System.Collections.Frozen;
using System.Text;

namespace Culver.Mime.Text;

/// <summary>
/// The charsets of mail, by any name seen for them (RFC 2045 §5.1, RFC 2978). The framework's own and those of its code pages,
/// used without registering them for the whole process, and small decoders of our own for what they lack. SEARCH takes its text in any of them.
/// </summary>
public static class Charsets
{
    private static readonly FrozenDictionary<string, Charset> s_byName = CharsetTable.Build().ToFrozenDictionary(StringComparer.Ordinal);
    private static readonly FrozenDictionary<string, Charset>.AlternateLookup<ReadOnlySpan<char>> s_lookup = s_byName.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>UTF-8.</summary>
    public static Charset Utf8 { get; } = s_byName["utf-8"];

    /// <summary>What unlabelled text is read as: UTF-8, and octets that are not UTF-8 as windows-1252. Also us-ascii, which is a part of both.</summary>
    public static Charset Unlabelled { get; } = s_byName["us-ascii"];

    /// <summary>The preferred names of all charsets, sorted: the list of a BADCHARSET response (RFC 9051 §7.1).</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. s_byName.Values.Select(charset => charset.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Finds a charset by a name or alias, without regard to case, surrounding white space or quotes.</summary>
    public static bool TryGet(string name, out Charset charset)
    {
        ArgumentNullException.ThrowIfNull(name);
        return TryGet(name.AsSpan(), out charset);
    }

    /// <summary>Finds a charset by a name or alias given as octets.</summary>
    public static bool TryGet(ReadOnlySpan<byte> name, out Charset charset)
    {
        Span<char> chars = stackalloc char[64];
        if (name.Length > chars.Length || !System.Text.Ascii.IsValid(name))
        {
            charset = Unlabelled;
            return false;
        }

        Encoding.ASCII.GetChars(name, chars);
        return TryGet(chars[..name.Length], out charset);
    }

    private static bool TryGet(ReadOnlySpan<char> name, out Charset charset)
    {
        name = name.Trim(" \t\r\n\"'");
        Span<char> lower = stackalloc char[64];
        if (name.Length <= lower.Length && name.ToLowerInvariant(lower) is >= 0 and var length && s_lookup.TryGetValue(lower[..length], out var found))
        {
            charset = found;
            return true;
        }

        charset = Unlabelled;
        return false;
    }
}
