using Culver.Imap.Dispatch;
using Culver.Imap.Session;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Commands.Mailboxes;

/// <summary>DELETE (RFC 9051 §6.3.5).</summary>
internal sealed class DeleteHandler : ICommandHandler<MailboxCommand>
{
    public async ValueTask<CommandResult> HandleAsync(MailboxCommand command, CommandContext context, CancellationToken cancellationToken)
    {
        if (!MailboxName.TryParse(command.Mailbox, out var name))
            return CommandResult.No(ResponseCode.NonExistent, "There is no such mailbox");
        var result = await context.Session.Account!.DeleteMailboxAsync(name, cancellationToken);
        if (result is not MailboxResult.Done)
            return MailboxRefusals.For(result);
        ListResponse.WriteNormalised(context.Session, context.Writer, command.Mailbox, name);
        return CommandResult.Ok("DELETE completed");
    }
}
