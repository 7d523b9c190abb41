using System.Collections.Immutable;
using Culver.Imap.Commands.Fetch.Items;
using Culver.Imap.Dispatch;
using Culver.Imap.Session;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Commands.Fetch;

/// <summary>Writes the messages of one FETCH, batch by batch.</summary>
internal sealed class FetchRun(ImmutableArray<FetchItem> items, CommandContext context, bool isSeenSet) : IAsyncDisposable
{
    private const int FlushThreshold = 64 * 1024;

    private readonly FetchedMessage _message = new(context.Session, context.Mailbox);
    private readonly MessageParts _parts = PartsFor(items);
    private readonly bool _tellsFlags = items.Contains(FlagsItem.Instance);
    private readonly bool _tellsModSeq = items.Contains(ModSeqItem.Instance);

    /// <summary>RFC 3516 §4.3: some part had a transfer encoding nobody knows.</summary>
    public bool UnknownEncoding { get; private set; }

    public async ValueTask WriteAsync(MailboxSnapshot snapshot, List<NumberedRow> rows, CancellationToken cancellationToken)
    {
        HashSet<Uid>? seen = null;
        if (isSeenSet)
            (snapshot, seen) = await SetSeenAsync(snapshot, rows, cancellationToken);
        if (_parts == MessageParts.None)
        {
            foreach (var row in rows)
                await WriteOneAsync(snapshot, row, null, 0, seen, cancellationToken);
            return;
        }

        var plain = rows.ConvertAll(static row => row.Row).ToArray();
        for (var start = 0; start < plain.Length;)
        {
            using var batch = await context.Mailbox.Account.ReadMessagesAsync(plain.AsMemory(start), _parts, cancellationToken);
            for (var i = 0; i < batch.Count; i++)
                await WriteOneAsync(snapshot, rows[start + i], batch, i, seen, cancellationToken);
            start += batch.Count;
        }
    }

    public ValueTask DisposeAsync() => _message.DisposeAsync();

    private static MessageParts PartsFor(ImmutableArray<FetchItem> items)
    {
        var needs = items.Aggregate(FetchNeeds.Index, static (all, item) => all | item.Needs);
        var parts = MessageParts.None;
        if ((needs & FetchNeeds.Digest) != FetchNeeds.Index)
            parts |= MessageParts.Digest;
        if ((needs & FetchNeeds.Ids) != FetchNeeds.Index)
            parts |= MessageParts.Ids;
        if ((needs & FetchNeeds.Content) != FetchNeeds.Index)
            parts |= MessageParts.InlineContent;
        return parts;
    }

    /// <summary>
    /// Sets \Seen where it is not, in one commit for the batch, and brings the rows up to date. What else changed meanwhile is told here,
    /// without expunges; the messages of the batch tell theirs in their own FETCH response.
    /// </summary>
    private async ValueTask<(MailboxSnapshot Snapshot, HashSet<Uid>? Seen)> SetSeenAsync(
        MailboxSnapshot snapshot, List<NumberedRow> rows, CancellationToken cancellationToken)
    {
        var mailbox = context.Mailbox;
        // Whether a message is seen is asked of the newest state: another session may have taken \Seen away.
        if (mailbox.View.IsBehind)
            snapshot = await SyncAsync(snapshot, rows, static (in NumberedRow _) => FlagsToTell.All, cancellationToken);
        var unseen = rows.FindAll(row => (snapshot.FlagsOf(row.Row).System & SystemFlags.Seen) == SystemFlags.None).ConvertAll(static row => row.Row.Uid);
        if (unseen.Count == 0)
            return (snapshot, null);
        var change = new FlagChange(FlagOperation.Add, MessageFlags.Of(SystemFlags.Seen));
        await mailbox.Account.StoreFlagsAsync(mailbox.Id, UidSet.From(unseen), change, unchangedSince: null, cancellationToken);
        var mine = unseen.ToHashSet();
        snapshot = await SyncAsync(snapshot, rows, (in NumberedRow row) => mine.Contains(row.Row.Uid) ? FlagsToTell.Nothing : FlagsToTell.All, cancellationToken);
        return (snapshot, mine);
    }

    /// <summary>Moves the view on without telling expunges, so that every number still holds, and the rows with it.</summary>
    private async ValueTask<MailboxSnapshot> SyncAsync(
        MailboxSnapshot snapshot, List<NumberedRow> rows, ChangeRenderer.RowFilter tell, CancellationToken cancellationToken)
    {
        var mailbox = context.Mailbox;
        var changes = await mailbox.View.SyncAsync(expunges: false, cancellationToken);
        if (changes.MailboxGone)
            return snapshot;
        await ChangeRenderer.WriteAsync(context.Session, mailbox, context.Writer, changes, tell, cancellationToken);
        for (var i = 0; i < rows.Count; i++)
        {
            if (changes.After.TryFind(rows[i].Row.Uid, out var number, out var row))
                rows[i] = new(number, row);
        }

        return changes.After;
    }

    private async ValueTask WriteOneAsync(
        MailboxSnapshot snapshot, NumberedRow row, MessageBatch? batch, int place, HashSet<Uid>? seen, CancellationToken cancellationToken)
    {
        await _message.MoveToAsync(snapshot, row.Number, row.Row, batch, place);
        var writer = context.Writer;
        var tellable = await TellableAsync(cancellationToken);
        var hasNewFlags = seen?.Contains(row.Row.Uid) == true;
        // A FETCH response has at least one item (RFC 9051 §9, msg-att).
        if (tellable.IsEmpty && !hasNewFlags)
            return;
        writer.Untagged();
        writer.Number((long)row.Number.Value);
        writer.Keyword(" FETCH ("u8);
        var isFirst = true;
        foreach (var item in tellable)
        {
            await WriteItemAsync(item, writer, isFirst, cancellationToken);
            isFirst = false;
        }

        // RFC 9051 §6.4.5: where \Seen was set just now, the flags are told with it.
        if (hasNewFlags && !_tellsFlags)
        {
            await WriteItemAsync(FlagsItem.Instance, writer, isFirst, cancellationToken);
            isFirst = false;
            // RFC 9051 §7.5.2 wants the UID with flags that were not asked for.
            if (!items.Contains(UidItem.Instance))
                await WriteItemAsync(UidItem.Instance, writer, isFirst: false, cancellationToken);
        }

        // RFC 7162 §3.1: a client with CONDSTORE is told the mod-sequence wherever flags are told.
        if (!_tellsModSeq && context.Session.Has(ImapFeatures.Condstore) && (_tellsFlags || hasNewFlags))
            await WriteItemAsync(ModSeqItem.Instance, writer, isFirst, cancellationToken);
        // RFC 9051 §9: msg-att holds at least one item; when none of those asked for could be decoded it is the UID.
        else if (isFirst)
            await WriteItemAsync(UidItem.Instance, writer, isFirst, cancellationToken);
        writer.Close();
        writer.CrLf();
        await writer.FlushAboveAsync(FlushThreshold, cancellationToken);
    }

    /// <summary>The items that can be told of the message: all but those whose part nobody can decode (RFC 9051 §6.4.5, UNKNOWN-CTE).</summary>
    private async ValueTask<ImmutableArray<FetchItem>> TellableAsync(CancellationToken cancellationToken)
    {
        var tellable = items;
        foreach (var item in items)
        {
            if (item is IDecodingItem decoding && !await decoding.CanDecodeAsync(_message, cancellationToken))
            {
                UnknownEncoding = true;
                tellable = tellable.Remove(item);
            }
        }

        return tellable;
    }

    private ValueTask WriteItemAsync(FetchItem item, ImapWriter writer, bool isFirst, CancellationToken cancellationToken)
    {
        if (!isFirst)
            writer.Space();
        return item.WriteAsync(_message, writer, cancellationToken);
    }
}
