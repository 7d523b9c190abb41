using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;

namespace Culver.Smtp.Extensions.SmtpUtf8;

/// <summary>SMTPUTF8 (RFC 6531): addresses and header fields in UTF-8.</summary>
internal sealed class SmtpUtf8Extension : ISmtpExtension, IMailParameter
{
    public string Keyword => "SMTPUTF8";

    public string? Announce(SmtpSession session) => "SMTPUTF8";

    public void Register(SmtpRegistryBuilder smtp) => smtp.MailParameter(this);

    public SmtpReply? Apply(string? value, ref MessageSender sender, SmtpSession session)
    {
        // RFC 6531 §3.4: it takes no value.
        if (value is not null)
            return new(501, 5, 4, "SMTPUTF8 takes no value");
        sender = sender with { SmtpUtf8 = true };
        return null;
    }
}
