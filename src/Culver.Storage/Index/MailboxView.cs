namespace Culver.Storage;

/// <summary>
/// A session's view. Rules it upholds: it moves only in <see cref="SyncAsync"/>; rows are asked for when a command first needs them; what
/// a client may not be told to be gone stays, with its number and its content; whatever it reports is the exact difference between what
/// was told and what it tells from now on, so that a client that applies it holds the same view.
/// </summary>
internal sealed class MailboxView : IMailboxView
{
    private readonly IMailboxSource _source;
    private readonly MailboxId _mailbox;
    private MailboxInfo _told;
    private MailboxSnapshot? _rows;
    private bool _hasGhosts;
    private bool _disposed;
    private long _holdsFrom;

    private MailboxView(IMailboxSource source, MailboxId mailbox)
    {
        _source = source;
        _mailbox = mailbox;
        // Set by Open before anyone else sees the view.
        _told = null!;
    }

    /// <summary>What was expunged after this may still be shown. Read by the sweeper on any thread; only grows.</summary>
    public ModSeq HoldsFrom => new(Volatile.Read(ref _holdsFrom));

    /// <summary>Whose view it is.</summary>
    public MailboxId Mailbox => _mailbox;

    /// <inheritdoc/>
    public MailboxInfo Told => _told;

    /// <inheritdoc/>
    public int Count => _rows?.Count ?? _told.Messages;

    /// <inheritdoc/>
    public bool IsBehind => _hasGhosts || _source.Newest(_mailbox) is not { } newest || Differs(newest);

    /// <summary>Opens a view of the newest state; null when the mailbox is gone or cannot be selected.</summary>
    public static MailboxView? Open(IMailboxSource source, MailboxId mailbox)
    {
        var view = new MailboxView(source, mailbox);
        // Counted before it looks, holding everything: what is expunged meanwhile is not swept away under it.
        source.Attach(view);
        if (source.Newest(mailbox) is not { IsSelectable: true } newest)
        {
            source.Detach(view);
            return null;
        }

        view._told = newest;
        Volatile.Write(ref view._holdsFrom, newest.HighestModSeq.Value);
        return view;
    }

    /// <inheritdoc/>
    public async ValueTask<MailboxSnapshot> SnapshotAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_rows is not null)
            return _rows;
        if (await _source.LatestAsync(_mailbox, cancellationToken) is not { } latest)
            return _rows = Hollow();
        var vanished = UidSet.Empty;
        // Asked after the rows were taken: what is expunged in between is in both, never in neither.
        if (latest.Rows.ModSeq != _told.HighestModSeq && _told.UidNext.Value > 1)
        {
            var told = UidSet.Of(new(1), new(_told.UidNext.Value - 1));
            vanished = await _source.VanishedSinceAsync(_mailbox, _told.HighestModSeq, told, cancellationToken);
        }

        return _rows = SnapshotGhosts.AsTold(latest.Rows, _told, vanished);
    }

    /// <inheritdoc/>
    public async ValueTask<ViewChanges> SyncAsync(bool expunges, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_source.Newest(_mailbox) is not { } newest)
            return Gone(expunges);
        if (!Differs(newest) && !(expunges && _hasGhosts))
        {
            // Its name or attributes may be others now.
            _told = newest;
            return Nothing();
        }

        var before = await SnapshotAsync(cancellationToken);
        if (await _source.LatestAsync(_mailbox, cancellationToken) is not { } latest)
            return Gone(expunges);
        var changes = MailboxSnapshot.Diff(before, latest.Rows);
        var keeps = !expunges && !changes.Expunged.IsEmpty;
        if (keeps)
            changes = MailboxSnapshot.Diff(before, SnapshotGhosts.Keeping(latest.Rows, before, changes.Expunged.AsSpan()));
        changes = changes with { KeywordsChanged = !_told.Keywords.AsSpan().SequenceEqual(latest.Info.Keywords.AsSpan()) };

        _told = latest.Info;
        _rows = changes.After;
        _hasGhosts = keeps;
        if (!keeps)
            Volatile.Write(ref _holdsFrom, latest.Info.HighestModSeq.Value);
        return changes;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _source.Detach(this);
    }

    private bool Differs(MailboxInfo newest) =>
        newest.HighestModSeq != _told.HighestModSeq || newest.UidNext != _told.UidNext || newest.Keywords.Length != _told.Keywords.Length;

    private ViewChanges Nothing() => (_rows ?? MailboxSnapshot.Of(_told, new FlagSetTable(), [])).Unchanged;

    /// <summary>A mailbox that was removed: its messages are gone where that may be told, and stay as they were known where it may not.</summary>
    private ViewChanges Gone(bool expunges)
    {
        var before = _rows ??= Hollow();
        if (!expunges || before.Count == 0)
            return new(before, before, [], [], Added: 0, KeywordsChanged: false, MailboxGone: true);
        var changes = MailboxSnapshot.Diff(before, MailboxSnapshot.Of(_told, before.Flags, []));
        _rows = changes.After;
        return changes with { MailboxGone = true };
    }

    /// <summary>
    /// Rows of a mailbox that was removed before they were read: as many ghosts as the client was told of messages. Which UIDs they had nobody
    /// knows any more; these only ascend.
    /// </summary>
    private MailboxSnapshot Hollow()
    {
        var flags = new FlagSetTable();
        var nothing = flags.Intern(default);
        var first = _told.UidNext.Value - (uint)_told.Messages;
        return MailboxSnapshot.Of(_told, flags, Enumerable.Range(0, _told.Messages).Select(i => new IndexRow(new(first + (uint)i), nothing, ModSeq.Zero, default, 0, 0)));
    }
}
