using Culver.Imap.Dispatch;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Commands.Status;

/// <summary>STATUS (RFC 9051 §6.3.11): counters kept with the mailbox, never counted anew.</summary>
internal sealed class StatusHandler : ICommandHandler<StatusCommand>
{
    public ValueTask<CommandResult> HandleAsync(StatusCommand command, CommandContext context, CancellationToken cancellationToken)
    {
        var session = context.Session;
        if (!MailboxName.TryParse(command.Mailbox, out var name) || !session.Account!.Mailboxes.TryGet(name, out var mailbox))
            return new(CommandResult.No(ResponseCode.NonExistent, "There is no such mailbox"));
        if (!mailbox.IsSelectable)
            return new(CommandResult.No(ResponseCode.Cannot, "That name only holds other mailboxes"));
        foreach (var item in command.WhatToTell)
            session.Enable(item.Enables);
        StatusWriter.Write(session, context.Writer, mailbox, command.WhatToTell);
        return new(CommandResult.Ok("STATUS completed"));
    }
}
