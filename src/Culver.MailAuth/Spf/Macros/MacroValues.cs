using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Culver.Dns;

namespace Culver.MailAuth.Spf.Macros;

/// <summary>What the macro letters stand for in one check (RFC 7208 §7.2).</summary>
internal sealed record MacroValues(IPAddress Client, string Sender, string LocalPart, string SenderDomain, string Helo, string Receiver, DateTimeOffset Now)
{
    private const int LongestName = 253;

    /// <summary>Writes a macro-string out. The validated name is needed only where <see cref="MacroString.NeedsName"/> says so.</summary>
    public string Expand(MacroString text, string domain, string? validatedName)
    {
        var expanded = new StringBuilder();
        foreach (var part in text.Parts)
        {
            if (part is MacroPart.Literal literal)
                expanded.Append(literal.Text);
            else if (part is MacroPart.Macro macro)
                expanded.Append(Transform(macro, Value(macro.Letter, domain, validatedName)));
        }

        return expanded.ToString();
    }

    /// <summary>Makes a name to look up of an expanded domain-spec; false when it cannot be one (RFC 7208 §4.8: then nothing matches).</summary>
    public static bool TryName(string expanded, out DnsName name)
    {
        if (expanded.EndsWith('.'))
            expanded = expanded[..^1];
        // RFC 7208 §7.3: what is too long loses labels from the left.
        while (expanded.Length > LongestName && expanded.IndexOf('.', StringComparison.Ordinal) is var dot && dot >= 0)
            expanded = expanded[(dot + 1)..];
        var written = new StringBuilder(expanded.Length);
        foreach (var letter in expanded)
        {
            if (letter is ' ' or '\\')
                written.Append(CultureInfo.InvariantCulture, $"\\{(int)letter:d3}");
            else
                written.Append(letter);
        }

        return DnsName.TryParse(written.ToString(), out name) && !name.IsRoot;
    }

    private string Value(char letter, string domain, string? validatedName) => letter switch
    {
        's' => Sender,
        'l' => LocalPart,
        'o' => SenderDomain,
        'd' => domain,
        'i' => Dotted(Client),
        'p' => validatedName ?? "unknown",
        'v' => Client.AddressFamily == AddressFamily.InterNetwork ? "in-addr" : "ip6",
        'h' => Helo,
        'c' => Client.ToString(),
        'r' => Receiver,
        't' => Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        _ => throw new ArgumentOutOfRangeException(nameof(letter)),
    };

    // RFC 7208 §7.3: split, reverse, keep the rightmost, join with dots, then escape.
    private static string Transform(MacroPart.Macro macro, string value)
    {
        if (macro is not { Keep: 0, Reversed: false, Delimiters: "." })
        {
            var parts = value.Split(macro.Delimiters.ToCharArray());
            if (macro.Reversed)
                Array.Reverse(parts);
            value = string.Join('.', macro.Keep > 0 ? parts.TakeLast(macro.Keep) : parts);
        }

        return macro.Escaped ? Uri.EscapeDataString(value) : value;
    }

    // RFC 7208 §7.4: of IPv6, each half octet by itself.
    private static string Dotted(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? address.ToString()
        : string.Join('.', Convert.ToHexStringLower(address.GetAddressBytes()).ToCharArray());
}
