using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;

namespace Culver.Smtp.Commands.Quit;

/// <summary>Ends the session (RFC 5321 §4.1.1.10).</summary>
internal sealed class QuitHandler : ISmtpHandler<QuitCommand>
{
    public ValueTask<CommandResult> HandleAsync(QuitCommand command, SmtpSession session, CancellationToken cancellationToken) =>
        new(CommandResult.Last(new SmtpReply(221, 0, 0, $"{session.Environment.Options.HostName} closing")));
}
