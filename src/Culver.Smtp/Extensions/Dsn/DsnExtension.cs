using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;

namespace Culver.Smtp.Extensions.Dsn;

/// <summary>DSN (RFC 3461): what the sender wants to hear of each recipient. Kept with the message and passed on; the sink sends the notifications.</summary>
internal sealed class DsnExtension : ISmtpExtension
{
    public string? Announce(SmtpSession session) => IsOffered(session) ? "DSN" : null;

    public void Register(SmtpRegistryBuilder smtp) => smtp
        .MailParameter(new ReturnParameter())
        .MailParameter(new EnvelopeIdParameter())
        .RecipientParameter(new NotifyParameter())
        .RecipientParameter(new OriginalRecipientParameter());

    // LMTP's client is a mail server that tells the sender itself what each reply means (RFC 2033 §4.2).
    public static bool IsOffered(SmtpSession session) => session.Protocol != SmtpProtocol.Lmtp && session.Features.Notifications;
}
