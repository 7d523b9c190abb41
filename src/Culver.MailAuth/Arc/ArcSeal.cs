using Culver.MailAuth.Dkim;
using Culver.MailAuth.Messages;

namespace Culver.MailAuth.Arc;

/// <summary>An ARC-Seal (RFC 8617 §4.1.3).</summary>
internal sealed record ArcSeal(HeaderLine Field)
{
    /// <summary>Why it cannot be good; null when it is well formed.</summary>
    public string? Problem { get; private init; }

    /// <summary>cv=, as written.</summary>
    public string Status { get; private init; } = "";

    public SignatureAlgorithm Algorithm { get; private init; }

    public string Domain { get; private init; } = "";

    public string Selector { get; private init; } = "";

    public byte[] Signature { get; private init; } = [];

    /// <summary>Where in the field the value of b= stands.</summary>
    public Range SignaturePlace { get; private init; }

    public static ArcSeal Parse(HeaderLine field)
    {
        if (!TagList.TryParse(field.Raw[field.ValueStart..], out var tags))
            return new(field) { Problem = "seal syntax error" };
        var seal = new ArcSeal(field)
        {
            Status = tags["cv"]?.ToLowerInvariant() ?? "",
            Domain = tags["d"]?.ToLowerInvariant() ?? "",
            Selector = tags["s"] ?? "",
            Signature = tags.Octets("b") ?? [],
        };
        if (tags["h"] is not null)
            return seal with { Problem = "seal with h=" };
        if (seal.Status is not ("none" or "pass" or "fail"))
            return seal with { Problem = "seal without a status" };
        if (SignatureAlgorithms.Named(tags["a"] ?? "") is not { } algorithm)
            return seal with { Problem = "seal of an unknown algorithm" };
        if (seal.Signature.Length == 0 || !KeyName.IsDomain(seal.Domain) || !KeyName.IsSelector(seal.Selector))
            return seal with { Problem = "seal syntax error" };
        if (tags["t"] is { } time && (time.Length is 0 or > 12 || time.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0))
            return seal with { Problem = "seal syntax error" };
        var (start, length) = tags.Place("b").GetOffsetAndLength(field.Raw.Length - field.ValueStart);
        return seal with { Algorithm = algorithm, SignaturePlace = (field.ValueStart + start)..(field.ValueStart + start + length) };
    }
}
