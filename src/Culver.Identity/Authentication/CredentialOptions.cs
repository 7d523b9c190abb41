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
}
