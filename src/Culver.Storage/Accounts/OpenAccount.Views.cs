using System.Collections.Immutable;
using Culver.Storage.Engine;

namespace Culver.Storage.Accounts;

// What views ask: the newest rows, the record of expunges, and that nothing they show is swept.
internal sealed partial class OpenAccount
{
    private ImmutableHashSet<MailboxId> _claimed = [];
    // 1 from when a sweep is asked for until it begins.
    private int _sweepIsWanted;
    // How many sweeps are under way.
    private int _sweeps;
    // Whether something vanished that no sweep took yet.
    private volatile bool _hasVanished;

    /// <inheritdoc/>
    public MailboxInfo? Newest(MailboxId mailbox) => Present().Tree.TryGet(mailbox, out var info) ? info : null;

    /// <inheritdoc/>
    public ValueTask<LatestMailbox?> LatestAsync(MailboxId mailbox, CancellationToken cancellationToken)
    {
        Present();
        if (!Tree.TryGet(mailbox, out _))
            return new((LatestMailbox?)null);
        var state = State(mailbox);
        lock (_gate)
        {
            if (state.Latest is { } latest)
                return new(latest);
            state.Loading ??= LoadAsync(mailbox, state);
            return new(state.Loading.WaitAsync(cancellationToken));
        }
    }

    /// <inheritdoc/>
    public async ValueTask<UidSet> VanishedSinceAsync(MailboxId mailbox, ModSeq since, UidSet among, CancellationToken cancellationToken)
    {
        if (await Engine.VanishedSinceAsync(mailbox, since, cancellationToken) is { } vanished)
            return vanished.Intersect(among);
        // RFC 7162 §5.1: the record does not reach back that far, so everything that is not there is told.
        if (await LatestAsync(mailbox, cancellationToken) is not { } latest)
            return UidSet.Empty;
        var present = UidSet.From(latest.Rows.RunsFrom(new(1)).SelectMany(static run => run.ToArray()).Select(static row => row.Uid));
        return latest.Info.UidNext.Value > 1
            ? UidSet.Of(new(1), new(latest.Info.UidNext.Value - 1)).Intersect(among).Except(present)
            : UidSet.Empty;
    }

    public ValueTask<long> CountAsync(MailboxId mailbox, UidSet uids, CancellationToken cancellationToken)
    {
        LatestMailbox? latest = null;
        if (_states.TryGetValue(mailbox, out var state))
        {
            lock (_gate)
                latest = state.Latest;
        }

        return latest is null ? Engine.CountAsync(mailbox, uids, cancellationToken) : new(latest.Rows.CountOf(uids));
    }

    /// <inheritdoc/>
    public void Attach(MailboxView view)
    {
        lock (_views)
            _views.Add(view);
    }

    /// <inheritdoc/>
    public void Detach(MailboxView view)
    {
        lock (_views)
            _views.Remove(view);
        // What it held back may go now; an account where nothing vanished is left in peace.
        if (_hasVanished)
            WantSweep();
    }

    public Uid Recent(MailboxId mailbox, Uid uidNext, bool claim)
    {
        if (!Tree.TryGet(mailbox, out _))
            return uidNext;
        var state = State(mailbox);
        if (!claim)
            return state.Recent;
        var first = state.ClaimRecent(uidNext, out var raised);
        // Persisted with the next commit, whatever it is, or when the account closes: SELECT never costs an fsync.
        if (raised)
            ImmutableInterlocked.Update(ref _claimed, static (all, one) => all.Add(one), mailbox);
        return first;
    }

    /// <summary>The claims of <c>\Recent</c> that are not persisted yet; null when there are none.</summary>
    public RecentWrite? TakeRecentClaims()
    {
        var claimed = Interlocked.Exchange(ref _claimed, []);
        return claimed.IsEmpty ? null : new([.. claimed.Select(mailbox => (mailbox, State(mailbox).Recent))]);
    }

    /// <summary>Takes claims back that were not persisted after all.</summary>
    public void ReturnClaims(AccountWrite write)
    {
        if (write is not RecentWrite recent)
            return;
        foreach (var (mailbox, _) in recent.Floors)
            ImmutableInterlocked.Update(ref _claimed, static (all, one) => all.Add(one), mailbox);
    }

    /// <summary>Compares what is in memory with what is stored, mailbox by mailbox, where both are of the same commit.</summary>
    private async ValueTask<List<ConsistencyFinding>> CheckMemoryAsync(CancellationToken cancellationToken)
    {
        var findings = new List<ConsistencyFinding>();
        foreach (var (id, state) in _states)
        {
            LatestMailbox? latest;
            lock (_gate)
                latest = state.Latest;
            if (latest is null || await Engine.LoadRowsAsync(id, ModSeq.Zero, cancellationToken) is not { } stored
                || stored.Mailbox.HighestModSeq != latest.Info.HighestModSeq)
                continue;
            var subject = $"mailbox {latest.Info.Name}";
            if (!latest.Rows.RunsFrom(new(1)).SelectMany(static run => run.ToArray()).SequenceEqual(stored.Rows))
                findings.Add(new(subject, "its index in memory is not what is stored"));
            if ((latest.Info.Messages, latest.Info.Unseen, latest.Info.Deleted, latest.Info.Bytes, latest.Info.UidNext)
                != (stored.Mailbox.Messages, stored.Mailbox.Unseen, stored.Mailbox.Deleted, stored.Mailbox.Bytes, stored.Mailbox.UidNext))
                findings.Add(new(subject, "its counters in memory are not what is stored"));
        }

        return findings;
    }

    private async Task<LatestMailbox?> LoadAsync(MailboxId mailbox, MailboxState state)
    {
        // The caller holds the gate; what follows the first await does not.
        state.Missed = [];
        var reloads = _reloads;
        try
        {
            while (true)
            {
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                var loaded = await Engine.LoadRowsAsync(mailbox, ModSeq.Zero, CancellationToken.None);
                lock (_gate)
                {
                    if (reloads != _reloads)
                    {
                        // A commit of uncertain outcome came between: neither these rows nor what was missed can be trusted.
                        reloads = _reloads;
                        state.Missed = [];
                        continue;
                    }

                    if (loaded is null || !Tree.TryGet(mailbox, out var info))
                        return null;
                    return state.Latest = CatchUp(loaded, info, state);
                }
            }
        }
        finally
        {
            lock (_gate)
            {
                state.Loading = null;
                state.Missed = null;
            }
        }
    }

    /// <summary>Brings rows that were read at one moment to the newest commit by what was committed since.</summary>
    private static LatestMailbox CatchUp(LoadedRows loaded, MailboxInfo newest, MailboxState state)
    {
        // The read may have seen a commit that is durable and not published yet; publishing it again changes nothing.
        var info = loaded.Mailbox.HighestModSeq > newest.HighestModSeq ? loaded.Mailbox : newest;
        var rows = MailboxSnapshot.Of(loaded.Mailbox, state.Flags, loaded.Rows);
        foreach (var change in state.Missed!)
        {
            if (change.ModSeq > loaded.Mailbox.HighestModSeq)
                rows = rows.With(IndexDelta.To(info, change.Rows, change.Vanished));
        }

        return new(info, rows);
    }

    /// <summary>The sweep that was begun last.</summary>
    internal Task Sweeping { get; private set; } = Task.CompletedTask;

    /// <summary>What it will do by itself, or is doing.</summary>
    public BackgroundWork Waiting =>
        _isGone ? default : new(Search.Indexer.Waiting, Volatile.Read(ref _sweepIsWanted) == 1 || Volatile.Read(ref _sweeps) > 0 ? 1 : 0);

    private void WantSweep()
    {
        _hasVanished = true;
        // Once set the timer is left alone: an account that is never quiet is swept too.
        if (!_isGone && Interlocked.Exchange(ref _sweepIsWanted, 1) == 0)
            _sweepTimer.Change(_settings.SweepDelay, Timeout.InfiniteTimeSpan);
    }

    private ModSeq SweepableThrough()
    {
        // The tree is taken first: a view opened after this shows nothing that vanished before it.
        var through = Tree.HighestModSeq;
        lock (_views)
        {
            foreach (var view in _views)
            {
                if (view.HoldsFrom < through)
                    through = view.HoldsFrom;
            }
        }

        return through;
    }

    private void SweepSoon()
    {
        // In this order: whoever asks meanwhile is not told that nothing waits.
        Interlocked.Increment(ref _sweeps);
        Interlocked.Exchange(ref _sweepIsWanted, 0);
        Sweeping = SweepAsync();
    }

    private async Task SweepAsync()
    {
        try
        {
            SweepWrite slice;
            do
            {
                // Each slice waits its turn behind whoever came meanwhile.
                var through = SweepableThrough();
                _hasVanished = through < Tree.HighestModSeq;
                slice = new(through, _settings.SweepRows);
                await _writer!.DecideAsync(slice, CancellationToken.None);
            }
            while (slice.More);
        }
        catch (Exception exception) when (exception is StorageUnavailableException or AccountGoneException)
        {
            // Nothing is lost: what is not swept now is swept after a later expunge, or when the account is opened next.
        }
        finally
        {
            Interlocked.Decrement(ref _sweeps);
        }
    }
}
