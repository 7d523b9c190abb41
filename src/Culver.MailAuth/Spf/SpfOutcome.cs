namespace Culver.MailAuth.Spf;

/// <summary>What came of an SPF check, with what Authentication-Results wants to say of it (RFC 8601 §2.7.2).</summary>
/// <param name="Result">The result.</param>
/// <param name="Domain">The domain that was checked, as it was given.</param>
/// <param name="Sender">The address that was checked, with <c>postmaster</c> where there was no local part.</param>
public sealed record SpfOutcome(SpfResult Result, string Domain, string Sender)
{
    /// <summary>Whether the reverse-path was checked, or the name of the client.</summary>
    public SpfIdentity Identity { get; init; }

    /// <summary>The term that decided, as published; null when none did.</summary>
    public string? Mechanism { get; init; }

    /// <summary>What the domain says of the failure (RFC 7208 §6.2); only of <see cref="SpfResult.Fail"/>, where it was asked for, and from outside: not to be trusted.</summary>
    public string? Explanation { get; init; }

    /// <summary>Why the result is what it is, in our words; for logs and comments.</summary>
    public string? Reason { get; init; }
}
