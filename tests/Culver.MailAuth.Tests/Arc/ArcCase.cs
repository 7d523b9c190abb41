using Culver.MailAuth.Arc;

namespace Culver.MailAuth.Tests.Arc;

/// <summary>A case of the suite.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Message">The published message.</param>
/// <param name="Expected">The status.</param>
/// <param name="Edits">What is replaced, the first occurrence of each.</param>
internal sealed record ArcCase(string Name, string Message, ArcOutcome Expected, params (string From, string To)[] Edits)
{
    public ArcSigns Signs { get; init; }

    /// <summary>How the published signatures begin that were made anew: of the newest message signature, when there is one, and of the newest seal.</summary>
    public (string? Message, string? Seal) Prints { get; init; }

    /// <summary>What stands in place of the b= tag of the newest message signature.</summary>
    public string? Signature { get; init; }

    /// <summary>A field that is taken away: its name, and which one from the top.</summary>
    public (string Name, int Nth)? Drops { get; init; }

    /// <summary>Fields whose name begins so stand twice.</summary>
    public (string Name, bool After)? Doubles { get; init; }

    /// <summary>What is replaced when all is signed; what replaces nothing stands on top.</summary>
    public (string From, string To)? After { get; init; }

    /// <summary>Why the RFCs want another status than the suite, which was written for a draft; null when they agree.</summary>
    public string? Draft { get; init; }

    public override string ToString() => Name;
}
