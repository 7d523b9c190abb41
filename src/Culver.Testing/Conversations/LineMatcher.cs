using System.Buffers;
using System.Buffers.Text;
using static Culver.Testing.Conversations.ScriptText;

namespace Culver.Testing.Conversations;

/// <summary>Compares a line the server sent, its literals included, with what a script expects.</summary>
internal static class LineMatcher
{
    // What a captured token does not hold: a UID, a sequence set, an id and a ModSeq have none of these.
    private static readonly SearchValues<byte> CaptureEnds = SearchValues.Create(" ()[]\"{}\r\n"u8);

    /// <summary>
    /// Whether <paramref name="received"/> is what <paramref name="expected"/> says. New captures are added to
    /// <paramref name="captures"/> only when it is.
    /// </summary>
    public static bool Matches(ScriptText expected, ReadOnlySpan<byte> received, Dictionary<string, byte[]> captures)
    {
        var trial = new Dictionary<string, byte[]>(captures, StringComparer.Ordinal);
        if (!Matches(expected.Parts.AsSpan(), received, trial))
            return false;
        foreach (var (name, value) in trial)
            captures[name] = value;
        return true;
    }

    /// <summary>How many bytes of <paramref name="received"/> agree with the plain beginning of <paramref name="expected"/>.</summary>
    public static int CommonPrefix(ScriptText expected, ReadOnlySpan<byte> received, Dictionary<string, byte[]> captures)
    {
        var at = 0;
        foreach (var part in expected.Parts)
        {
            var bytes = part switch
            {
                Part.Plain plain => plain.Bytes,
                Part.Capture capture when captures.TryGetValue(capture.Name, out var value) => value,
                _ => null,
            };
            if (bytes is null)
                return at;
            var same = received[at..].CommonPrefixLength(bytes);
            at += same;
            if (same < bytes.Length)
                return at;
        }

        return at;
    }

    private static bool Matches(ReadOnlySpan<Part> parts, ReadOnlySpan<byte> rest, Dictionary<string, byte[]> captures)
    {
        if (parts.IsEmpty)
            return rest.IsEmpty;
        var after = parts[1..];
        switch (parts[0])
        {
            case Part.Plain plain:
                return rest.StartsWith(plain.Bytes) && Matches(after, rest[plain.Bytes.Length..], captures);
            case Part.Rest:
                if (after.IsEmpty)
                    return true;
                for (var skip = 0; skip <= rest.Length; skip++)
                {
                    if (Matches(after, rest[skip..], captures))
                        return true;
                }

                return false;
            case Part.Capture capture:
                return MatchesCapture(capture.Name, after, rest, captures);
            case Part.Block block:
                return TryLiteral(rest, out var content, out var length)
                    && ContentMatches(block, content, captures)
                    && Matches(after, rest[length..], captures);
            default:
                throw new InvalidOperationException("A part of a line that cannot be compared.");
        }
    }

    private static bool MatchesCapture(string name, ReadOnlySpan<Part> after, ReadOnlySpan<byte> rest, Dictionary<string, byte[]> captures)
    {
        if (captures.TryGetValue(name, out var known))
            return rest.StartsWith(known) && Matches(after, rest[known.Length..], captures);
        var longest = rest.IndexOfAny(CaptureEnds);
        for (var length = longest < 0 ? rest.Length : longest; length > 0; length--)
        {
            captures[name] = rest[..length].ToArray();
            if (Matches(after, rest[length..], captures))
                return true;
        }

        captures.Remove(name);
        return false;
    }

    private static bool ContentMatches(Part.Block block, ReadOnlySpan<byte> content, Dictionary<string, byte[]> captures)
    {
        if (block.IsAnything)
            return true;
        if (block.CaptureName is not { } name)
            return content.SequenceEqual(block.Content);
        if (captures.TryGetValue(name, out var known))
            return content.SequenceEqual(known);
        captures[name] = content.ToArray();
        return true;
    }

    // literal = "{" number64 ["+"] "}" CRLF *CHAR8        RFC 9051 §9
    private static bool TryLiteral(ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> content, out int length)
    {
        content = default;
        length = 0;
        if (rest is not [(byte)'{', ..] || !Utf8Parser.TryParse(rest[1..], out int octets, out var digits))
            return false;
        var start = 1 + digits + 3;
        if (rest.Length < start || !rest[(1 + digits)..start].SequenceEqual("}\r\n"u8) || rest.Length - start < octets)
            return false;
        content = rest.Slice(start, octets);
        length = start + octets;
        return true;
    }
}
