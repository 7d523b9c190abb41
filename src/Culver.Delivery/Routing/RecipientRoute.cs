using System.Collections.Immutable;

namespace Culver.Delivery.Routing;

/// <summary>Where mail for an address goes.</summary>
internal abstract record RecipientRoute
{
    private RecipientRoute()
    {
    }

    /// <summary>To accounts here, at least one, each once.</summary>
    /// <param name="Targets">They.</param>
    public sealed record Local(ImmutableArray<LocalTarget> Targets) : RecipientRoute;

    /// <summary>The domain is ours and the address is nobody's.</summary>
    public sealed record Unknown : RecipientRoute;

    /// <summary>The domain is not ours.</summary>
    public sealed record NotOurs : RecipientRoute;

    /// <summary>The address is ours and stands, wholly or partly, for addresses elsewhere.</summary>
    public sealed record Outside : RecipientRoute;
}
