using System.Collections.Immutable;
using Culver.Imap.Commands.Fetch.Items;
using Culver.Imap.Dispatch;
using Culver.Imap.Session;
using Culver.Mime;
using Culver.Storage;

namespace Culver.Imap.Commands.Fetch;

/// <summary>Writes the messages of one FETCH, batch by batch.</summary>
internal sealed class FetchRun(ImmutableArray<FetchItem> items, CommandContext context, FetchCrowd crowd, bool isSeenSet) : IAsyncDisposable
{
    private const int FlushThreshold = 64 * 1024;

    private readonly FetchedMessage _message = new(context.Session, context.Mailbox);
    private readonly MessageParts _parts = PartsFor(items);
    private readonly FetchResponse _response = new(items, context);
    private DigestResponses? _digests;
    private bool _isInCrowd;

    /// <summary>RFC 3516 §4.3: some part had a transfer encoding nobody knows.</summary>
    public bool UnknownEncoding { get; private set; }

    /// <summary>Whether the index holds all that is told, so that rows can be given to <see cref="WriteRunAsync"/>.</summary>
    public bool IsIndexOnly => _response.IsImmediate && _parts == MessageParts.None && !isSeenSet;

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

        var plain = new IndexRow[rows.Count];
        for (var i = 0; i < plain.Length; i++)
            plain[i] = rows[i].Row;
        if (_response.IsImmediate && _parts == MessageParts.Digest)
        {
            await WriteFromDigestsAsync(snapshot, rows, plain, seen, cancellationToken);
            return;
        }

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

    private async ValueTask WriteFromDigestsAsync(
        MailboxSnapshot snapshot, List<NumberedRow> rows, IndexRow[] plain, HashSet<Uid>? seen, CancellationToken cancellationToken)
    {
        var digests = _digests ??= new(_response, _message, context.Writer, FlushThreshold);
        for (var start = 0; start < plain.Length;)
        {
            digests.Expect(snapshot, rows, start, seen);
            start += await context.Mailbox.Account.ShowDigestsAsync(plain.AsMemory(start), digests, cancellationToken);
            if (digests.IsLacking)
            {
                using var batch = await context.Mailbox.Account.ReadMessagesAsync(plain.AsMemory(start, 1), _parts, cancellationToken);
                await WriteOneAsync(snapshot, rows[start++], batch, 0, seen, cancellationToken);
            }

            await context.Writer.FlushAboveAsync(FlushThreshold, cancellationToken);
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
        await mailbox.Account.StoreFlagsAsync(mailbox.Id, UidSet.From(unseen), change, unchangedSince: null, CommitWait.Here, cancellationToken);
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
            _response.Write(_message, default, hasNewFlags: false);
        }

        return (next, isAnyGone);
    }

    private ValueTask WriteOneAsync(
        MailboxSnapshot snapshot, in NumberedRow row, MessageBatch? batch, int place, HashSet<Uid>? seen, CancellationToken cancellationToken)
    {
        var hasNewFlags = seen?.Contains(row.Row.Uid) == true;
        if (!_response.IsImmediate)
            return WriteOpenedAsync(snapshot, row, batch, place, hasNewFlags, cancellationToken);
        var digest = (_parts & MessageParts.Digest) != MessageParts.None ? DigestView.Read(batch!.Digest(place).Span) : default;
        if (batch is not null && !_response.CanWrite(digest))
            return WriteOpenedAsync(snapshot, row, batch, place, hasNewFlags, cancellationToken);
        _message.MoveTo(snapshot, row.Number, row.Row, batch, place);
        _response.Write(_message, digest, hasNewFlags);
        return context.Writer.FlushAboveAsync(FlushThreshold, cancellationToken);
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
        FetchResponse.Begin(_message, writer);
        var isFirst = true;
        foreach (var item in tellable)
        {
            if (!isFirst)
                writer.Space();
            isFirst = false;
            await item.WriteAsync(_message, writer, cancellationToken);
        }

        _response.End(_message, writer, isFirst, hasNewFlags);
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
}
