using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;

namespace Culver.Smtp.Commands.Vrfy;

/// <summary>Answers 252 to every name: who exists is told at RCPT, where guessing is counted (RFC 5321 §7.3, §3.5.3).</summary>
internal sealed class VrfyHandler : ISmtpHandler<VrfyCommand>
{
    private static readonly SmtpReply CannotSay = new(252, 5, 0, "Names are not verified here; RCPT tells whether mail is taken");

    public ValueTask<CommandResult> HandleAsync(VrfyCommand command, SmtpSession session, CancellationToken cancellationToken) => new(CannotSay);
}
