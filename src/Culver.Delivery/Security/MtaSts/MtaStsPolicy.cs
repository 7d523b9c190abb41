using System.Collections.Immutable;
using System.Globalization;
using Culver.Dns;

namespace Culver.Delivery.Security.MtaSts;

/// <summary>An MTA-STS policy (RFC 8461 §3.2).</summary>
internal sealed record MtaStsPolicy(MtaStsMode Mode, ImmutableArray<string> Patterns, TimeSpan MaxAge)
{
    private const long LongestAge = 31_557_600;

    /// <summary>Reads a policy file; null when it is not valid.</summary>
    // sts-policy-record = sts-policy-field *WSP *(sts-policy-term sts-policy-field *WSP) [sts-policy-term]
    // sts-policy-field-delim = ":" *WSP ; sts-policy-term = LF / CRLF        RFC 8461 §3.2
    public static MtaStsPolicy? Parse(string text)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var patterns = ImmutableArray.CreateBuilder<string>();
        foreach (var line in text.Split('\n'))
        {
            var field = line.TrimEnd('\r', ' ', '\t');
            if (field.Length == 0)
                continue;
            var colon = field.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
                return null;
            var (name, value) = (field[..colon], field[(colon + 1)..].Trim(' ', '\t'));
            if (name != "mx")
                fields.TryAdd(name, value); // of what may be there once, the first counts
            else if (IsPattern(value))
                patterns.Add(value);
            else
                return null;
        }

        MtaStsMode? mode = fields.GetValueOrDefault("mode") switch
        {
            "enforce" => MtaStsMode.Enforce,
            "testing" => MtaStsMode.Testing,
            "none" => MtaStsMode.None,
            _ => null,
        };
        if (fields.GetValueOrDefault("version") != "STSv1" || mode is null || (patterns.Count == 0 && mode != MtaStsMode.None)
            || fields.GetValueOrDefault("max_age") is not { Length: > 0 and <= 10 } age || !long.TryParse(age, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return null;
        }

        return new(mode.Value, patterns.DrainToImmutable(), TimeSpan.FromSeconds(Math.Min(seconds, LongestAge)));
    }

    /// <summary>Whether a mail exchanger is one of the policy's: a star stands for exactly one label (RFC 8461 §4.1).</summary>
    public bool Allows(DnsName host) => Patterns.Any(pattern => pattern.StartsWith("*.", StringComparison.Ordinal)
        ? DnsName.Parse(pattern[2..]) is var suffix && !host.IsRoot && host.Parent == suffix
        : DnsName.Parse(pattern) == host);

    /// <summary>Whether a text can be a pattern.</summary>
    public static bool IsPattern(string value) =>
        DnsName.TryParse(value.StartsWith("*.", StringComparison.Ordinal) ? value[2..] : value, out var name) && !name.IsRoot;
}
