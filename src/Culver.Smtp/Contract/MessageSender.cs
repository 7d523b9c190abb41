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
    MessageOrigin Origin);
