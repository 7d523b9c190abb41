namespace Culver.Sasl;

/// <summary>What the settings say about mechanisms.</summary>
public sealed record SaslPolicy
{
    /// <summary>Every mechanism is on, but for those that need recoverable passwords.</summary>
    public static SaslPolicy Default { get; } = new();

    /// <summary>Names of mechanisms that are switched off, in any case. Switching off a SCRAM mechanism leaves its -PLUS form.</summary>
    public IReadOnlySet<string> Disabled { get; init; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether CRAM-MD5 (RFC 2195) and APOP (RFC 1939 §7) are there. They need passwords that the server can recover.</summary>
    public bool AllowsSharedSecrets { get; init; }
}
