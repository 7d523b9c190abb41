using Culver.Storage.Directory;

namespace Culver.Identity.Addresses;

/// <summary>An account that gets a message.</summary>
/// <param name="Account">The account.</param>
/// <param name="Detail">What followed the separator in the address (RFC 5233), in lower case; null when nothing did.</param>
public sealed record LocalRecipient(DirectoryAccount Account, string? Detail);
