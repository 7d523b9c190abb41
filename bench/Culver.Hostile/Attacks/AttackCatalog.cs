namespace Culver.Hostile.Attacks;

/// <summary>The list of attacks.</summary>
internal static class AttackCatalog
{
    public static IReadOnlyList<Attack> All { get; } = [.. ConnectionAttacks.All, .. SpeechAttacks.All, .. WorkAttacks.All];
}
