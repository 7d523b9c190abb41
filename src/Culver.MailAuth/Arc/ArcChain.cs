// Finds the ARC sets of a message. Rules upheld: a chain that is not exactly one field of each kind for each of 1 to N is a broken chain, never
// a shorter one (RFC 8617 §5.2 (3)); and no more than fifty sets are looked at.
using System.Globalization;
using System.Text;
using Culver.MailAuth.Dkim;
using Culver.MailAuth.Messages;

namespace Culver.MailAuth.Arc;

/// <summary>The chain of a message, as far as its fields fit together.</summary>
internal sealed class ArcChain
{
    /// <summary>RFC 8617 §4.2.1: instance values are 1 to 50.</summary>
    public const int MaxSets = 50;

    private ArcChain(IReadOnlyList<ArcSet> sets, string? problem, int highest, bool failed)
    {
        Sets = sets;
        Problem = problem;
        Highest = highest;
        IsMarkedFailed = failed;
    }

    public static ArcChain Empty { get; } = new([], null, 0, failed: false);

    /// <summary>The sets, instance 1 first; empty when there is a problem.</summary>
    public IReadOnlyList<ArcSet> Sets { get; }

    /// <summary>Why the fields make no chain; null when they do, or when there are none.</summary>
    public string? Problem { get; }

    /// <summary>The highest instance seen in any field.</summary>
    public int Highest { get; }

    /// <summary>Whether the newest seal says cv=fail: nothing is to be added to the chain (RFC 8617 §5.1 (2)).</summary>
    public bool IsMarkedFailed { get; }

    public ArcSet? Newest => Sets.Count == 0 ? null : Sets[^1];

    public static ArcChain Read(HeaderSection header)
    {
        var results = header.Named("ARC-Authentication-Results");
        var messages = header.Named("ARC-Message-Signature");
        var seals = header.Named("ARC-Seal");
        if (results.Count + messages.Count + seals.Count == 0)
            return Empty;
        if (Math.Max(results.Count, Math.Max(messages.Count, seals.Count)) > MaxSets)
            return new([], "more than 50 sets", MaxSets, failed: false);
        var aar = ByInstance(results, ResultsInstance);
        var ams = ByInstance(messages, TagInstance);
        var seal = ByInstance(seals, TagInstance);
        // RFC 8617 §5.2 (1): what is highest counts in a broken chain too, since the next set has the instance after it.
        var highest = results.Select(ResultsInstance).Concat(messages.Concat(seals).Select(TagInstance)).Max(static instance => Number(instance) ?? 0);
        var failed = seals.Any(field => Number(TagInstance(field)) == highest && ArcSeal.Parse(field).Status == "fail");
        if (aar is null || ams is null || seal is null)
            return new([], "a set with a wrong or repeated instance", highest, failed);
        List<ArcSet> sets = [];
        for (var i = 1; i <= highest; i++)
        {
            if (!aar.TryGetValue(i, out var one) || !ams.TryGetValue(i, out var two) || !seal.TryGetValue(i, out var three))
                return new([], $"set {i} is not whole", highest, failed);
            sets.Add(new(i, one, DkimSignature.Parse(two, SignatureKind.ArcMessage), ArcSeal.Parse(three)));
        }

        return new(sets, null, highest, failed);
    }

    private static Dictionary<int, HeaderLine>? ByInstance(IReadOnlyList<HeaderLine> fields, Func<HeaderLine, string?> instance)
    {
        var found = new Dictionary<int, HeaderLine>();
        foreach (var field in fields)
        {
            if (Number(instance(field)) is not { } number || !found.TryAdd(number, field))
                return null;
        }

        return found;
    }

    // instance       = [CFWS] %s"i" [CFWS] "=" [CFWS] instance-value
    // instance-value = 1*2DIGIT ; 1 - 50                             RFC 8617 §4.2.1
    private static int? Number(string? text) =>
        text is { Length: 1 or 2 } && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MaxSets ? number : null;

    private static string? TagInstance(HeaderLine field) => TagList.TryParse(field.Raw[field.ValueStart..], out var tags) ? tags["i"] : null;

    // arc-info = instance [CFWS] ";" authres-payload                 RFC 8617 §4.1.1
    private static string? ResultsInstance(HeaderLine field)
    {
        var value = field.Value;
        var semicolon = value.IndexOf((byte)';');
        if (semicolon < 0)
            return null;
        var tag = Encoding.Latin1.GetString(value[..semicolon]).Trim(' ', '\t', '\r', '\n');
        var equals = tag.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 || tag[..equals].TrimEnd(' ', '\t', '\r', '\n') != "i" ? null : tag[(equals + 1)..].TrimStart(' ', '\t', '\r', '\n');
    }
}
