using System.Collections.Immutable;

namespace Culver.Identity.Addresses;

/// <summary>Where mail for an address goes. A closed set.</summary>
public abstract record RecipientResolution
{
    private RecipientResolution()
    {
    }

    /// <summary>It is ours: to accounts here, to addresses outside, or both; at least one.</summary>
    /// <param name="Accounts">The accounts, each once.</param>
    /// <param name="Outside">Addresses outside that an alias names, each once; mail goes to them as they are written there.</param>
    public sealed record Known(ImmutableArray<LocalRecipient> Accounts, ImmutableArray<EmailAddress> Outside) : RecipientResolution;

    /// <summary>Its domain is ours, but nothing there has that name (RFC 3463 X.1.1).</summary>
    public sealed record UnknownAddress : RecipientResolution;

    /// <summary>Its domain is not ours.</summary>
    /// <param name="Address">The canonical address.</param>
    public sealed record NotLocal(EmailAddress Address) : RecipientResolution;

    /// <summary>It is not an address (RFC 3463 X.1.3).</summary>
    public sealed record Malformed : RecipientResolution;
}
