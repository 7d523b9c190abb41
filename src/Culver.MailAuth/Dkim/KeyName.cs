using System.Buffers;
using System.Globalization;
using System.Text;
using Culver.Dns;

namespace Culver.MailAuth.Dkim;

/// <summary>The names keys are found under (RFC 6376 §3.6.2.1).</summary>
internal static class KeyName
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(" \t\r\n\\@:;[]");

    private static readonly IdnMapping Idn = new() { AllowUnassigned = true, UseStd3AsciiRules = false };

    /// <summary>The name in the DNS, U-labels turned into A-labels (RFC 8616 §4); false when there can be none.</summary>
    public static bool TryMake(string selector, string domain, out DnsName name)
    {
        name = default;
        return TryAscii(selector, out var first) && TryAscii(domain, out var rest) && DnsName.TryParse($"{first}._domainkey.{rest}", out name);
    }

    // domain-name = sub-domain 1*("." sub-domain)        RFC 6376 §3.5
    /// <summary>Whether text is a domain name. Liberty: a name of one label is one too, for networks of their own.</summary>
    public static bool IsDomain(string text) => IsLabels(text) && TryMake("s", text, out _);

    // selector = sub-domain *( "." sub-domain )          RFC 6376 §3.1
    public static bool IsSelector(string text) => IsLabels(text) && TryMake(text, "d", out _);

    /// <summary>The domain in the form of the DNS, in lower case; what it is when it cannot be turned.</summary>
    public static string Ascii(string domain) => TryAscii(domain, out var ascii) ? ascii.ToLowerInvariant() : domain;

    private static bool IsLabels(string text) =>
        text.Length > 0 && text[0] != '.' && text[^1] != '.' && !text.AsSpan().ContainsAny(Forbidden);

    private static bool TryAscii(string text, out string ascii)
    {
        ascii = text;
        if (System.Text.Ascii.IsValid(text))
            return true;
        try
        {
            ascii = Idn.GetAscii(text.Normalize(NormalizationForm.FormC));
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
