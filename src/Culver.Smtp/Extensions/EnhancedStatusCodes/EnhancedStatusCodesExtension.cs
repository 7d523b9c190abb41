using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;

namespace Culver.Smtp.Extensions.EnhancedStatusCodes;

/// <summary>ENHANCEDSTATUSCODES (RFC 2034): the codes stand in every reply that may have one.</summary>
internal sealed class EnhancedStatusCodesExtension : ISmtpExtension
{
    public string? Announce(SmtpSession session) => "ENHANCEDSTATUSCODES";

    public void Register(SmtpRegistryBuilder smtp)
    {
        // RFC 2034 adds no verb.
    }
}
