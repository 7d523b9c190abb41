// Paths and mailboxes of RFC 5321 §4.1.2 with the additions of RFC 6531 §3.3. Rules upheld:
// - A source route is recognised and forgotten (§3.6.1, appendix C): the mailbox alone decides what happens.
// - What is returned holds no control character whatever the client sent, so it may be written into header fields and logs.
// - Quoting is taken off: "b\ob"@x is bob@x (§4.1.2: all quoted forms are equivalent).
using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Unicode;

namespace Culver.Smtp.Wire;

internal static class PathGrammar
{
    // RFC 5321 §4.5.3.1.1 allows 64 octets and asks for no limits where that is possible: addresses made for
    // tracking bounces are longer in practice.
    public const int MaxLocalPart = 512;

    // RFC 5321 §4.5.3.1.2.
    public const int MaxDomain = 255;

    private static readonly SearchValues<byte> Atext =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~"u8);

    private static readonly SearchValues<byte> IPv4Bytes = SearchValues.Create("0123456789."u8);

    // Path         = "<" [ A-d-l ":" ] Mailbox ">"
    // Reverse-path = Path / "<>"
    // A-d-l        = At-domain *( "," At-domain )
    // At-domain    = "@" Domain                                     RFC 5321 §4.1.2
    /// <summary>A path; <see langword="null"/> is <c>&lt;&gt;</c>.</summary>
    public static MailAddress? Path(ref SmtpReader reader, PathRole role)
    {
        if (!reader.TryTake((byte)'<'))
            throw Fail(role, "The address goes in angle brackets, as in <name@example.org>");
        if (reader.TryTake((byte)'>'))
            return null;
        if (reader.Peek == (byte)'@')
            SourceRoute(ref reader, role);
        var local = LocalPart(ref reader, role);
        if (reader.TryTake((byte)'>'))
        {
            // rcpt = "RCPT TO:" ( "<Postmaster@" Domain ">" / "<Postmaster>" / Forward-path )     RFC 5321 §4.1.1.3
            if (role == PathRole.Forward && local.Equals("postmaster", StringComparison.OrdinalIgnoreCase))
                return new(local, "");
            throw Fail(role, "The address has no domain: expected @ and a domain after the local part");
        }

        if (!reader.TryTake((byte)'@'))
            throw Fail(role, "The local part has a character that needs quoting, or the @ is missing");
        var domain = Domain(ref reader, role);
        if (!reader.TryTake((byte)'>'))
            throw Fail(role, "The domain has a character that is not allowed, or the closing > is missing");
        return new(local, domain);
    }

    // Mailbox = Local-part "@" ( Domain / address-literal )          RFC 5321 §4.1.2
    /// <summary>Whether a text is a mailbox and nothing else.</summary>
    public static bool IsMailbox(ReadOnlySpan<byte> text)
    {
        byte[] path = [(byte)'<', .. text, (byte)'>'];
        var reader = new SmtpReader(path);
        try
        {
            return text.Length > 0 && text[0] != (byte)'@' && Path(ref reader, PathRole.Reverse) is not null && reader.AtEnd;
        }
        catch (SmtpSyntaxException)
        {
            return false;
        }
    }

    private static void SourceRoute(ref SmtpReader reader, PathRole role)
    {
        do
        {
            if (!reader.TryTake((byte)'@'))
                throw Fail(role, "A source route is @domain,@domain:address");
            Domain(ref reader, role);
        }
        while (reader.TryTake((byte)','));
        if (!reader.TryTake((byte)':'))
            throw Fail(role, "A source route ends in a colon before the address");
    }

    // Local-part    = Dot-string / Quoted-string
    // Dot-string    = Atom *("." Atom)
    // Atom          = 1*atext
    // atext        =/ UTF8-non-ascii                                 RFC 6531 §3.3
    private static string LocalPart(ref SmtpReader reader, PathRole role)
    {
        if (reader.Peek == (byte)'"')
            return QuotedString(ref reader, role);
        var rest = reader.Rest;
        var length = 0;
        while (length < rest.Length && (Atext.Contains(rest[length]) || rest[length] >= 0x80 || rest[length] == (byte)'.'))
            length++;
        var text = rest[..length];
        if (length == 0)
            throw Fail(role, "The local part before the @ is empty");
        if (text[0] == (byte)'.' || text[^1] == (byte)'.' || text.IndexOf(".."u8) >= 0)
            throw Fail(role, "Dots in a local part stand between other characters, else it is quoted");
        reader.Skip(length);
        return Text(text, MaxLocalPart, role);
    }

    // Quoted-string   = DQUOTE *QcontentSMTP DQUOTE
    // quoted-pairSMTP = %d92 %d32-126
    // qtextSMTP       = %d32-33 / %d35-91 / %d93-126
    // qtextSMTP      =/ UTF8-non-ascii                               RFC 6531 §3.3
    private static string QuotedString(ref SmtpReader reader, PathRole role)
    {
        var rest = reader.Rest[1..];
        Span<byte> text = stackalloc byte[Math.Min(rest.Length, MaxLocalPart)];
        var length = 0;
        for (var i = 0; i < rest.Length; i++)
        {
            var b = rest[i];
            if (b == (byte)'"')
            {
                reader.Skip(i + 2);
                return length > 0 ? Text(text[..length], MaxLocalPart, role) : throw Fail(role, "The local part between the quotes is empty");
            }

            if (b == (byte)'\\')
            {
                if (++i == rest.Length)
                    break;
                b = rest[i];
                if (b >= 0x80)
                    throw Fail(role, "A backslash in a local part goes before an ASCII character");
            }

            if (b is < 32 or 127)
                throw Fail(role, "A local part holds no control characters");
            if (length == text.Length)
                throw Fail(role, "The local part is too long");
            text[length++] = b;
        }

        throw Fail(role, "The closing quote of the local part is missing");
    }

    // Domain          = sub-domain *("." sub-domain)
    // sub-domain      = Let-dig [Ldh-str]
    // sub-domain     =/ U-label                                      RFC 6531 §3.3
    // Mailbox         = Local-part "@" ( Domain / address-literal )
    private static string Domain(ref SmtpReader reader, PathRole role)
    {
        if (reader.Peek == (byte)'[')
            return AddressLiteral(ref reader, role);
        var rest = reader.Rest;
        var length = DomainLength(rest);
        if (length == 0)
            throw Fail(role, "The domain after the @ is empty or begins with a character that is not allowed");
        reader.Skip(length);
        return Text(rest[..length], MaxDomain, role);
    }

    /// <summary>How many bytes at the beginning are a Domain; 0 when they are none.</summary>
    public static int DomainLength(ReadOnlySpan<byte> text)
    {
        var length = 0;
        while (length < text.Length && IsLabelByte(text[length]))
            length++;
        for (var start = 0; start <= length;)
        {
            var dot = text[start..length].IndexOf((byte)'.');
            var end = dot < 0 ? length : start + dot;
            // A label is not empty, is at most 63 octets (RFC 1035 §2.3.4; U-labels may take more in UTF-8), and has no hyphen at its ends.
            if (end == start || text[start] == (byte)'-' || text[end - 1] == (byte)'-' || (end - start > 63 && Ascii.IsValid(text[start..end])))
                return 0;
            start = end + 1;
        }

        return length;
    }

    private static bool IsLabelByte(byte b) => char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'.' or >= 0x80;

    // address-literal         = "[" ( IPv4-address-literal / IPv6-address-literal / General-address-literal ) "]"   RFC 5321 §4.1.3
    private static string AddressLiteral(ref SmtpReader reader, PathRole role)
    {
        var rest = reader.Rest;
        var close = rest.IndexOf((byte)']');
        if (close < 0 || !IsAddressLiteral(rest[..(close + 1)]))
            throw Fail(role, "Between [ and ] goes an IPv4 address, or IPv6: and an IPv6 address");
        reader.Skip(close + 1);
        return Encoding.ASCII.GetString(rest[..(close + 1)]);
    }

    /// <summary>Whether the text, brackets included, is an address literal of a kind there is. No tag but IPv6 was ever registered.</summary>
    public static bool IsAddressLiteral(ReadOnlySpan<byte> text)
    {
        if (text.Length is < 3 or > 64 || text[0] != (byte)'[' || text[^1] != (byte)']')
            return false;
        var inner = text[1..^1];
        var isIPv6 = inner.Length > 5 && Ascii.EqualsIgnoreCase(inner[..5], "IPv6:"u8);
        if (isIPv6)
            inner = inner[5..];
        // The framework's parser also takes short and hexadecimal IPv4 forms and IPv6 zones, which are no literals.
        if (isIPv6 ? inner.IndexOfAny((byte)'%', (byte)'[', (byte)'/') >= 0 : inner.Count((byte)'.') != 3 || inner.IndexOfAnyExcept(IPv4Bytes) >= 0)
            return false;
        return IPAddress.TryParse(inner, out var address)
            && address.AddressFamily == (isIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork);
    }

    private static string Text(ReadOnlySpan<byte> bytes, int limit, PathRole role)
    {
        if (bytes.Length > limit)
            throw Fail(role, "The address is too long");
        if (!Utf8.IsValid(bytes))
            throw Fail(role, "The address is neither ASCII nor UTF-8");
        var text = Encoding.UTF8.GetString(bytes);
        foreach (var c in text)
        {
            // RFC 5198 §2: the C1 controls and the line and paragraph separators are no text either.
            if (c is (>= '\u0080' and <= '\u009F') or '\u2028' or '\u2029')
                throw Fail(role, "The address holds a control character");
        }

        return text;
    }

    // RFC 5321 §4.1.1.2 asks for 501; RFC 3463 §3.2 has 5.1.7 for a bad sender's and 5.1.3 for a bad destination's syntax.
    private static SmtpSyntaxException Fail(PathRole role, string text) => new(new SmtpReply(501, 1, role == PathRole.Reverse ? 7 : 3, text));
}
