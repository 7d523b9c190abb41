using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;

namespace Culver.Smtp.Extensions.RequireTls;

/// <summary>REQUIRETLS (RFC 8689): the message goes over verified TLS all its way, or comes back.</summary>
internal sealed class RequireTlsExtension : ISmtpExtension, IMailParameter
{
    public string Keyword => "REQUIRETLS";

    // RFC 8689 §2: the session itself is under TLS; elsewhere it is not offered.
    public bool IsOffered(SmtpSession session) => session.Connection.IsSecure && session.Features.RequireTls;

    public string? Announce(SmtpSession session) => IsOffered(session) ? "REQUIRETLS" : null;

    public void Register(SmtpRegistryBuilder smtp) => smtp.MailParameter(this);

    // requiretls-param = "REQUIRETLS"       RFC 8689 §2 (8): no value
    public SmtpReply? Apply(string? value, ref MessageSender sender, SmtpSession session)
    {
        if (value is not null)
            return new(501, 5, 4, "REQUIRETLS takes no value");
        sender = sender with { RequireTls = true };
        return null;
    }
}
