using Culver.MailAuth.Arc;

namespace Culver.MailAuth.Tests.Arc;

/// <summary>What of a chain is signed anew after a change.</summary>
internal enum ArcSigns
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>The newest seal.</summary>
    NewestSeal,

    /// <summary>Every seal, from the oldest on.</summary>
    Seals,

    /// <summary>The newest message signature, then every seal.</summary>
    Message,
}

/// <summary>A case of the suite.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Message">The published message.</param>
/// <param name="Expected">The status.</param>
/// <param name="Edits">What is replaced, the first occurrence of each.</param>
internal sealed record ArcCase(string Name, string Message, ArcOutcome Expected, params (string From, string To)[] Edits)
{
    public ArcSigns Signs { get; init; }

    /// <summary>What stands in place of the b= tag of the newest message signature.</summary>
    public string? Signature { get; init; }

    /// <summary>A field that is taken away: its name, and which one from the top.</summary>
    public (string Name, int Nth)? Drops { get; init; }

    /// <summary>Fields whose name begins so stand twice.</summary>
    public (string Name, bool After)? Doubles { get; init; }

    public override string ToString() => Name;
}
