using Culver.Mime.Buffers;

namespace Culver.Mime.Headers;

/// <summary>Message ids, normalised so that different quotings of one id compare equal (RFC 5256 §3, REFERENCES). Without angle brackets.</summary>
internal static class MessageIds
{
    // Ids longer than a line can be are not ids, and a References field of thousands is of no use to threading.
    private const int MaxIdOctets = 998;
    private const int MaxReferences = 1000;

    // msg-id = [CFWS] "<" id-left "@" id-right ">" [CFWS]        RFC 5322 §3.6.4
    /// <summary>Appends the first id of an unfolded value; <paramref name="used"/> is how far it was read.</summary>
    public static bool TryAppendNext(ReadOnlySpan<byte> value, ByteBuffer output, out int used)
    {
        used = 0;
        while (used < value.Length)
        {
            var open = value[used..].IndexOf((byte)'<');
            if (open < 0) break;
            used += open + 1;
            var start = output.Length;
            if (TryAppendId(value, ref used, output)) return true;
            output.Truncate(start);
        }

        used = value.Length;
        return false;
    }

    /// <summary>Appends the ancestors, each followed by LF: those of References, or the first of In-Reply-To when it has none.</summary>
    public static void AppendReferences(ReadOnlySpan<byte> references, ReadOnlySpan<byte> inReplyTo, ByteBuffer output)
    {
        for (var count = 0; count < MaxReferences && TryAppendNext(references, output, out var used); count++)
        {
            output.Append((byte)'\n');
            references = references[used..];
        }

        if (output.Length == 0 && TryAppendNext(inReplyTo, output, out _)) output.Append((byte)'\n');
    }

    private static bool TryAppendId(ReadOnlySpan<byte> value, ref int at, ByteBuffer output)
    {
        var start = output.Length;
        var hasAt = false;
        var quoted = false;
        for (; at < value.Length; at++)
        {
            var octet = value[at];
            if (quoted)
            {
                // RFC 5256 §3: quoting is taken away, so that "a"@b and a@b are one id.
                if (octet == '"') quoted = false;
                else if (octet == '\\' && at + 1 < value.Length) output.Append(value[++at]);
                else output.Append(octet);
                continue;
            }

            switch (octet)
            {
                case (byte)'"':
                    quoted = true;
                    break;
                case (byte)'>':
                    at++;
                    return hasAt && output.Length - start is > 2 and <= MaxIdOctets;
                case (byte)'<':
                    // A bracket that was never closed: begin again here.
                    return false;
                case (byte)' ' or (byte)'\t':
                    break;
                case (byte)'(':
                    // Comments inside an id are obsolete (RFC 5322 §4.5.4, obs-id-left) and no part of it.
                    var lexer = new MimeLexer(value[at..]);
                    lexer.SkipSpace();
                    at += lexer.Position - 1;
                    break;
                default:
                    hasAt |= octet == '@' && output.Length > start;
                    output.Append(octet);
                    break;
            }
        }

        return false;
    }
}
