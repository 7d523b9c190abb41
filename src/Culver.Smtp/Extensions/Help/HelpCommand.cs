using Culver.Smtp.Dispatch;
using Culver.Smtp.Wire;

namespace Culver.Smtp.Extensions.Help;

/// <summary>HELP (RFC 5321 §4.1.1.8).</summary>
internal sealed record HelpCommand : ISmtpCommand<HelpCommand>
{
    // help = "HELP" [ SP String ] CRLF
    // The argument may be ignored; the answer is one for all.
    public static HelpCommand Parse(ref SmtpReader reader) => new();
}
