using Culver.Imap.Dispatch;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Commands.Mailboxes;

/// <summary>
/// SUBSCRIBE and UNSUBSCRIBE (RFC 9051 §6.3.7 and §6.3.8). A name need not exist: it may come back, and clients subscribe to what
/// they are about to make.
/// </summary>
internal sealed class SubscribeHandler(bool subscribes) : ICommandHandler<MailboxCommand>
{
    public async ValueTask<CommandResult> HandleAsync(MailboxCommand command, CommandContext context, CancellationToken cancellationToken)
    {
        if (!MailboxName.TryParse(command.Mailbox, out var name))
            return CommandResult.No(ResponseCode.Cannot, "No mailbox can have that name");
        await context.Session.Account!.SetSubscriptionAsync(name, subscribes, cancellationToken);
        return CommandResult.Ok(subscribes ? "SUBSCRIBE completed" : "UNSUBSCRIBE completed");
    }
}
