using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;

namespace Culver.Smtp.Extensions.Help;

/// <summary>HELP (RFC 5321 §4.1.1.8); announced because it is not among the commands every server has (§4.1.1.1).</summary>
internal sealed class HelpExtension : ISmtpExtension
{
    public string? Announce(SmtpSession session) => "HELP";

    public void Register(SmtpRegistryBuilder smtp) => smtp.Command("HELP", CommandTraits.Idle, new HelpHandler());
}
