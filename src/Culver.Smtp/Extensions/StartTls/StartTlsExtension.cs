using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;

namespace Culver.Smtp.Extensions.StartTls;

/// <summary>STARTTLS (RFC 3207).</summary>
internal sealed class StartTlsExtension : ISmtpExtension
{
    // RFC 3207 §4.2: not announced once TLS is active.
    public string? Announce(SmtpSession session) => session.Connection.CanStartTls ? "STARTTLS" : null;

    public void Register(SmtpRegistryBuilder smtp) => smtp.Command("STARTTLS", CommandTraits.None, new StartTlsHandler());
}
