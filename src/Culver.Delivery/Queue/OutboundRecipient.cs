using Culver.Smtp;
using Culver.Storage.Queue;

namespace Culver.Delivery;

/// <summary>A recipient of a message for the outbound queue.</summary>
/// <param name="Address">The address; here or elsewhere.</param>
/// <param name="Notify">NOTIFY (RFC 3461 §4.1).</param>
/// <param name="OriginalRecipient">ORCPT, decoded: a type, a semicolon and an address (RFC 3461 §4.2); <see langword="null"/> when not given.</param>
internal sealed record OutboundRecipient(MailAddress Address, DsnNotify Notify = DsnNotify.Unspecified, string? OriginalRecipient = null);
