// RFC 5256 §2.1, in the RFC's own steps and numbers. "All servers and disconnected clients MUST use exactly this algorithm."
using Culver.Mime.Buffers;

namespace Culver.Mime.Headers;

/// <summary>The base subject of a decoded subject.</summary>
internal static class BaseSubject
{
    /// <summary>Replaces <paramref name="output"/> by the base subject; true when the subject marks a reply or a forward.</summary>
    public static bool Extract(ReadOnlySpan<byte> utf8, ByteBuffer output)
    {
        Simplify(utf8, output);
        var text = output.Written;
        var isReply = false;
        while (true)
        {
            isReply |= RemoveTrailers(ref text);
            while (RemoveLeader(ref text, ref isReply) || RemoveBlobs(ref text))
            {
                // (5) until no matches remain
            }

            // (6) subj-fwd-hdr subject subj-fwd-trl
            if (!Ascii.StartsWithIgnoreCase(text, "[fwd:"u8) || text[^1] != ']') break;
            text = text[5..^1];
            isReply = true;
        }

        var start = text.IsEmpty ? 0 : output.Written.Length - RemainingFrom(output.Written, text);
        var result = output.Written.Slice(text.IsEmpty ? 0 : start, text.Length).ToArray();
        output.Clear();
        output.Append(result);
        return isReply;
    }

    private static int RemainingFrom(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> part)
    {
        whole.Overlaps(part, out var offset);
        return whole.Length - offset;
    }

    // (1) Tabs and continuations become a space, several spaces one.
    private static void Simplify(ReadOnlySpan<byte> utf8, ByteBuffer output)
    {
        output.Clear();
        var space = false;
        foreach (var octet in utf8)
        {
            var isSpace = octet is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
            if (!isSpace) output.Append(octet);
            else if (!space) output.Append((byte)' ');
            space = isSpace;
        }
    }

    // (2) subj-trailer = "(fwd)" / WSP
    private static bool RemoveTrailers(ref ReadOnlySpan<byte> text)
    {
        var forward = false;
        while (true)
        {
            if (text.Length > 0 && text[^1] == ' ')
            {
                text = text[..^1];
            }
            else if (text.Length >= 5 && Ascii.EqualsIgnoreCase(text[^5..], "(fwd)"u8))
            {
                text = text[..^5];
                forward = true;
            }
            else
            {
                return forward;
            }
        }
    }

    // (3) subj-leader = (*subj-blob subj-refwd) / WSP;  subj-refwd = ("re" / ("fw" ["d"])) *WSP [subj-blob] ":"
    private static bool RemoveLeader(ref ReadOnlySpan<byte> text, ref bool isReply)
    {
        if (text.Length > 0 && text[0] == ' ')
        {
            text = text[1..];
            return true;
        }

        var rest = text;
        while (TrySkipBlob(ref rest))
        {
            // *subj-blob
        }

        if (Ascii.StartsWithIgnoreCase(rest, "re"u8)) rest = rest[2..];
        else if (Ascii.StartsWithIgnoreCase(rest, "fwd"u8)) rest = rest[3..];
        else if (Ascii.StartsWithIgnoreCase(rest, "fw"u8)) rest = rest[2..];
        else return false;
        rest = rest.TrimStart((byte)' ');
        TrySkipBlob(ref rest);
        if (rest.IsEmpty || rest[0] != ':') return false;
        text = rest[1..];
        isReply = true;
        return true;
    }

    // (4) A blob is removed if something is left after it. Step (3) looked past all blobs in a row and found no subj-refwd, and
    // would find none past fewer of them: so all can go at once.
    private static bool RemoveBlobs(ref ReadOnlySpan<byte> text)
    {
        var removed = false;
        for (var rest = text; TrySkipBlob(ref rest) && !rest.IsEmpty; removed = true) text = rest;
        return removed;
    }

    // subj-blob = "[" *BLOBCHAR "]" *WSP; BLOBCHAR is anything but brackets
    private static bool TrySkipBlob(ref ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != '[') return false;
        var end = text[1..].IndexOfAny((byte)'[', (byte)']');
        if (end < 0 || text[end + 1] != ']') return false;
        text = text[(end + 2)..].TrimStart((byte)' ');
        return true;
    }
}
