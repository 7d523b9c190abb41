using Culver.Imap.Commands.Fetch.Items;
using Culver.Imap.Dispatch;
using Culver.Imap.Session;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Commands.Fetch;

/// <summary>
/// FETCH and UID FETCH (RFC 9051 §6.4.5, RFC 7162 §3.1.4 and §3.2.6). Reads a bounded batch, lets go of the store, sends; so a mailbox of any
/// size streams in flat memory, and a client that does not read holds up nobody.
/// </summary>
internal sealed class FetchHandler(FetchCrowd crowd) : ICommandHandler<FetchCommand>
{
    /// <summary>Messages whose digests, contents or flags are handled in one go.</summary>
    private const int BatchRows = 256;

    private const int FlushThreshold = 64 * 1024;

    public async ValueTask<CommandResult> HandleAsync(FetchCommand command, CommandContext context, CancellationToken cancellationToken)
    {
        var session = context.Session;
        var mailbox = context.Mailbox;
        // RFC 7162 §3.2.6: only for clients that enabled it.
        if (command.Vanished && !session.Has(ImapFeatures.Qresync))
            return CommandResult.Bad("VANISHED needs ENABLE QRESYNC first");
        var items = command.Items;
        // RFC 7162 §3.1.4.1: MODSEQ is implied by CHANGEDSINCE. RFC 9051 §6.4.9: UID is implied by UID FETCH.
        if (command.ChangedSince is not null && !items.Contains(ModSeqItem.Instance))
            items = items.Add(ModSeqItem.Instance);
        if (command.ByUid && !items.Contains(UidItem.Instance))
            items = items.Insert(0, UidItem.Instance);
        var selection = await mailbox.ResolveAsync(command.Messages, command.ByUid, cancellationToken);
        // RFC 7162 §3.1: asking for mod-sequences makes the client one that understands them, and is told them with FLAGS from here on.
        if (items.Contains(ModSeqItem.Instance))
            session.Enable(ImapFeatures.Condstore);
        if (command.Vanished)
            await WriteVanishedAsync(command, context, cancellationToken);
        await using var fetch = new FetchRun(items, context, crowd, isSeenSet: !mailbox.IsReadOnly && items.Any(static item => item.SetsSeen));
        // Grows when there are many: most ask for one message, and room for a batch would be cleared for it.
        var pending = new List<NumberedRow>();
        var isAnyGone = false;
        foreach (var (first, rows) in command.ChangedSince is { } changedSince ? selection.RunsChangedSince(changedSince) : selection.Runs())
        {
            if (fetch.IsIndexOnly)
            {
                // RFC 9051 §6.4.9: a UID that is not there is no error.
                isAnyGone |= await fetch.WriteRunAsync(selection.Snapshot, first, rows, command.ChangedSince, cancellationToken) && !command.ByUid;
                continue;
            }

            for (var i = 0; i < rows.Length; i++)
            {
                var row = rows.Span[i];
                if (command.ChangedSince is { } since && row.ModSeq <= since)
                    continue;
                if (row.IsGhost)
                {
                    // RFC 9051 §6.4.9: a UID that is not there is no error.
                    isAnyGone = !command.ByUid;
                    continue;
                }

                pending.Add(new(new(first.Value + i), row));
                if (pending.Count < BatchRows)
                    continue;
                await fetch.WriteAsync(selection.Snapshot, pending, cancellationToken);
                pending.Clear();
                await context.Writer.FlushAboveAsync(FlushThreshold, cancellationToken);
            }
        }

        if (pending.Count > 0)
            await fetch.WriteAsync(selection.Snapshot, pending, cancellationToken);
        // RFC 2180 §4.1.2 and RFC 5530 §3: what was there is told; of what another session expunged nothing is known any more.
        return isAnyGone ? CommandResult.No(ResponseCode.ExpungeIssued, "Some of the messages were expunged")
            : fetch.UnknownEncoding ? CommandResult.No(ResponseCode.UnknownCte, "A part has an encoding that cannot be decoded")
            : CommandResult.Ok("FETCH completed");
    }

    /// <summary>RFC 7162 §3.2.6: first of all, what is gone since.</summary>
    private static async ValueTask WriteVanishedAsync(FetchCommand command, CommandContext context, CancellationToken cancellationToken)
    {
        var mailbox = context.Mailbox;
        var told = mailbox.View.Told;
        var last = told.UidNext.Value - 1;
        var among = UidSet.From(command.Messages.Resolve(last).UpTo(last).Ranges.ToArray().Select(static range => new UidRange(new(range.First), new(range.Last))));
        if (command.Messages.HasSaved)
            among = among.Union(mailbox.Saved);
        var vanished = await mailbox.Account.VanishedSinceAsync(mailbox.Id, command.ChangedSince!.Value, among, cancellationToken);
        // What the client still sees, it is told of by the sync that moves its view.
        var snapshot = await mailbox.View.SnapshotAsync(cancellationToken);
        vanished = vanished.Except(MessageSelection.OfUids(snapshot, vanished).Uids());
        VanishedWriting.Write(context.Writer, vanished, isEarlier: true);
    }
}
