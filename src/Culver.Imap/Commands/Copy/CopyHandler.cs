using Culver.Imap.Dispatch;
using Culver.Imap.Session;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Commands.Copy;

/// <summary>
/// COPY and MOVE with their UID forms (RFC 9051 §6.4.7 and §6.4.8, RFC 4315 §3). Copying to where a message is already gives a second
/// copy and is no error: a NO sends clients into a retry loop.
/// </summary>
internal sealed class CopyHandler(bool isMove) : ICommandHandler<CopyCommand>
{
    public async ValueTask<CommandResult> HandleAsync(CopyCommand command, CommandContext context, CancellationToken cancellationToken)
    {
        var mailbox = context.Mailbox;
        var verb = isMove ? "MOVE" : "COPY";
        if (isMove && mailbox.IsReadOnly)
            return CommandResult.No(ResponseCode.ReadOnly, "The mailbox was opened read-only");
        var selection = await mailbox.ResolveAsync(command.Messages, command.ByUid, cancellationToken);
        if (!MailboxName.TryParse(command.Destination, out var name))
            return CommandResult.No(ResponseCode.Cannot, "No mailbox can have that name");
        if (!mailbox.Account.Mailboxes.TryGet(name, out var destination) || !destination.IsSelectable)
            // RFC 9051 §6.4.7: TRYCREATE only where the name could be made.
            return CommandResult.No(ResponseCode.TryCreate, "There is no such mailbox");
        if (selection.IsEmpty && mailbox.IsGone)
            return CommandResult.No(ResponseCode.NonExistent, "The mailbox was removed");
        if (selection.IsEmpty)
            return CommandResult.Ok($"{verb} completed; there was nothing to {verb.ToLowerInvariant()}");
        var uids = selection.Uids();
        var result = isMove
            ? await mailbox.Account.MoveAsync(mailbox.Id, uids, destination.Id, cancellationToken)
            : await mailbox.Account.CopyAsync(mailbox.Id, uids, destination.Id, cancellationToken);
        return result switch
        {
            CopyResult.Copied copied => await AnswerAsync(context, selection, copied, verb, cancellationToken),
            CopyResult.SourceGone => CommandResult.No(ResponseCode.NonExistent, "The mailbox was removed"),
            CopyResult.DestinationGone => CommandResult.No(ResponseCode.TryCreate, "There is no such mailbox"),
            CopyResult.OverQuota => CommandResult.No(ResponseCode.OverQuota, "There is no room for them"),
            CopyResult.TooManyKeywords => CommandResult.No(ResponseCode.Limit, "The mailbox can hold no more keywords, or none so long"),
            CopyResult.UidsExhausted => CommandResult.No(ResponseCode.Limit, "The mailbox has no UIDs left; copy its messages to a new one"),
            _ => throw new InvalidOperationException("Unknown result."),
        };
    }

    private async ValueTask<CommandResult> AnswerAsync(
        CommandContext context, MessageSelection selection, CopyResult.Copied copied, string verb, CancellationToken cancellationToken)
    {
        if (copied.Uids.IsEmpty)
            // RFC 5530 §3: every one of them was expunged by another session.
            return CommandResult.No(ResponseCode.ExpungeIssued, "The messages are gone");
        // RFC 4315 §3.
        var code = !context.Session.Offers("UIDPLUS") ? null : ResponseCode.CopyUid(
            copied.UidValidity.Value,
            [.. copied.Uids.Select(static uid => uid.Source.Value)],
            [.. copied.Uids.Select(static uid => uid.Destination.Value)]);
        if (!isMove)
        {
            return copied.Uids.Length == selection.Count
                ? CommandResult.Ok(code, $"{verb} completed")
                // RFC 2180 §4.4: part of the messages were expunged meanwhile; what there was is copied.
                : CommandResult.Ok(code, $"{verb} completed; some messages were gone");
        }

        // RFC 9051 §6.4.8: COPYUID is told untagged, before the EXPUNGE responses that follow.
        if (code is not null)
            context.Writer.Status(ResponseStatus.Ok, code, "Moved");
        await ChangeRenderer.TellAsync(context.Session, context.Writer, expunges: true, cancellationToken);
        // RFC 6851 §4.4: with QRESYNC the client is told the mod-sequence it knows the mailbox at now.
        return context.Session.Has(ImapFeatures.Qresync)
            ? CommandResult.Ok(ResponseCode.Numbered("HIGHESTMODSEQ", context.Mailbox.View.Told.HighestModSeq.Value), $"{verb} completed")
            : CommandResult.Ok($"{verb} completed");
    }
}
