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

    // local-part = dot-atom / quoted-string       RFC 5322 §3.4.1
    private static string Quoted(string local)
    {
        var plain = local.Length > 0 && local[0] != '.' && local[^1] != '.' && !local.Contains("..", StringComparison.Ordinal);
        foreach (var c in local)
            plain &= char.IsAsciiLetterOrDigit(c) || c >= 0x80 || "!#$%&'*+-/=?^_`{|}~.".Contains(c, StringComparison.Ordinal);
        return plain ? local : "\"" + local.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
    }
}
