using Culver.Storage;

namespace Culver.Delivery.Routing;

/// <summary>An account that gets a message.</summary>
/// <param name="Account">Whose mail it becomes.</param>
/// <param name="Address">The account's own address.</param>
/// <param name="Detail">What stood behind the separator in the address used (RFC 5233), in lower case; <see langword="null"/> for nothing.</param>
internal sealed record LocalTarget(AccountId Account, string Address, string? Detail);
