using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;

namespace Culver.Smtp.Extensions.Pipelining;

/// <summary>PIPELINING (RFC 2920). The work is the loop's: replies in order, sent when the input is empty or a command must not wait.</summary>
internal sealed class PipeliningExtension : ISmtpExtension
{
    public string? Announce(SmtpSession session) => "PIPELINING";

    public void Register(SmtpRegistryBuilder smtp)
    {
        // RFC 2920 adds no verb.
    }
}
