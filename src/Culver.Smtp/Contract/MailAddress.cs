using System.Buffers;
using System.Text;

namespace Culver.Smtp;

/// <summary>
/// A Mailbox of RFC 5321 §4.1.2, extended by RFC 6531 §3.3: a local part, without its quoting, and a domain or address literal.
/// All quoted forms of a local part are the same address (§4.1.2), so only the meaning is kept.
/// </summary>
/// <param name="LocalPart">The local part as it reads without quotes and backslashes. Its case is kept.</param>
/// <param name="Domain">The domain as given, or an address literal with its brackets. Empty only for <c>&lt;Postmaster&gt;</c> (RFC 5321 §4.5.1).</param>
public sealed record MailAddress(string LocalPart, string Domain)
{
    // atext, RFC 5322 §3.2.3, and the dot between atoms.
    private static readonly SearchValues<char> DotStringCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~.");

    /// <summary>Whether the domain is an address literal (RFC 5321 §4.1.3).</summary>
    public bool IsLiteral => Domain.StartsWith('[');

    /// <summary>Whether it can only be used with SMTPUTF8 (RFC 6531).</summary>
    public bool IsInternational => !Ascii.IsValid(LocalPart) || !Ascii.IsValid(Domain);

    /// <summary>The address in the form with the least quoting, as RFC 5321 §4.1.2 asks of senders; without angle brackets.</summary>
    public override string ToString()
    {
        var local = NeedsQuotes(LocalPart) ? Quote(LocalPart) : LocalPart;
        return Domain.Length == 0 ? local : $"{local}@{Domain}";
    }

    private static bool NeedsQuotes(string local)
    {
        if (local.Length == 0 || local[0] == '.' || local[^1] == '.' || local.Contains("..", StringComparison.Ordinal))
            return true;
        foreach (var c in local)
        {
            if (c < 0x80 && !DotStringCharacters.Contains(c))
                return true;
        }

        return false;
    }

    private static string Quote(string local)
    {
        var text = new StringBuilder(local.Length + 4).Append('"');
        foreach (var c in local)
        {
            if (c is '"' or '\\')
                text.Append('\\');
            text.Append(c);
        }

        return text.Append('"').ToString();
    }
}
