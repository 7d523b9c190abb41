namespace Culver.Sasl;

/// <summary>What the settings say about mechanisms.</summary>
public sealed record SaslPolicy
{
    /// <summary>Every mechanism is on.</summary>
    public static SaslPolicy Default { get; } = new();

    /// <summary>Names of mechanisms that are switched off, in any case. Switching off a SCRAM mechanism leaves its -PLUS form.</summary>
    public IReadOnlySet<string> Disabled { get; init; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
}
