using Culver.Imap.Dispatch;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Commands.Mailboxes;

/// <summary>RENAME (RFC 9051 §6.3.6).</summary>
internal sealed class RenameHandler : ICommandHandler<RenameCommand>
{
    public async ValueTask<CommandResult> HandleAsync(RenameCommand command, CommandContext context, CancellationToken cancellationToken)
    {
        if (!MailboxName.TryParse(command.From, out var from))
            return CommandResult.No(ResponseCode.NonExistent, "There is no such mailbox");
        if (!MailboxName.TryParse(command.To, out var to))
            return CommandResult.No(ResponseCode.Cannot, "No mailbox can have that name");
        var result = await context.Session.Account!.RenameMailboxAsync(from, to, cancellationToken);
        return result is MailboxResult.Done ? CommandResult.Ok("RENAME completed") : MailboxRefusals.For(result);
    }
}
