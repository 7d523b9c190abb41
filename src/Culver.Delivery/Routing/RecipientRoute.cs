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

    /// <summary>The address is ours and stands, wholly or partly, for addresses elsewhere. Its mail goes on by the queue.</summary>
    /// <param name="Targets">Accounts here it stands for as well; may be none.</param>
    /// <param name="Addresses">The addresses elsewhere, each once.</param>
    public sealed record Outside(ImmutableArray<LocalTarget> Targets, ImmutableArray<string> Addresses) : RecipientRoute
    {
        /// <summary>Whether it is a rewritten sender: what comes to it goes back as it is, and only if it is a notification.</summary>
        public bool IsRewrittenSender { get; init; }
    }
}
