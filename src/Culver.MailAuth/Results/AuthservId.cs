using System.Buffers;
using System.Text;

namespace Culver.MailAuth.Results;

/// <summary>Reads who an Authentication-Results field says it is by.</summary>
internal static class AuthservId
{
    private static readonly SearchValues<byte> Ends = SearchValues.Create(" \t\r\n;(\""u8);

    // authserv-id = value; value = token / quoted-string; before it [CFWS]        RFC 8601 §2.2
    /// <summary>Reads the id at the beginning of a value; false when there is none, or the value ends inside it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> value, out string id) => TryRead(value, out id, out _);

    // authres-version = 1*DIGIT [CFWS]        RFC 8601 §2.2
    /// <summary>Reads the id as above, and whether the version is the one there is, said or not.</summary>
    public static bool TryRead(ReadOnlySpan<byte> value, out string id, out bool isKnownVersion)
    {
        id = "";
        isKnownVersion = true;
        if (!SkipComments(ref value) || value.IsEmpty)
            return false;
        if (value[0] == '"')
        {
            if (!TryQuoted(value[1..], out id, out var length))
                return false;
            value = value[(1 + length)..];
        }
        else
        {
            var end = value.IndexOfAny(Ends);
            if (end <= 0)
                return false;
            id = Encoding.UTF8.GetString(value[..end]);
            value = value[end..];
        }

        if (!SkipComments(ref value))
            return false;
        var digits = value.IndexOfAnyExceptInRange((byte)'0', (byte)'9') is var after && after < 0 ? value : value[..after];
        isKnownVersion = digits.IsEmpty || digits.TrimStart((byte)'0').SequenceEqual("1"u8);
        return true;
    }

    private static bool TryQuoted(ReadOnlySpan<byte> text, out string id, out int length)
    {
        List<byte> octets = [];
        length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                length = i + 1;
                id = Encoding.UTF8.GetString([.. octets]).Trim();
                return id.Length > 0;
            }

            if (text[i] == '\\' && i + 1 < text.Length)
                i++;
            if (text[i] is not ((byte)'\r' or (byte)'\n'))
                octets.Add(text[i]);
        }

        id = "";
        return false;
    }

    // comment = "(" *([FWS] ccontent) [FWS] ")"; they nest        RFC 5322 §3.2.2
    private static bool SkipComments(ref ReadOnlySpan<byte> value)
    {
        while (true)
        {
            value = value.TrimStart(" \t\r\n"u8);
            if (value.IsEmpty || value[0] != '(')
                return true;
            var depth = 0;
            var i = 0;
            for (; i < value.Length; i++)
            {
                if (value[i] == '\\')
                    i++;
                else if (value[i] == '(')
                    depth++;
                else if (value[i] == ')' && --depth == 0)
                    break;
            }

            if (i >= value.Length)
                return false;
            value = value[(i + 1)..];
        }
    }
}
