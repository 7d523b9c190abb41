using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Culver.Storage.Engine;

namespace Culver.Storage.Accounts;

/// <summary>
/// The mail of every account above an engine. Rules it upholds: an account is opened once and shared by all who lease it; it stays
/// open a while after the last lease, within a bound; it is gone for everybody from the moment it is deleted.
/// </summary>
public sealed class MailStore : IMailStore
{
    private readonly IStorageEngine _engine;
    private readonly MailStoreSettings _settings;
    private readonly IAccountLimits _limits;
    private readonly TimeProvider _time;
    // One account at a time is indexed in the background.
    private readonly SemaphoreSlim _indexing = new(1, 1);
    private readonly StorageMetrics _metrics;
    private readonly Dictionary<AccountId, SharedAccount> _open = [];
    private readonly LinkedList<SharedAccount> _idle = new();
    // Held for a moment only; opening and closing go on outside, each account for itself.
    private readonly Lock _gate = new();
    private bool _disposed;

    /// <param name="engine">What keeps the accounts; closed with the store.</param>
    /// <param name="settings">The operator's settings.</param>
    /// <param name="limits">Says what accounts may hold.</param>
    /// <param name="time">The clock.</param>
    public MailStore(IStorageEngine engine, MailStoreSettings settings, IAccountLimits limits, TimeProvider time)
    {
        _engine = engine;
        _settings = settings;
        _limits = limits;
        _time = time;
        _metrics = new(Waiting);
    }

    /// <inheritdoc/>
    public async ValueTask CreateAccountAsync(AccountId account, CancellationToken cancellationToken) =>
        await _engine.CreateAccountAsync(account, FirstMailboxes(), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DeleteAccountAsync(AccountId account, CancellationToken cancellationToken)
    {
        // Opened first: whoever has it or gets it meanwhile has the same one, and sees it gone.
        SharedAccount shared;
        try
        {
            shared = await JoinAsync(account, cancellationToken);
        }
        catch (AccountGoneException)
        {
            return;
        }
        catch (StorageUnavailableException)
        {
            // An account too damaged to be opened can still be removed.
            await _engine.DeleteAccountAsync(account, cancellationToken);
            return;
        }

        await CloseAsync(shared, async open =>
        {
            await open.CloseAsync(gone: true);
            await _engine.DeleteAccountAsync(account, CancellationToken.None);
        });
    }

    /// <inheritdoc/>
    public async ValueTask<IMailAccount> OpenAccountAsync(AccountId account, CancellationToken cancellationToken) =>
        await LeaseAsync(await JoinAsync(account, cancellationToken));

    /// <inheritdoc/>
    public async ValueTask LimitsChangedAsync(AccountId account, CancellationToken cancellationToken)
    {
        SharedAccount? shared;
        lock (_gate)
            _open.TryGetValue(account, out shared);
        if (shared?.Closing is not null)
            shared = null;
        // Whoever opens it from here on reads the new limits anyway.
        if (shared is null)
            return;
        OpenAccount open;
        try
        {
            open = await shared.Opening.WaitAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is StorageUnavailableException or AccountGoneException)
        {
            // It never opened.
            return;
        }

        await open.RefreshLimitsAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<AccountId> AccountsAsync(CancellationToken cancellationToken) => _engine.AccountsAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IContentStaging> StageAsync(long expectedLength, CancellationToken cancellationToken) =>
        _engine.StageAsync(expectedLength, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ConsistencyFinding>> CheckAsync(AccountId account, CancellationToken cancellationToken)
    {
        var open = await JoinAsync(account, cancellationToken);
        try
        {
            return await (await open.Opening).CheckAsync(cancellationToken);
        }
        finally
        {
            await LeaveAsync(open);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ConsistencyFinding>?> RepairAsync(AccountId account, CancellationToken cancellationToken)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var own = new SharedAccount(account) { Closing = closed.Task };
        while (true)
        {
            SharedAccount? other;
            Task? closing;
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                // Whoever wants to open it from here on waits as for one that is being closed.
                if (!_open.TryGetValue(account, out other))
                {
                    _open.Add(account, own);
                    break;
                }

                closing = other.Closing;
                if (closing is null && other.Leases > 0)
                    return null;
            }

            if (closing is not null)
                await closing.WaitAsync(cancellationToken);
            else
                await CloseAsync(other, static open => open.CloseAsync(gone: false), onlyIdle: true);
        }

        try
        {
            var mended = await _engine.RepairAccountAsync(account, cancellationToken);
            return await IsTextRightAsync(account, cancellationToken)
                ? mended
                : [.. mended, new("text index", "was thrown away, to be built again when the account is opened")];
        }
        finally
        {
            Drop(own);
            closed.SetResult();
        }
    }

    // Opened for nobody else: what closes it throws away an index that is wrong.
    private async ValueTask<bool> IsTextRightAsync(AccountId account, CancellationToken cancellationToken)
    {
        OpenAccount open;
        try
        {
            open = await OpenAccount.OpenAsync(_engine, account, _settings, _limits, _indexing, _metrics, _time, cancellationToken);
        }
        catch (StorageUnavailableException)
        {
            // The check names what keeps it closed.
            return true;
        }

        try
        {
            return (await open.CheckTextAsync(discards: true, cancellationToken)).Count == 0;
        }
        finally
        {
            await open.CloseAsync(gone: false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask BackupAsync(AccountId account, string folder, CancellationToken cancellationToken)
    {
        var open = await JoinAsync(account, cancellationToken);
        try
        {
            await (await open.Opening).BackupAsync(folder, cancellationToken);
        }
        finally
        {
            await LeaveAsync(open);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        SharedAccount[] open;
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            open = [.. _open.Values];
        }

        foreach (var shared in open)
            await CloseAsync(shared, static account => account.CloseAsync(gone: false));
        await _engine.DisposeAsync();
        _indexing.Dispose();
        _metrics.Dispose();
    }

    /// <summary>Gives a lease back. The account stays open a while; the one that was unused longest is closed where there are too many.</summary>
    internal async ValueTask LeaveAsync(SharedAccount shared)
    {
        SharedAccount? oldest = null;
        lock (_gate)
        {
            if (--shared.Leases > 0 || shared.Closing is not null)
                return;
            _idle.AddLast(shared.Place);
            if (_idle.Count > _settings.IdleAccounts)
                oldest = _idle.First!.Value;
        }

        if (oldest is not null)
            await CloseAsync(oldest, static account => account.CloseAsync(gone: false), onlyIdle: true);
    }

    /// <summary>What it measures under.</summary>
    internal Meter Meter => _metrics.Meter;

    /// <summary>Completes when what an open account does by itself has ended, but for what it began since.</summary>
    internal async Task QuietAsync(AccountId account)
    {
        OpenAccount open;
        lock (_gate)
            open = _open[account].Opened!;
        await open.Sweeping;
        await open.Search.Indexer.Running;
    }

    /// <summary>What the open accounts will do by themselves. Of those that are closed nothing is done until they are opened.</summary>
    internal BackgroundWork Waiting()
    {
        var waiting = default(BackgroundWork);
        lock (_gate)
        {
            foreach (var shared in _open.Values)
            {
                if (shared.Opened is { } account)
                    waiting += account.Waiting;
            }
        }

        return waiting;
    }

    private static ImmutableArray<AccountWrite> FirstMailboxes()
    {
        (string Name, SpecialUse Use)[] first =
        [
            ("INBOX", SpecialUse.None), ("Drafts", SpecialUse.Drafts), ("Sent", SpecialUse.Sent), ("Junk", SpecialUse.Junk),
            ("Trash", SpecialUse.Trash), ("Archive", SpecialUse.Archive),
        ];
        var names = first.Select(static mailbox => (Name: MailboxName.Parse(mailbox.Name), mailbox.Use)).ToArray();
        return
        [
            .. names.Select(static mailbox => new CreateMailboxWrite(mailbox.Name, mailbox.Use)),
            .. names.Select(static mailbox => new SubscribeWrite(mailbox.Name, subscribed: true)),
        ];
    }

    private async ValueTask<AccountLease> LeaseAsync(SharedAccount shared) => new(this, shared, await shared.Opening);

    private async ValueTask<SharedAccount> JoinAsync(AccountId account, CancellationToken cancellationToken)
    {
        while (true)
        {
            SharedAccount? shared;
            Task? closing;
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                if (!_open.TryGetValue(account, out shared))
                    _open.Add(account, shared = new(account));
                closing = shared.Closing;
                if (closing is null)
                {
                    shared.Leases++;
                    if (shared.Place.List is not null)
                        _idle.Remove(shared.Place);
                    // Not for the first caller's token: others wait for the same opening.
                    shared.Start(() => OpenAccount.OpenAsync(_engine, account, _settings, _limits, _indexing, _metrics, _time, CancellationToken.None).AsTask());
                }
            }

            if (closing is not null)
            {
                await closing.WaitAsync(cancellationToken);
                continue;
            }

            try
            {
                await shared.Opening.WaitAsync(cancellationToken);
                return shared;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await LeaveAsync(shared);
                throw;
            }
            catch
            {
                Drop(shared);
                throw;
            }
        }
    }

    private void Drop(SharedAccount shared)
    {
        lock (_gate)
        {
            if (_open.TryGetValue(shared.Id, out var known) && known == shared)
                _open.Remove(shared.Id);
            if (shared.Place.List is not null)
                _idle.Remove(shared.Place);
        }
    }

    /// <summary>Closes an account once; those who want to open it meanwhile wait until it is closed.</summary>
    private async ValueTask CloseAsync(SharedAccount shared, Func<OpenAccount, ValueTask> close, bool onlyIdle = false)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task? already;
        lock (_gate)
        {
            if (onlyIdle && shared.Place.List is null)
                return;
            already = shared.Closing;
            if (already is null)
            {
                shared.Closing = closed.Task;
                if (shared.Place.List is not null)
                    _idle.Remove(shared.Place);
            }
        }

        if (already is not null)
        {
            await already;
            return;
        }

        try
        {
            await close(await shared.Opening);
        }
        catch (Exception exception) when (shared.Opening.IsFaulted && exception is StorageUnavailableException or AccountGoneException)
        {
            // It never opened: there is nothing to close.
        }
        finally
        {
            Drop(shared);
            closed.SetResult();
        }
    }
}
