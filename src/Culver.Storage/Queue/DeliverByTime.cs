namespace Culver.Storage.Queue;

/// <summary>A time by which a message is to be delivered (RFC 2852).</summary>
/// <param name="Time">When.</param>
/// <param name="Mode">What happens then.</param>
/// <param name="Trace">Whether the sender is told of servers on the way that do not know this extension (<c>T</c>).</param>
public sealed record DeliverByTime(DateTimeOffset Time, DeliverByMode Mode, bool Trace);
