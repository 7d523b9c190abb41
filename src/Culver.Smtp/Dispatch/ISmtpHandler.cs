using Culver.Smtp.Session;

namespace Culver.Smtp.Dispatch;

/// <summary>Does what a command asks. Knows nothing of its syntax.</summary>
internal interface ISmtpHandler<in TCommand>
{
    ValueTask<CommandResult> HandleAsync(TCommand command, SmtpSession session, CancellationToken cancellationToken);
}
