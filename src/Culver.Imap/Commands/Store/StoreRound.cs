using System.Collections.Immutable;
using Culver.Imap.Dispatch;
using Culver.Imap.Session;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Commands.Store;

/// <summary>
/// STOREs that are carried out together. Rules it upholds: nothing is told before all of them are decided; each tells the messages it named itself, before
/// its own tagged line; what a client can work out from <c>.SILENT</c> ones is left out, whatever stood between them.
/// </summary>
internal sealed class StoreRound(CommandContext context) : ICommandRound
{
    // What more messages take is one command's own work: waiting for the others costs nobody anything then.
    private const int MostMessages = 1000;

    private readonly SelectedMailbox _mailbox = context.Mailbox;
    private readonly List<StoreStep> _steps = [];
    private int _named;
    private bool _areDecided;
    private bool _isTold;

    /// <inheritdoc/>
    public async ValueTask<bool> TryBeginAsync(object command, CancellationToken cancellationToken)
    {
        // A conditional STORE has more to say than what it made, and stays by itself.
        if (command is not StoreCommand { UnchangedSince: null } store || _mailbox.IsReadOnly || !FlagNames.TryRead(store.Flags, out var flags))
            return false;
        var selection = await _mailbox.ResolveAsync(store.Messages, store.ByUid, cancellationToken);
        if (selection.IsEmpty || _named + selection.Count > MostMessages || selection.Count > _mailbox.Account.SliceRows)
            return false;
        Begin(store, flags, selection, CommitWait.Aside, cancellationToken);
        return true;
    }

    /// <summary>Begins a STORE that was looked into.</summary>
    public void Begin(StoreCommand command, MessageFlags flags, MessageSelection selection, CommitWait wait, CancellationToken cancellationToken)
    {
        var change = new FlagChange(command.Operation, flags);
        var decided = _mailbox.Account.StoreFlagsAsync(_mailbox.Id, selection.Uids(), change, command.UnchangedSince, wait, cancellationToken);
        _named += selection.Count;
        _steps.Add(new(command, flags, selection, decided.AsTask()));
    }

    /// <inheritdoc/>
    public async ValueTask<CommandResult> EndAsync(int index, CancellationToken cancellationToken)
    {
        if (!_areDecided)
        {
            // Of what failed, each says so itself.
            await Task.WhenAll(_steps.Select(static Task (step) => step.Decided)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var step in _steps)
                step.Stored = step.Decided.IsCompletedSuccessfully ? await step.Decided as StoreResult.Stored : null;
            _areDecided = true;
        }

        return await _steps[index].Decided switch
        {
            StoreResult.Stored stored => await AnswerAsync(index, stored, cancellationToken),
            StoreResult.TooManyKeywords => CommandResult.No(ResponseCode.Limit, "The mailbox can hold no more keywords, or none so long"),
            StoreResult.MailboxGone => CommandResult.No(ResponseCode.NonExistent, "The mailbox was removed"),
            _ => throw new InvalidOperationException("Unknown result."),
        };
    }

    private async ValueTask<CommandResult> AnswerAsync(int index, StoreResult.Stored stored, CancellationToken cancellationToken)
    {
        var step = _steps[index];
        if (_isTold)
        {
            if (!step.Command.IsSilent && !_mailbox.IsGone)
                await TellAsync(step, [], cancellationToken);
            return CommandResult.Ok("STORE completed");
        }

        _isTold = true;
        var changes = await _mailbox.View.SyncAsync(expunges: false, cancellationToken);
        await ChangeRenderer.WriteAsync(context.Session, _mailbox, context.Writer, changes, (in NumberedRow row) => WhatOf(index, changes, row.Row), cancellationToken);
        // RFC 7162 §3.1.3: a conditional STORE tells the mod-sequence even with .SILENT.
        if (!changes.MailboxGone && (!step.Command.IsSilent || step.Command.UnchangedSince is not null))
            await TellAsync(step, changes.Changed, cancellationToken);
        if (stored.Modified.IsEmpty)
            return CommandResult.Ok("STORE completed");
        // RFC 7162 §3.1.3: by number for STORE, by UID for UID STORE; the command itself is OK, it did what it was asked.
        var modified = step.Command.ByUid ? ToRanges(stored.Modified) : ToNumbers(step.Selection.Snapshot, stored.Modified);
        return CommandResult.Ok(ResponseCode.Modified(modified), "Some messages had changed; conditional STORE left them alone");
    }

    /// <summary>
    /// What the first answer tells of a message that changed. <c>.SILENT</c> spares a client the flags it can work out itself (RFC 9051 §6.4.6); where another
    /// session had a hand in them too it cannot, and is told, silent or not.
    /// </summary>
    private FlagsToTell WhatOf(int first, ViewChanges changes, in IndexRow row)
    {
        if (_steps[first].Tells(row.Uid))
            return FlagsToTell.All;
        StoreStep? last = null;
        for (var i = _steps.Count - 1; i >= first; i--)
        {
            var step = _steps[i];
            // Its own answer will.
            if (step.Tells(row.Uid))
                return FlagsToTell.Nothing;
            if (last is null && step.Stored is { } stored && stored.Made(row.ModSeq) && stored.Changed.Contains(row.Uid))
                last = step;
        }

        if (last is not { Command.IsSilent: true } || !IsWorkedOut(changes, row))
            return FlagsToTell.All;
        // RFC 7162 §3.1.3: the mod-sequence is told all the same.
        return context.Session.Has(ImapFeatures.Condstore) ? FlagsToTell.ModSeqOnly : FlagsToTell.Nothing;
    }

    private bool IsWorkedOut(ViewChanges changes, in IndexRow after)
    {
        // Rows that are first read now can be newer than what was told.
        if (!changes.Before.TryFind(after.Uid, out _, out var before) || before.ModSeq > changes.Before.ModSeq)
            return false;
        var expected = changes.Before.FlagsOf(before);
        foreach (var step in _steps)
        {
            if (step.Stored is { } stored && stored.Changed.Contains(after.Uid))
                expected = step.Apply(expected, changes.After);
        }

        return changes.After.FlagsOf(after) == expected;
    }

    /// <summary>Tells the messages a STORE named, also those that had these flags before (RFC 9051 §6.4.6), but for those told already, ascending.</summary>
    private async ValueTask TellAsync(StoreStep step, ImmutableArray<NumberedRow> told, CancellationToken cancellationToken)
    {
        var now = await _mailbox.View.SnapshotAsync(cancellationToken);
        var rows = Untold(step, told.AsSpan(), now);
        var what = step.Command.IsSilent ? FlagsToTell.ModSeqOnly : FlagsToTell.All;
        await ChangeRenderer.WriteFetchesAsync(context.Session, _mailbox, context.Writer, now, rows, what, cancellationToken);
    }

    private static List<NumberedRow> Untold(StoreStep step, ReadOnlySpan<NumberedRow> told, MailboxSnapshot now)
    {
        var modified = step.Stored!.Modified;
        var rows = new List<NumberedRow>();
        var next = 0;
        foreach (var (_, run) in step.Selection.Runs())
        {
            foreach (ref readonly var named in run.Span)
            {
                var uid = named.Uid;
                while (next < told.Length && told[next].Row.Uid < uid)
                    next++;
                if ((next == told.Length || told[next].Row.Uid != uid) && !modified.Contains(uid) && now.TryFind(uid, out var number, out var row) && !row.IsGhost)
                    rows.Add(new(number, row));
            }
        }

        return rows;
    }

    private static NumberRanges ToRanges(UidSet uids) =>
        NumberRanges.Of(uids.Ranges.Select(static range => new SequenceRange(range.First.Value, range.Last.Value)).ToArray());

    private static NumberRanges ToNumbers(MailboxSnapshot snapshot, UidSet uids) =>
        NumberRanges.Of(MessageSelection.OfUids(snapshot, uids).Rows().Select(static row => new SequenceRange((uint)row.Number.Value, (uint)row.Number.Value)).ToArray());
}
