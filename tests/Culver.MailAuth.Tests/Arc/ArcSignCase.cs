namespace Culver.MailAuth.Tests.Arc;

/// <summary>A case of the suite's second part: what a signer adds to a message.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Form">Which of the two stored forms of the part it is of.</param>
/// <param name="Message">The message, or the change of the plain one (<see cref="From"/>, <see cref="To"/>).</param>
/// <param name="Status">The value of cv=.</param>
/// <param name="Signature">How the published message signature begins.</param>
/// <param name="Seal">How the published seal begins.</param>
internal sealed record ArcSignCase(string Name, ArcSignForm Form, string? Message, string Status, string Signature, string Seal)
{
    public string From { get; init; } = "";

    public string To { get; init; } = "";

    /// <summary>The field names signed, when the case has its own.</summary>
    public string? Names { get; init; }

    /// <summary>The instance of the new set.</summary>
    public int Instance { get; init; } = 1;

    /// <summary>Whether the status is only what the message's Authentication-Results says: the seals in it were made before "arc=none" came into its ARC-Authentication-Results, and do not verify.</summary>
    public bool IsStated { get; init; }

    /// <summary>Changes of the message: what is replaced, and by what.</summary>
    public (string From, string To)[] Edits { get; init; } = [];

    public override string ToString() => $"{Name} ({Form})";
}
