using System.Globalization;

namespace Culver.Storage.Queue;

/// <summary>A message in the outbound queue: its envelope, without its recipients.</summary>
public sealed record QueueMessage
{
    /// <summary>Its name.</summary>
    public required QueueId Id { get; init; }

    /// <summary>Who is told of failures, without angle brackets; <see langword="null"/> is the null reverse-path, and nobody is told.</summary>
    public required string? ReversePath { get; init; }

    /// <summary>When it was taken.</summary>
    public required DateTimeOffset ArrivedAt { get; init; }

    /// <summary>When delivery is given up.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Octets of the content.</summary>
    public long Length { get; init; }

    /// <summary>What the octets are like.</summary>
    public ContentTraits Traits { get; init; }

    /// <summary>How many Received fields it has (RFC 5321 §6.3).</summary>
    public int Hops { get; init; }

    /// <summary>What was declared about the body.</summary>
    public QueueBody Body { get; init; }

    /// <summary>Whether SMTPUTF8 was asked for (RFC 6531 §3.4).</summary>
    public bool SmtpUtf8 { get; init; }

    /// <summary>Whether it may go over verified TLS only, and only to servers that keep to that (RFC 8689).</summary>
    public bool RequireTls { get; init; }

    /// <summary>The sender's own id of the envelope, decoded (ENVID, RFC 3461 §4.4).</summary>
    public string? EnvelopeId { get; init; }

    /// <summary>How much of it a bounce returns.</summary>
    public DsnReturn Return { get; init; }

    /// <summary>The time it is to be delivered by.</summary>
    public DeliverByTime? DeliverBy { get; init; }

    /// <summary>How long the sender wanted it held, as notifications tell it: <c>for;</c> and seconds, or <c>until;</c> and a time (RFC 4865 §5.1.2).</summary>
    public string? FutureRelease { get; init; }

    /// <summary>When it was first to go out: when it was taken, or when the sender wanted it released.</summary>
    public DateTimeOffset ReleasedAt => FutureRelease?.Split(';', 2) switch
    {
        ["for", var interval] when long.TryParse(interval, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) => ArrivedAt.AddSeconds(seconds),
        ["until", var time] when DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until) => until,
        _ => ArrivedAt,
    };

    /// <summary>Its priority, −9 to 9 (RFC 6710 §3); <see langword="null"/> when none was asked for.</summary>
    public int? Priority { get; init; }

    /// <summary>The account that submitted it.</summary>
    public AccountId? Account { get; init; }

    /// <summary>Whether an administrator keeps it from going out.</summary>
    public bool IsHeld { get; init; }
}
