using Culver.Imap.Dispatch;
using Culver.Imap.Session;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Commands.Store;

/// <summary>STORE and UID STORE (RFC 9051 §6.4.6, RFC 7162 §3.1.3).</summary>
internal sealed class StoreHandler : ICommandHandler<StoreCommand>
{
    public async ValueTask<CommandResult> HandleAsync(StoreCommand command, CommandContext context, CancellationToken cancellationToken)
    {
        var session = context.Session;
        var mailbox = context.Mailbox;
        if (mailbox.IsReadOnly)
            return CommandResult.No(ResponseCode.ReadOnly, "The mailbox was opened read-only");
        if (!FlagNames.TryRead(command.Flags, out var flags))
            return CommandResult.Bad("Expected system flags that exist, or keywords");
        var selection = await mailbox.ResolveAsync(command.Messages, command.ByUid, cancellationToken);
        // RFC 7162 §3.1: a conditional STORE makes the client one that understands mod-sequences.
        if (command.UnchangedSince is not null)
            session.Enable(ImapFeatures.Condstore);
        if (selection.IsEmpty)
            return mailbox.IsGone ? CommandResult.No(ResponseCode.NonExistent, "The mailbox was removed") : CommandResult.Ok("STORE completed");
        var uids = selection.Uids();
        var change = new FlagChange(command.Operation, flags);
        var result = await mailbox.Account.StoreFlagsAsync(mailbox.Id, uids, change, command.UnchangedSince, cancellationToken);
        return result switch
        {
            StoreResult.Stored stored => await AnswerAsync(command, context, selection, stored, cancellationToken),
            StoreResult.TooManyKeywords => CommandResult.No(ResponseCode.Limit, "The mailbox can hold no more keywords, or none so long"),
            StoreResult.MailboxGone => CommandResult.No(ResponseCode.NonExistent, "The mailbox was removed"),
            _ => throw new InvalidOperationException("Unknown result."),
        };
    }

    private static async ValueTask<CommandResult> AnswerAsync(
        StoreCommand command, CommandContext context, MessageSelection selection, StoreResult.Stored stored, CancellationToken cancellationToken)
    {
        var session = context.Session;
        var mailbox = context.Mailbox;
        var before = selection.Snapshot;
        var changes = await mailbox.View.SyncAsync(expunges: false, cancellationToken);
        // Of what we changed the client is told here. .SILENT spares it the flags it can work out itself (RFC 9051 §6.4.6); where
        // another session had a hand in them too it cannot, and is told.
        var workedOut = new SilentStore(command, changes);
        await ChangeRenderer.WriteAsync(
            session, mailbox, context.Writer, changes,
            (in NumberedRow row) => !command.IsSilent || !stored.Made(row.Row.ModSeq) || !stored.Changed.Contains(row.Row.Uid) || !workedOut.Holds(row.Row) ? FlagsToTell.All
                // RFC 7162 §3.1.3: the mod-sequence is told all the same.
                : session.Has(ImapFeatures.Condstore) ? FlagsToTell.ModSeqOnly
                : FlagsToTell.Nothing,
            cancellationToken);
        // RFC 7162 §3.1.3: a conditional STORE tells the mod-sequence even with .SILENT.
        if (!changes.MailboxGone && (!command.IsSilent || command.UnchangedSince is not null))
            await AnswerUnchangedAsync(context, changes, selection, stored, command.IsSilent ? FlagsToTell.ModSeqOnly : FlagsToTell.All, cancellationToken);

        if (!stored.Modified.IsEmpty)
        {
            // RFC 7162 §3.1.3: by number for STORE, by UID for UID STORE; the command itself is OK, it did what it was asked.
            var modified = command.ByUid ? ToRanges(stored.Modified) : ToNumbers(before, stored.Modified);
            return CommandResult.Ok(ResponseCode.Modified(modified), "Some messages had changed; conditional STORE left them alone");
        }

        return CommandResult.Ok("STORE completed");
    }

    /// <summary>
    /// RFC 9051 §6.4.6: the new value is told as if by FETCH, also of messages that had these flags before.
    /// </summary>
    private static async ValueTask AnswerUnchangedAsync(
        CommandContext context, ViewChanges changes, MessageSelection selection, StoreResult.Stored stored, FlagsToTell what, CancellationToken cancellationToken)
    {
        var told = changes.Changed.Select(static change => change.Row.Uid).ToHashSet();
        var same = new List<NumberedRow>();
        foreach (var row in selection.Rows())
        {
            if (!told.Contains(row.Row.Uid) && !stored.Modified.Contains(row.Row.Uid) && changes.After.TryFind(row.Row.Uid, out var number, out var now) && !now.IsGhost)
                same.Add(new(number, now));
        }

        await ChangeRenderer.WriteFetchesAsync(context.Session, context.Mailbox, context.Writer, changes.After, same, what, cancellationToken);
    }

    private static NumberRanges ToRanges(UidSet uids) =>
        NumberRanges.Of(uids.Ranges.Select(static range => new SequenceRange(range.First.Value, range.Last.Value)).ToArray());

    private static NumberRanges ToNumbers(MailboxSnapshot snapshot, UidSet uids) =>
        NumberRanges.Of(MessageSelection.OfUids(snapshot, uids).Rows().Select(static row => new SequenceRange((uint)row.Number.Value, (uint)row.Number.Value)).ToArray());
}
