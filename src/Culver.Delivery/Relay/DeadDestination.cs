namespace Culver.Delivery.Relay;

/// <summary>A destination that could not be reached a moment ago.</summary>
/// <param name="Until">Until when it is not tried again.</param>
/// <param name="Trouble">Why it could not be reached.</param>
internal sealed record DeadDestination(DateTimeOffset Until, Trouble Trouble);
