using Culver.Imap.Dispatch;
using Culver.Imap.Session;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Commands.Store;

/// <summary>STORE and UID STORE (RFC 9051 §6.4.6, RFC 7162 §3.1.3). One by itself is a round of one.</summary>
internal sealed class StoreHandler : ICommandHandler<StoreCommand>, IRoundHandler
{
    public async ValueTask<CommandResult> HandleAsync(StoreCommand command, CommandContext context, CancellationToken cancellationToken)
    {
        var mailbox = context.Mailbox;
        if (mailbox.IsReadOnly)
            return CommandResult.No(ResponseCode.ReadOnly, "The mailbox was opened read-only");
        if (!FlagNames.TryRead(command.Flags, out var flags))
            return CommandResult.Bad("Expected system flags that exist, or keywords");
        var selection = await mailbox.ResolveAsync(command.Messages, command.ByUid, cancellationToken);
        // RFC 7162 §3.1: a conditional STORE makes the client one that understands mod-sequences.
        if (command.UnchangedSince is not null)
            context.Session.Enable(ImapFeatures.Condstore);
        if (selection.IsEmpty)
            return mailbox.IsGone ? CommandResult.No(ResponseCode.NonExistent, "The mailbox was removed") : CommandResult.Ok("STORE completed");
        var round = new StoreRound(context);
        round.Begin(command, flags, selection, CommitWait.Here, cancellationToken);
        return await round.EndAsync(index: 0, cancellationToken);
    }

    public ICommandRound Round(CommandContext context) => new StoreRound(context);
}
