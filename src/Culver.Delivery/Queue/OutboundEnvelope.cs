using Culver.Smtp;
using Culver.Storage;
using Culver.Storage.Queue;

namespace Culver.Delivery;

/// <summary>The envelope of a message for the outbound queue, without its recipients.</summary>
internal sealed record OutboundEnvelope
{
    /// <summary>The transaction it came by; the queue names the message by it too.</summary>
    public required TransactionId Id { get; init; }

    /// <summary>Who is told of failures; <see langword="null"/> is the null reverse-path.</summary>
    public required MailAddress? ReversePath { get; init; }

    /// <summary>What was declared about the body.</summary>
    public BodyType Body { get; init; }

    /// <summary>Whether SMTPUTF8 was asked for (RFC 6531 §3.4).</summary>
    public bool SmtpUtf8 { get; init; }

    /// <summary>REQUIRETLS (RFC 8689 §2).</summary>
    public bool RequireTls { get; init; }

    /// <summary>ENVID, decoded (RFC 3461 §4.4).</summary>
    public string? EnvelopeId { get; init; }

    /// <summary>RET (RFC 3461 §4.3).</summary>
    public DsnReturn Return { get; init; }

    /// <summary>The message is not sent before this (FUTURERELEASE, RFC 4865); <see langword="null"/> for at once. Its lifetime in the queue begins then.</summary>
    public DateTimeOffset? HoldUntil { get; init; }

    /// <summary>How that was asked for, as notifications tell it: <c>for;</c> or <c>until;</c> and the value (RFC 4865 §5.1.2).</summary>
    public string? FutureRelease { get; init; }

    /// <summary>DELIVERBY (RFC 2852 §4).</summary>
    public DeliverByTime? DeliverBy { get; init; }

    /// <summary>MT-PRIORITY, −9 to 9 (RFC 6710 §3).</summary>
    public int? Priority { get; init; }

    /// <summary>The account that submitted it; <see langword="null"/> when it was not submitted.</summary>
    public AccountId? Account { get; init; }

    /// <summary>Octets expected; −1 when that is not known.</summary>
    public long ExpectedLength { get; init; } = -1;
}
