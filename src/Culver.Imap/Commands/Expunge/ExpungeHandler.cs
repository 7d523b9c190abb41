using Culver.Imap.Dispatch;
using Culver.Imap.Session;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Commands.Expunge;

/// <summary>EXPUNGE and UID EXPUNGE (RFC 9051 §6.4.3 and §6.4.9).</summary>
internal sealed class ExpungeHandler : ICommandHandler<ExpungeCommand>
{
    public async ValueTask<CommandResult> HandleAsync(ExpungeCommand command, CommandContext context, CancellationToken cancellationToken)
    {
        var mailbox = context.Mailbox;
        if (mailbox.IsReadOnly)
            return CommandResult.No(ResponseCode.ReadOnly, "The mailbox was opened read-only");
        var uids = UidSet.All;
        if (command.Messages is { } set)
            uids = (await mailbox.ResolveAsync(set, byUid: true, cancellationToken)).Uids();
        if (await mailbox.Account.ExpungeAsync(mailbox.Id, uids, cancellationToken) is not ExpungeResult.Expunged expunged)
            return CommandResult.No(ResponseCode.NonExistent, "The mailbox was removed");
        await ChangeRenderer.TellAsync(context.Session, context.Writer, expunges: true, cancellationToken);
        // RFC 7162 §3.2.7: with QRESYNC the mod-sequence of the newest expunge is told, where there was one.
        return context.Session.Has(ImapFeatures.Qresync) && !expunged.Uids.IsEmpty
            ? CommandResult.Ok(ResponseCode.Numbered("HIGHESTMODSEQ", expunged.ModSeq.Value), "EXPUNGE completed")
            : CommandResult.Ok("EXPUNGE completed");
    }
}
