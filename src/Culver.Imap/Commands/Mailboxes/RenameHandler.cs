using Culver.Imap.Dispatch;
using Culver.Imap.Session;
using Culver.Imap.Wire;
using Culver.Sasl.Preparation;
using Culver.Storage;

namespace Culver.Imap.Commands.Mailboxes;

/// <summary>RENAME (RFC 9051 §6.3.6).</summary>
internal sealed class RenameHandler : ICommandHandler<RenameCommand>
{
    public async ValueTask<CommandResult> HandleAsync(RenameCommand command, CommandContext context, CancellationToken cancellationToken)
    {
        if (!MailboxName.TryParse(command.From, out var from))
            return CommandResult.No(ResponseCode.NonExistent, "There is no such mailbox");
        if (!MailboxName.TryParse(command.To, out var to) || (context.Session.WireMode == WireMode.Utf8 && !ComposedForm.IsComposed(to.Text)))
            return CommandResult.No(ResponseCode.Cannot, "No mailbox can have that name");
        var result = await context.Session.Account!.RenameMailboxAsync(from, to, cancellationToken);
        if (result is not MailboxResult.Done)
            return MailboxRefusals.For(result);
        // RFC 9051 §6.3.6: where either name is another here, the client is told the old one as it gave it and the new one as it is.
        if (ListResponse.IsNormalised(context.Session, command.From, from) || ListResponse.IsNormalised(context.Session, command.To, to))
            ListResponse.WriteNormalised(context.Session, context.Writer, command.From, to);
        return CommandResult.Ok("RENAME completed");
    }
}
