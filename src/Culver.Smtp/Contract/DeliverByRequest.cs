namespace Culver.Smtp;

/// <summary>A time by which a message is to be delivered (BY, RFC 2852 §4).</summary>
/// <param name="Time">The deliver-by-time: when MAIL came, and the by-time from there; it may have passed.</param>
/// <param name="Returns">Mode <c>R</c>: the message is returned when it was not delivered by then. Else <c>N</c>: the sender is told, and delivery is tried on.</param>
/// <param name="Trace">Whether the sender is told when the message is relayed (<c>T</c>).</param>
public sealed record DeliverByRequest(DateTimeOffset Time, bool Returns, bool Trace);
