// One address in the one form everything below identity compares: the domain in lower case and A-labels, the local part unquoted,
// prepared and in lower case.
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Culver.Sasl.Preparation;

namespace Culver.Identity.Addresses;

/// <summary>An address in canonical form.</summary>
public sealed record EmailAddress
{
    /// <summary>The longest local part, in octets (RFC 5321 §4.5.3.1.1).</summary>
    public const int MaxLocalPartOctets = 64;

    /// <summary>The longest domain, in octets (RFC 5321 §4.5.3.1.2).</summary>
    public const int MaxDomainOctets = 255;

    // RFC 5322 §3.2.3: atext beside letters and digits.
    private const string AtextSymbols = "!#$%&'*+-/=?^_`{|}~";

    private static readonly IdnMapping Idn = new() { AllowUnassigned = true, UseStd3AsciiRules = true };

    private EmailAddress(string localPart, string domain, string asWritten)
    {
        LocalPart = localPart;
        Domain = domain;
        AsWritten = asWritten;
    }

    /// <summary>The local part, unquoted, canonical.</summary>
    public string LocalPart { get; }

    /// <summary>The domain, canonical; an address literal keeps its brackets.</summary>
    public string Domain { get; }

    /// <summary>
    /// The address with its local part exactly as it was written: what goes to another host, whose business the local part is (RFC 5321 §2.4).
    /// </summary>
    public string AsWritten { get; }

    /// <summary>Reads an address as it is written in SMTP, in a setting or on the command line.</summary>
    /// <param name="text">The address, without angle brackets.</param>
    /// <param name="address">The canonical address.</param>
    /// <returns>False if it is not an address.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out EmailAddress? address)
    {
        ArgumentNullException.ThrowIfNull(text);
        address = null;

        // A quoted local part may hold '@', a domain never does.
        var at = text.LastIndexOf('@');
        if (at <= 0 || !TryReadLocalPart(text[..at], out var localPart) || !TryReadDomain(text[(at + 1)..], out var domain))
        {
            return false;
        }

        address = new(localPart, domain, text[..at] + "@" + domain);
        return true;
    }

    /// <summary>Reads a login name or recipient that may lack its domain.</summary>
    /// <param name="text">An address, or a local part alone.</param>
    /// <param name="defaultDomain">The domain of a local part alone.</param>
    /// <param name="address">The canonical address.</param>
    /// <returns>False if it is neither.</returns>
    public static bool TryParse(string text, string defaultDomain, [NotNullWhen(true)] out EmailAddress? address)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text.Contains('@', StringComparison.Ordinal) && !IsQuotedWhole(text) ? text : text + "@" + defaultDomain, out address);
    }

    /// <summary>Brings a domain name into canonical form.</summary>
    /// <param name="text">A domain name, U-labels or A-labels in any case.</param>
    /// <param name="domain">Lower case, A-labels.</param>
    /// <returns>False if it is not a domain name.</returns>
    public static bool TryReadDomain(string text, out string domain)
    {
        ArgumentNullException.ThrowIfNull(text);
        domain = "";

        // address-literal = "[" ( IPv4-address-literal / IPv6-address-literal / General-address-literal ) "]"    RFC 5321 §4.1.3
        if (text is ['[', .., ']'])
        {
            domain = text.ToLowerInvariant();
            return text.Length <= MaxDomainOctets
                && !text.AsSpan().ContainsAnyExceptInRange('!', '~')
                && !text.AsSpan(1, text.Length - 2).ContainsAny('[', ']', '\\');
        }

        if (text.Length is 0 or > MaxDomainOctets || !SaslPrep.TryPrepareQuery(text, out _))
        {
            return false;
        }

        try
        {
            domain = Idn.GetAscii(Fold(text)).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return false; // the only way IdnMapping says that it is no domain name
        }

        return domain.Length <= MaxDomainOctets && domain[^1] != '.';
    }

    /// <summary>This address with another local part.</summary>
    /// <param name="localPart">A canonical local part.</param>
    /// <returns>The address.</returns>
    internal EmailAddress WithLocalPart(string localPart) => new(localPart, Domain, Write(localPart, Domain));

    /// <summary>Two addresses are equal when their canonical forms are, however they were written.</summary>
    /// <param name="other">The other.</param>
    /// <returns>True if they are.</returns>
    public bool Equals(EmailAddress? other) => other is not null && LocalPart == other.LocalPart && Domain == other.Domain;

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(LocalPart, Domain);

    /// <summary>The canonical text, quoted where RFC 5321 wants it; what directories hold and logins are named.</summary>
    /// <returns>The address.</returns>
    public override string ToString() => Write(LocalPart, Domain);

    private static string Write(string localPart, string domain) => (IsDotString(localPart) ? localPart : Quote(localPart)) + "@" + domain;

    // Local-part    = Dot-string / Quoted-string                 RFC 5321 §4.1.2
    // Dot-string    = Atom *("."  Atom)
    // Quoted-string = DQUOTE *QcontentSMTP DQUOTE
    // atext        =/ UTF8-non-ascii                             RFC 6531 §3.3
    private static bool TryReadLocalPart(string text, out string localPart)
    {
        localPart = "";
        string content;
        if (IsQuotedWhole(text))
        {
            if (!TryUnquote(text.AsSpan(1, text.Length - 2), out content))
            {
                return false;
            }
        }
        else if (IsDotString(text))
        {
            content = text;
        }
        else
        {
            return false;
        }

        // Liberty, RFC 5321 §2.4: a local part is the business of its host alone; here its case does not matter, and characters that
        // look alike are alike. What SASLprep refuses is compared as it came.
        localPart = Fold(content);
        return localPart.Length > 0 && Encoding.UTF8.GetByteCount(localPart) <= MaxLocalPartOctets;
    }

    // Twice: a character younger than the tables of SASLprep may have a lower-case form that is in them.
    private static string Fold(string content) => FoldOnce(FoldOnce(content));

    private static string FoldOnce(string content) =>
        (SaslPrep.TryPrepareQuery(content, out var prepared) && prepared.Length > 0 ? prepared : content).ToLowerInvariant();

    private static bool IsQuotedWhole(string text) => text is ['"', _, .., '"'];

    private static bool IsDotString(string text)
    {
        foreach (var atom in text.Split('.'))
        {
            if (atom.Length == 0)
            {
                return false;
            }

            foreach (var c in atom)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c < 0x80 && !AtextSymbols.Contains(c, StringComparison.Ordinal))
                {
                    return false;
                }
            }
        }

        return IsWellFormed(text);
    }

    // QcontentSMTP      = qtextSMTP / quoted-pairSMTP            RFC 5321 §4.1.2
    // quoted-pairSMTP   = %d92 %d32-126
    // qtextSMTP         = %d32-33 / %d35-91 / %d93-126 / UTF8-non-ascii
    private static bool TryUnquote(ReadOnlySpan<char> quoted, out string content)
    {
        var builder = new StringBuilder(quoted.Length);
        content = "";
        for (var i = 0; i < quoted.Length; i++)
        {
            var c = quoted[i];
            if (c == '\\')
            {
                if (++i == quoted.Length || quoted[i] >= 0x80)
                {
                    return false;
                }

                c = quoted[i];
            }
            else if (c == '"')
            {
                return false;
            }

            if (c is < ' ' or '\x7F')
            {
                return false;
            }

            builder.Append(c);
        }

        content = builder.ToString();
        return IsWellFormed(content);
    }

    private static string Quote(string content) =>
        "\"" + content.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    private static bool IsWellFormed(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            // An unpaired surrogate is enumerated as the replacement character; a real one is no more use in an address.
            if (rune == Rune.ReplacementChar)
            {
                return false;
            }
        }

        return true;
    }
}
