using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;

namespace Culver.Smtp.Commands.Rset;

/// <summary>Ends the transaction, if there is one (RFC 5321 §4.1.1.5).</summary>
internal sealed class RsetHandler : ISmtpHandler<RsetCommand>
{
    public async ValueTask<CommandResult> HandleAsync(RsetCommand command, SmtpSession session, CancellationToken cancellationToken)
    {
        await session.EndTransactionAsync();
        return new SmtpReply(250, 0, 0, "Reset");
    }
}
