using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Culver.MailAuth.Spf.Macros;

namespace Culver.MailAuth.Spf.Syntax;

/// <summary>Reads one directive (RFC 7208 §4.6.1, §5).</summary>
internal static class SpfTerm
{
    // directive = [ qualifier ] mechanism ; qualifier = "+" / "-" / "?" / "~"        RFC 7208 §4.6.1
    public static SpfDirective? Parse(string term)
    {
        var (qualifier, start) = term[0] switch
        {
            '+' => (SpfQualifier.Pass, 1),
            '-' => (SpfQualifier.Fail, 1),
            '?' => (SpfQualifier.Neutral, 1),
            '~' => (SpfQualifier.SoftFail, 1),
            _ => (SpfQualifier.Pass, 0),
        };
        var end = term.AsSpan(start).IndexOfAny(':', '/') is var found && found < 0 ? term.Length : start + found;
        var rest = term[end..];
        var mechanism = term[start..end].ToLowerInvariant() switch
        {
            "all" when rest.Length == 0 => new SpfMechanism.All(),
            "include" => Domain(rest) is { } domain ? new SpfMechanism.Include(domain) : null,
            "exists" => Domain(rest) is { } domain ? new SpfMechanism.Exists(domain) : null,
            "ptr" when rest.Length == 0 => new SpfMechanism.Ptr(null),
            "ptr" => Domain(rest) is { } domain ? new SpfMechanism.Ptr(domain) : null,
            "a" => Addresses(rest) is var (domain, prefix4, prefix6) ? new SpfMechanism.A(domain, prefix4, prefix6) : null,
            "mx" => Addresses(rest) is var (domain, prefix4, prefix6) ? new SpfMechanism.Mx(domain, prefix4, prefix6) : null,
            "ip4" => Network(rest, AddressFamily.InterNetwork, 32),
            "ip6" => Network(rest, AddressFamily.InterNetworkV6, 128),
            _ => default(SpfMechanism),
        };
        return mechanism is null ? null : new(qualifier, mechanism, term);
    }

    private static MacroString? Domain(string rest) => rest.StartsWith(':') ? MacroString.ParseDomain(rest[1..]) : null;

    // [ ":" domain-spec ] [ dual-cidr-length ] ; dual-cidr-length = [ ip4-cidr-length ] [ "/" ip6-cidr-length ]        RFC 7208 §5.3
    private static (MacroString? Domain, int Prefix4, int Prefix6)? Addresses(string rest)
    {
        int? prefix6 = 128, prefix4 = 32;
        if (DigitsFrom(rest) is var last && last > 1 && rest[last - 1] == '/' && rest[last - 2] == '/')
        {
            prefix6 = Prefix(rest[last..], 128);
            rest = rest[..(last - 2)];
        }

        if (DigitsFrom(rest) is var first && first > 0 && first < rest.Length && rest[first - 1] == '/')
        {
            prefix4 = Prefix(rest[first..], 32);
            rest = rest[..(first - 1)];
        }

        if (prefix4 is null || prefix6 is null)
            return null;
        if (rest.Length == 0)
            return (null, prefix4.Value, prefix6.Value);
        return Domain(rest) is { } domain ? (domain, prefix4.Value, prefix6.Value) : null;
    }

    // "ip4" ":" ip4-network [ ip4-cidr-length ] ; "ip6" ":" ip6-network [ ip6-cidr-length ]        RFC 7208 §5.6
    private static SpfMechanism.Ip? Network(string rest, AddressFamily family, int longest)
    {
        if (!rest.StartsWith(':'))
            return null;
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var prefix = slash < 0 ? longest : Prefix(rest[(slash + 1)..], longest);
        var text = slash < 0 ? rest[1..] : rest[1..slash];
        // The framework also reads 1.2.3 and 0x1 as addresses, and [::1]:25, and scopes: RFC 7208 §5.6 does not.
        var isPlain = family == AddressFamily.InterNetwork
            ? text.Count(static letter => letter == '.') == 3 && text.All(static letter => char.IsAsciiDigit(letter) || letter == '.') && !text.Split('.').Any(static part => part.Length > 1 && part[0] == '0')
            : text.All(static letter => char.IsAsciiHexDigit(letter) || letter is ':' or '.');
        return prefix is { } bits && isPlain && IPAddress.TryParse(text, out var address) && address.AddressFamily == family ? new(address, bits) : null;
    }

    // "0" / %x31-39 0*2DIGIT        RFC 7208 §5.3
    private static int? Prefix(string digits, int longest) =>
        digits.Length is > 0 and <= 3 && (digits[0] != '0' || digits.Length == 1)
        && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var bits) && bits <= longest ? bits : null;

    private static int DigitsFrom(string text) => text.AsSpan().TrimEnd("0123456789").Length;
}
