namespace Culver.Smtp;

/// <summary>What a MAIL command began (RFC 5321 §4.1.1.2).</summary>
/// <param name="Id">The transaction's id.</param>
/// <param name="ReversePath">Who is told of failures; <see langword="null"/> is the null reverse-path <c>&lt;&gt;</c> of a notification (RFC 5321 §4.5.5).</param>
/// <param name="DeclaredSize">Octets the client expects to send (RFC 1870 §6); −1 when it did not say. Only an estimate.</param>
/// <param name="Body">The declared body type.</param>
/// <param name="SmtpUtf8">Whether SMTPUTF8 was asked for (RFC 6531 §3.4).</param>
/// <param name="Origin">Where it comes from.</param>
public sealed record MessageSender(
    TransactionId Id,
    MailAddress? ReversePath,
    long DeclaredSize,
    BodyType Body,
    bool SmtpUtf8,
    MessageOrigin Origin)
{
    /// <summary>ENVID, decoded (RFC 3461 §4.4); <see langword="null"/> when not given.</summary>
    public string? EnvelopeId { get; init; }

    /// <summary>RET (RFC 3461 §4.3).</summary>
    public ReturnedContent Return { get; init; }

    /// <summary>REQUIRETLS (RFC 8689 §2).</summary>
    public bool RequireTls { get; init; }

    /// <summary>Until when the message is held (RFC 4865 §3); <see langword="null"/> for not at all.</summary>
    public DateTimeOffset? HoldUntil { get; init; }

    /// <summary>How that was asked for, as notifications tell it: <c>for;</c> or <c>until;</c> and the value (RFC 4865 §5.1.2).</summary>
    public string? FutureRelease { get; init; }

    /// <summary>BY (RFC 2852 §4).</summary>
    public DeliverByRequest? DeliverBy { get; init; }

    /// <summary>MT-PRIORITY, −9 to 9 (RFC 6710 §3), lowered where the client asked for more than it may; <see langword="null"/> when not given.</summary>
    public int? Priority { get; init; }
}
