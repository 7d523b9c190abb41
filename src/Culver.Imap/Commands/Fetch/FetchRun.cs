using System.Collections.Immutable;
using Culver.Imap.Commands.Fetch.Items;
using Culver.Imap.Dispatch;
using Culver.Imap.Session;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Commands.Fetch;

/// <summary>Writes the messages of one FETCH, batch by batch.</summary>
internal sealed class FetchRun(ImmutableArray<FetchItem> items, CommandContext context, FetchCrowd crowd, bool isSeenSet) : IAsyncDisposable
{
    private const int FlushThreshold = 64 * 1024;

    private readonly FetchedMessage _message = new(context.Session, context.Mailbox);
    private readonly MessageParts _parts = PartsFor(items);
    private readonly ImmediateItem[]? _immediate = items.All(static item => item is ImmediateItem) ? [.. items.Cast<ImmediateItem>()] : null;
    private readonly bool _tellsFlags = items.Contains(FlagsItem.Instance);
    private readonly bool _tellsModSeq = items.Contains(ModSeqItem.Instance);
    private bool _isInCrowd;

    /// <summary>RFC 3516 §4.3: some part had a transfer encoding nobody knows.</summary>
    public bool UnknownEncoding { get; private set; }

    /// <summary>Whether the index holds all that is told, so that rows can be given to <see cref="WriteRunAsync"/>.</summary>
    public bool IsIndexOnly => _immediate is not null && _parts == MessageParts.None && !isSeenSet;

    /// <summary>Writes rows that lie together.</summary>
    /// <returns>Whether one of them is gone.</returns>
    public async ValueTask<bool> WriteRunAsync(
        MailboxSnapshot snapshot, SequenceNumber first, ReadOnlyMemory<IndexRow> rows, ModSeq? changedSince, CancellationToken cancellationToken)
    {
        var isAnyGone = false;
        for (var next = 0; next < rows.Length;)
        {
            var (to, gone) = WriteSome(snapshot, first, rows.Span, next, changedSince);
            next = to;
            isAnyGone |= gone;
            await context.Writer.FlushAboveAsync(FlushThreshold, cancellationToken);
        }

        return isAnyGone;
    }

    public async ValueTask WriteAsync(MailboxSnapshot snapshot, List<NumberedRow> rows, CancellationToken cancellationToken)
    {
        HashSet<Uid>? seen = null;
        if (isSeenSet)
            (snapshot, seen) = await SetSeenAsync(snapshot, rows, cancellationToken);
        if (_parts == MessageParts.None)
        {
            for (var i = 0; i < rows.Count; i++)
                await WriteOneAsync(snapshot, rows[i], null, 0, seen, cancellationToken);
            return;
        }

        var plain = rows.ConvertAll(static row => row.Row).ToArray();
        EnterCrowd();
        for (var start = 0; start < plain.Length;)
        {
            var portion = crowd.Portion(plain.AsSpan(start), context.Session.Options.LargeFetches);
            using var batch = await context.Mailbox.Account.ReadMessagesAsync(plain.AsMemory(start, portion), _parts, cancellationToken);
            for (var i = 0; i < batch.Count; i++)
                await WriteOneAsync(snapshot, rows[start + i], batch, i, seen, cancellationToken);
            start += batch.Count;
        }
    }

    public ValueTask DisposeAsync()
    {
        if (_isInCrowd)
            crowd.Leave();
        return _message.DisposeAsync();
    }

    private void EnterCrowd()
    {
        if (_isInCrowd)
            return;
        _isInCrowd = true;
        crowd.Enter();
    }

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

    /// <summary>Writes from a row on, until enough is written to be sent.</summary>
    private (int Next, bool IsAnyGone) WriteSome(MailboxSnapshot snapshot, SequenceNumber first, ReadOnlySpan<IndexRow> rows, int next, ModSeq? changedSince)
    {
        var isAnyGone = false;
        var writer = context.Writer;
        for (; next < rows.Length && writer.Unflushed <= FlushThreshold; next++)
        {
            ref readonly var row = ref rows[next];
            if (row.ModSeq <= changedSince)
                continue;
            if (row.IsGhost)
            {
                isAnyGone = true;
                continue;
            }

            _message.MoveTo(snapshot, new(first.Value + next), row);
            WriteImmediately(hasNewFlags: false);
        }

        return (next, isAnyGone);
    }

    private ValueTask WriteOneAsync(
        MailboxSnapshot snapshot, in NumberedRow row, MessageBatch? batch, int place, HashSet<Uid>? seen, CancellationToken cancellationToken)
    {
        var hasNewFlags = seen?.Contains(row.Row.Uid) == true;
        if (_immediate is null)
            return WriteOpenedAsync(snapshot, row, batch, place, hasNewFlags, cancellationToken);
        _message.MoveTo(snapshot, row.Number, row.Row, batch, place);
        WriteImmediately(hasNewFlags);
        return context.Writer.FlushAboveAsync(FlushThreshold, cancellationToken);
    }

    private void WriteImmediately(bool hasNewFlags)
    {
        var writer = context.Writer;
        Begin(writer);
        var isFirst = true;
        foreach (var item in _immediate!)
        {
            if (!isFirst)
                writer.Space();
            isFirst = false;
            item.Write(_message, writer);
        }

        End(writer, isFirst, hasNewFlags);
    }

    private async ValueTask WriteOpenedAsync(
        MailboxSnapshot snapshot, NumberedRow row, MessageBatch? batch, int place, bool hasNewFlags, CancellationToken cancellationToken)
    {
        await _message.MoveToAsync(snapshot, row, batch, place);
        var writer = context.Writer;
        var tellable = await TellableAsync(cancellationToken);
        // A FETCH response has at least one item (RFC 9051 §9, msg-att).
        if (tellable.IsEmpty && !hasNewFlags)
            return;
        // Opened before the response begins: what cannot be opened is then a refusal, and not a response that breaks off.
        if ((_parts & MessageParts.InlineContent) != MessageParts.None && _message.Inline is null)
            await _message.OpenAsync(cancellationToken);
        Begin(writer);
        var isFirst = true;
        foreach (var item in tellable)
        {
            if (!isFirst)
                writer.Space();
            isFirst = false;
            await item.WriteAsync(_message, writer, cancellationToken);
        }

        End(writer, isFirst, hasNewFlags);
        await writer.FlushAboveAsync(FlushThreshold, cancellationToken);
    }

    private void Begin(ImapWriter writer)
    {
        writer.Untagged();
        writer.Number((ulong)_message.Number.Value);
        writer.Keyword(" FETCH ("u8);
    }

    private void End(ImapWriter writer, bool isFirst, bool hasNewFlags)
    {
        // RFC 9051 §6.4.5: where \Seen was set just now, the flags are told with it.
        if (hasNewFlags && !_tellsFlags)
        {
            WriteAlso(FlagsItem.Instance, writer, isFirst);
            isFirst = false;
            // RFC 9051 §7.5.2 wants the UID with flags that were not asked for.
            if (!items.Contains(UidItem.Instance))
                WriteAlso(UidItem.Instance, writer, isFirst: false);
        }

        // RFC 7162 §3.1: a client with CONDSTORE is told the mod-sequence wherever flags are told.
        if (!_tellsModSeq && (_tellsFlags || hasNewFlags) && context.Session.Has(ImapFeatures.Condstore))
            WriteAlso(ModSeqItem.Instance, writer, isFirst);
        // RFC 9051 §9: msg-att holds at least one item; when none of those asked for could be decoded it is the UID.
        else if (isFirst)
            WriteAlso(UidItem.Instance, writer, isFirst);
        writer.Close();
        writer.CrLf();
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

    private void WriteAlso(ImmediateItem item, ImapWriter writer, bool isFirst)
    {
        if (!isFirst)
            writer.Space();
        item.Write(_message, writer);
    }
}
