using System.Text;

namespace Culver.Mime.Headers;

/// <summary>The addresses of a header field, for those who decide by them.</summary>
public static class AddressField
{
    /// <summary>
    /// Reads the mailboxes of an address list (RFC 5322 §3.4), groups opened, in every obsolete form. A local part that needs quotes has them.
    /// </summary>
    /// <param name="rawValue">What follows the colon, folding included.</param>
    /// <returns>
    /// One text per mailbox, of the form <c>local@domain</c>. A mailbox that lacks one of the two is given as far as it is there, so that it is not overlooked.
    /// </returns>
    public static IReadOnlyList<string> Read(ReadOnlySpan<byte> rawValue)
    {
        var addresses = new List<string>();
        foreach (var mailbox in AddressList.Parse(rawValue).Mailboxes)
            addresses.Add($"{Quoted(mailbox.Mailbox ?? "")}@{mailbox.Host}");
        return addresses;
    }

    /// <summary>
    /// Everything in a field that a reader less careful than <see cref="Read"/> could take for an address: each <c>local@domain</c> outside quoted strings and
    /// comments, wherever it stands. For those who must not be deceived by a field that two readers read in two ways.
    /// </summary>
    /// <param name="rawValue">What follows the colon, folding included.</param>
    /// <returns>One text per mention, a quoted local part with its quotes.</returns>
    public static IReadOnlyList<string> Mentions(ReadOnlySpan<byte> rawValue)
    {
        var mentions = new List<string>();
        var comments = 0;
        // The quoted string that ended just here; an address may go on behind it.
        var quoted = rawValue[..0];
        for (var at = 0; at < rawValue.Length;)
        {
            var b = rawValue[at];
            if (b == (byte)'(' || (b == (byte)')' && comments > 0))
            {
                comments += b == (byte)'(' ? 1 : -1;
                at++;
            }
            else if (comments > 0)
            {
                at += b == (byte)'\\' ? 2 : 1;
            }
            else if (b == (byte)'"')
            {
                var end = EndOfQuotes(rawValue, at);
                quoted = rawValue[at..end];
                at = end;
                continue;
            }
            else if (IsDelimiter(b))
            {
                at++;
            }
            else
            {
                var end = at;
                while (end < rawValue.Length && !IsDelimiter(rawValue[end]))
                    end++;
                var run = rawValue[at..end];
                // "@" first is a route, or what follows a quoted local part.
                var sign = run.IndexOf((byte)'@');
                if (sign > 0 || (sign == 0 && !quoted.IsEmpty))
                    mentions.Add(Encoding.UTF8.GetString(quoted) + Encoding.UTF8.GetString(run));
                at = end;
            }

            quoted = rawValue[..0];
        }

        return mentions;
    }

    private static int EndOfQuotes(ReadOnlySpan<byte> text, int start)
    {
        for (var at = start + 1; at < text.Length; at++)
        {
            if (text[at] == (byte)'\\')
                at++;
            else if (text[at] == (byte)'"')
                return at + 1;
        }

        return text.Length;
    }

    private static bool IsDelimiter(byte b) => b <= (byte)' ' || "<>(),;:\"\u007f"u8.Contains(b);

    // local-part = dot-atom / quoted-string       RFC 5322 §3.4.1
    private static string Quoted(string local)
    {
        var plain = local.Length > 0 && local[0] != '.' && local[^1] != '.' && !local.Contains("..", StringComparison.Ordinal);
        foreach (var c in local)
            plain &= char.IsAsciiLetterOrDigit(c) || c >= 0x80 || "!#$%&'*+-/=?^_`{|}~.".Contains(c, StringComparison.Ordinal);
        return plain ? local : "\"" + local.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
    }
}
