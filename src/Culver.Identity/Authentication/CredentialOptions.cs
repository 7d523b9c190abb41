namespace Culver.Identity.Authentication;

/// <summary>How passwords become credentials. A change concerns passwords set from then on (ADR 0003).</summary>
public sealed record CredentialOptions
{
    /// <summary>Iterations of the keys for SCRAM-SHA-1; 0 keeps none, and nobody can then use that mechanism.</summary>
    public int Sha1Iterations { get; init; } = 10_000;

    /// <summary>Iterations of the keys for SCRAM-SHA-256, which passwords in clear are verified against too.</summary>
    public int Sha256Iterations { get; init; } = 10_000;

    /// <summary>Iterations of the keys for SCRAM-SHA-512, twice as dear each as those of SHA-256; 0 keeps none.</summary>
    public int Sha512Iterations { get; init; } = 5_000;

    /// <summary>How many passwords are verified at the same time: each keeps a processor busy for milliseconds. 0 for half of the processors, at least one.
    /// Passwords that were verified lately do not wait for it.</summary>
    public int ParallelVerifications { get; init; }

    /// <summary>How many passwords may wait to be verified; more are told that passwords cannot be checked right now. Addresses take turns.</summary>
    public int WaitingVerifications { get; init; } = 1_000;

    /// <summary>How many of those may come from one address.</summary>
    public int WaitingVerificationsPerAddress { get; init; } = 100;
}
