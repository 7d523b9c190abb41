using Culver.Smtp.Dispatch;
using Culver.Smtp.Wire;

namespace Culver.Smtp.Commands.Noop;

/// <summary>NOOP (RFC 5321 §4.1.1.9).</summary>
internal sealed record NoopCommand : ISmtpCommand<NoopCommand>
{
    // noop = "NOOP" [ SP String ] CRLF
    // The string is to be ignored, whatever it is.
    public static NoopCommand Parse(ref SmtpReader reader) => new();
}
