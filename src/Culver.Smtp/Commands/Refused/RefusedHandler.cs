using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;

namespace Culver.Smtp.Commands.Refused;

/// <summary>Gives the same answer always.</summary>
internal sealed class RefusedHandler(SmtpReply reply, bool close = false) : ISmtpHandler<RefusedCommand>
{
    public ValueTask<CommandResult> HandleAsync(RefusedCommand command, SmtpSession session, CancellationToken cancellationToken) =>
        new(close ? CommandResult.Last(reply) : reply);
}
