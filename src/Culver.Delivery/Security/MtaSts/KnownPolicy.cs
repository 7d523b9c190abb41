namespace Culver.Delivery.Security.MtaSts;

/// <summary>A policy that was fetched, its id, and when.</summary>
internal sealed record KnownPolicy(MtaStsPolicy Policy, string Id, DateTimeOffset Fetched)
{
    public bool IsFresh(DateTimeOffset now) => now - Fetched < Policy.MaxAge;
}
