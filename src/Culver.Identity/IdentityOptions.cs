using System.ComponentModel;
using Culver.Identity.Authentication;

namespace Culver.Identity;

/// <summary>Settings of accounts, addresses and logins.</summary>
public sealed record IdentityOptions
{
    /// <summary>The domain of a login name, and of the recipient <c>postmaster</c>, that has none.</summary>
    [Browsable(false)] // Follows from the server's own domain.
    public string DefaultDomain { get; init; } = "localhost";

    /// <summary>
    /// The character between a user and a detail (RFC 5233): with <c>+</c>, mail to <c>user+lists@</c> reaches <c>user@</c>. Null for none.
    /// </summary>
    public char? DetailSeparator { get; init; } = '+';

    /// <summary>Who gets mail for a postmaster that nobody made; null for the oldest account of the domain, else of the server.</summary>
    public string? Postmaster { get; init; }

    /// <summary>
    /// The most octets of mail an account may hold for which nothing else is settled; null for as much as there is room for. What is over it is
    /// refused, by <c>Delivery:OverQuotaIsPermanent</c> for now or for good.
    /// </summary>
    public long? QuotaOctets { get; init; }

    /// <summary>How passwords become credentials.</summary>
    public CredentialOptions Credentials { get; init; } = new();

    /// <summary>How logins are remembered.</summary>
    public VerifiedCredentialOptions VerifiedCredentials { get; init; } = new();

    /// <summary>When failing logins are turned away.</summary>
    public FailureThrottleOptions Throttle { get; init; } = new();
}
