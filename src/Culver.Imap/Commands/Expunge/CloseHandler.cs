using Culver.Imap.Dispatch;
using Culver.Storage;

namespace Culver.Imap.Commands.Expunge;

/// <summary>CLOSE (RFC 9051 §6.4.1), which expunges without a word, and UNSELECT (§6.4.2), which does not expunge.</summary>
internal sealed class CloseHandler(bool expunges) : ICommandHandler<NoArguments>
{
    public async ValueTask<CommandResult> HandleAsync(NoArguments command, CommandContext context, CancellationToken cancellationToken)
    {
        var mailbox = context.Mailbox;
        if (expunges && !mailbox.IsReadOnly)
            await mailbox.Account.ExpungeAsync(mailbox.Id, UidSet.All, cancellationToken);
        context.Session.Unselect();
        // RFC 7162 §3.2.8: no HIGHESTMODSEQ here: the client was not told of the expunges and would take them for known.
        return CommandResult.Ok(expunges ? "CLOSE completed" : "UNSELECT completed");
    }
}
