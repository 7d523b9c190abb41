namespace Culver.Identity.Authentication;

/// <summary>How passwords that were verified once are remembered, so that the next login is cheap.</summary>
public sealed record VerifiedCredentialOptions
{
    /// <summary>How many accounts are remembered; 0 switches it off.</summary>
    public int Capacity { get; init; } = 10_000;

    /// <summary>How long, from the verification; a login does not prolong it.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(1);
}
