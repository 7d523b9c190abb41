using System.Collections.Immutable;

namespace Culver.MailAuth.Dmarc;

/// <summary>A DMARC Policy Record (RFC 9989 §4.7).</summary>
public sealed record DmarcRecord
{
    private DmarcRecord()
    {
    }

    /// <summary>The p tag; null when it is missing or wrong.</summary>
    public DmarcPolicy? Policy { get; private init; }

    /// <summary>The sp tag; null when it is missing or wrong.</summary>
    public DmarcPolicy? SubdomainPolicy { get; private init; }

    /// <summary>The np tag; null when it is missing or wrong.</summary>
    public DmarcPolicy? NonexistentPolicy { get; private init; }

    /// <summary>The adkim tag.</summary>
    public DmarcAlignment DkimAlignment { get; private init; }

    /// <summary>The aspf tag.</summary>
    public DmarcAlignment SpfAlignment { get; private init; }

    /// <summary>The psd tag.</summary>
    public DmarcPublicSuffix PublicSuffix { get; private init; }

    /// <summary>The t tag: the policy is to be tried one level milder.</summary>
    public bool IsTesting { get; private init; }

    /// <summary>The rua tag: where aggregate reports are wanted.</summary>
    public ImmutableArray<Uri> AggregateReports { get; private init; } = [];

    /// <summary>The ruf tag: where failure reports are wanted.</summary>
    public ImmutableArray<Uri> FailureReports { get; private init; } = [];

    /// <summary>The fo tag as published; <c>0</c> when it is missing.</summary>
    public string FailureOptions { get; private init; } = "0";

    // Whether each policy that is there is right, and p is there: RFC 9989 §4.10.1.
    internal bool IsUsable { get; private init; }

    /// <summary>Reads the text of a TXT record; null when it is none of DMARC's. Unknown tags, and values that are wrong, are passed over.</summary>
    // dmarc-record = dmarc-version *(dmarc-sep dmarc-tag) [dmarc-sep] ; dmarc-version = "v" equals %s"DMARC1"
    // dmarc-tag    = 1*ALPHA equals 1*dmarc-value ; equals = *WSP "=" *WSP ; dmarc-sep = *WSP ";" *WSP        RFC 9989 §4.8
    public static DmarcRecord? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(';');
        // The value is case-sensitive, the name of a tag is not.
        if (Tag(parts[0]) is not ("v" or "V", "DMARC1"))
            return null;
        var tags = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in parts.Skip(1))
        {
            if (Tag(part) is { Value.Length: > 0 } tag)
                tags.TryAdd(tag.Name, tag.Value);
        }

        var policy = PolicyOf(tags, "p");
        var subdomains = PolicyOf(tags, "sp");
        var nonexistent = PolicyOf(tags, "np");
        return new()
        {
            Policy = policy,
            SubdomainPolicy = subdomains,
            NonexistentPolicy = nonexistent,
            IsUsable = policy is not null && subdomains is not null == tags.ContainsKey("sp") && nonexistent is not null == tags.ContainsKey("np"),
            DkimAlignment = Is(tags, "adkim", "s") ? DmarcAlignment.Strict : DmarcAlignment.Relaxed,
            SpfAlignment = Is(tags, "aspf", "s") ? DmarcAlignment.Strict : DmarcAlignment.Relaxed,
            PublicSuffix = Is(tags, "psd", "y") ? DmarcPublicSuffix.Yes : Is(tags, "psd", "n") ? DmarcPublicSuffix.No : DmarcPublicSuffix.Unknown,
            IsTesting = Is(tags, "t", "y"),
            AggregateReports = Addresses(tags, "rua"),
            FailureReports = Addresses(tags, "ruf"),
            FailureOptions = tags.GetValueOrDefault("fo", "0"),
        };
    }

    private static (string Name, string Value) Tag(string part)
    {
        var equals = part.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (part.Trim(' ', '\t'), "") : (part[..equals].Trim(' ', '\t'), part[(equals + 1)..].Trim(' ', '\t'));
    }

    private static bool Is(Dictionary<string, string> tags, string name, string value) =>
        tags.TryGetValue(name, out var found) && found.Equals(value, StringComparison.OrdinalIgnoreCase);

    private static DmarcPolicy? PolicyOf(Dictionary<string, string> tags, string name) => tags.GetValueOrDefault(name)?.ToLowerInvariant() switch
    {
        "none" => DmarcPolicy.None,
        "quarantine" => DmarcPolicy.Quarantine,
        "reject" => DmarcPolicy.Reject,
        _ => null,
    };

    // dmarc-urilist; an obsolete size after "!" is cut off        RFC 9989 §4.8
    private static ImmutableArray<Uri> Addresses(Dictionary<string, string> tags, string name)
    {
        var addresses = ImmutableArray.CreateBuilder<Uri>();
        foreach (var text in tags.GetValueOrDefault(name, "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (Uri.TryCreate(text.Split('!')[0], UriKind.Absolute, out var address))
                addresses.Add(address);
        }

        return addresses.DrainToImmutable();
    }
}
