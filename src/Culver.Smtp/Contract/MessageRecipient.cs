namespace Culver.Smtp;

/// <summary>What a RCPT command asked for (RFC 5321 §4.1.1.3).</summary>
/// <param name="Address">The forward-path; without a domain only for <c>postmaster</c>.</param>
public sealed record MessageRecipient(MailAddress Address)
{
    /// <summary>NOTIFY (RFC 3461 §4.1).</summary>
    public NotifyConditions Notify { get; init; }

    /// <summary>ORCPT, decoded: an address type, a semicolon and an address (RFC 3461 §4.2); <see langword="null"/> when not given.</summary>
    public string? OriginalRecipient { get; init; }
}
