using System.Collections.Concurrent;
using System.Collections.Immutable;
using Culver.Storage.Engine;
using Culver.Storage.Search;

namespace Culver.Storage.Accounts;

/// <summary>
/// An account that is open, shared by all its leases. Rules it upholds: the tree and the rows in memory are those of one commit, put
/// forward by what the commit itself changed and never by reading again; they are published before anyone is answered; reading waits for
/// nobody; what a view may still show is not swept.
/// </summary>
internal sealed partial class OpenAccount : IMailboxSource
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<MailboxId, MailboxState> _states = new();
    private readonly HashSet<MailboxView> _views = [];
    private readonly MailStoreSettings _settings;
    private readonly ITimer _sweepTimer;
    private readonly IAccountLimits _limitSource;
    // Questions for the limits are numbered, so that the answer to an older one never replaces that to a newer one.
    private long _limitsAsked;
    private long _limitsAnswered;
    private AccountLimits _limits = AccountLimits.None;
    private ImmutableArray<Watcher> _watchers = [];
    private AccountWriter? _writer;
    private MailboxTree _tree = MailboxTree.Empty;
    private volatile bool _isGone;
    private int _reloads;

    private OpenAccount(AccountId id, MailStoreSettings settings, IAccountLimits limits, StorageMetrics metrics, TimeProvider time)
    {
        Id = id;
        _settings = settings;
        _limitSource = limits;
        Metrics = metrics;
        // Set by OpenAsync before anyone else sees the account.
        Engine = null!;
        Search = null!;
        _sweepTimer = time.CreateTimer(static account => ((OpenAccount)account!).SweepSoon(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whose it is.</summary>
    public AccountId Id { get; }

    /// <summary>What keeps it.</summary>
    public IAccountEngine Engine { get; private set; }

    /// <summary>What is measured.</summary>
    public StorageMetrics Metrics { get; }

    /// <summary>Searches its texts.</summary>
    public TextSearch Search { get; private set; }

    /// <summary>The mailboxes as of the newest commit.</summary>
    public MailboxTree Tree => Volatile.Read(ref _tree);

    /// <summary>What it may hold.</summary>
    public AccountLimits Limits => Volatile.Read(ref _limits);

    public static async ValueTask<OpenAccount> OpenAsync(
        IStorageEngine engine, AccountId id, MailStoreSettings settings, IAccountLimits limits, SemaphoreSlim indexing, StorageMetrics metrics, TimeProvider time, CancellationToken cancellationToken)
    {
        var account = new OpenAccount(id, settings, limits, metrics, time);
        account.Engine = await engine.OpenAccountAsync(id, mailbox => account.State(mailbox).Flags, cancellationToken);
        try
        {
            Volatile.Write(ref account._tree, await account.Engine.LoadAsync(cancellationToken));
            await account.RefreshLimitsAsync(cancellationToken);
        }
        catch
        {
            await account.Engine.DisposeAsync();
            throw;
        }

        account.Search = new(account, account.Engine.OpenTextIndexAsync, settings.Text, indexing, time);
        account._writer = new(account, settings);
        metrics.Opened();
        account.WantSweep();
        return account;
    }

    /// <summary>This account, while it exists.</summary>
    /// <exception cref="AccountGoneException">It was removed.</exception>
    public OpenAccount Present() => _isGone ? throw GoneException() : this;

    public AccountGoneException GoneException() => new("The account was removed.");

    /// <summary>Asks again what it may hold.</summary>
    public async ValueTask RefreshLimitsAsync(CancellationToken cancellationToken)
    {
        var question = Interlocked.Increment(ref _limitsAsked);
        var answer = await _limitSource.OfAsync(Id, cancellationToken);
        lock (_gate)
        {
            if (question < _limitsAnswered)
                return;
            _limitsAnswered = question;
            Volatile.Write(ref _limits, answer);
        }
    }

    /// <summary>Lets writes that wait be decided, then closes.</summary>
    public async ValueTask CloseAsync(bool gone)
    {
        _isGone |= gone;
        await _sweepTimer.DisposeAsync();
        if (!gone && TakeRecentClaims() is { } claims)
        {
            try
            {
                await _writer!.DecideAsync(claims, CancellationToken.None);
            }
            catch (StorageUnavailableException)
            {
                // Liberty, RFC 3501 §2.3.2: \Recent claims that could not be kept are told once more to a later session.
            }
        }

        await _writer!.StopAsync();
        await Search.DisposeAsync();
        await Engine.DisposeAsync();
        Metrics.Closed();
        _isGone = true;
        if (gone)
            Signal();
    }

    /// <summary>Puts the newest commit before everybody.</summary>
    public void Publish(MailboxTree tree, IReadOnlyList<AccountWrite> writes)
    {
        var swept = false;
        lock (_gate)
        {
            var before = _tree;
            foreach (var change in MergedDeltas.Of(writes))
                Put(tree, change);
            foreach (var (id, state) in _states)
            {
                if (!tree.TryGet(id, out var info))
                {
                    // Rows of a mailbox that is gone; its views keep their own snapshot.
                    state.Latest = null;
                    swept |= before.TryGet(id, out _);
                }
                else if (state.Latest is { } latest && latest.Info != info && latest.Info.HighestModSeq <= info.HighestModSeq)
                {
                    // A new name, attribute or \Recent floor: the rows are the same.
                    state.Latest = latest with { Info = info };
                }
            }

            Volatile.Write(ref _tree, tree);
        }

        TellSearch(writes);
        foreach (var write in writes)
            swept |= write is DeleteMailboxWrite or ExpungeWrite or TakeBackCopyWrite;
        if (swept)
            WantSweep();
        Signal();
    }

    /// <summary>Takes the account as the engine has it, after a commit of uncertain outcome.</summary>
    public async ValueTask ReloadAsync()
    {
        var tree = await Engine.LoadAsync(CancellationToken.None);
        lock (_gate)
        {
            _reloads++;
            foreach (var state in _states.Values)
                state.Latest = null;
            Volatile.Write(ref _tree, tree);
        }

        Signal();
    }

    public IDisposable Watch(Action changed)
    {
        var watcher = new Watcher(this, changed);
        ImmutableInterlocked.Update(ref _watchers, static (all, one) => all.Add(one), watcher);
        return watcher;
    }

    public async ValueTask<IReadOnlyList<ConsistencyFinding>> CheckAsync(CancellationToken cancellationToken) =>
        [.. await Engine.CheckAsync(cancellationToken), .. await CheckMemoryAsync(cancellationToken), .. await CheckTextAsync(discards: false, cancellationToken)];

    public ValueTask BackupAsync(string folder, CancellationToken cancellationToken) => Engine.BackupAsync(folder, cancellationToken);

    private MailboxState State(MailboxId mailbox) => _states.GetOrAdd(
        mailbox, static (id, account) => new(account.Tree.TryGet(id, out var info) ? info.RecentFloor : new(1)), this);

    private void Put(MailboxTree tree, MailboxDelta change)
    {
        if (!_states.TryGetValue(change.Mailbox, out var state))
            return;
        state.Missed?.Add(change);
        if (state.Latest is { } latest && tree.TryGet(change.Mailbox, out var info))
            state.Latest = new(info, latest.Rows.With(IndexDelta.To(info, change.Rows, change.Vanished)));
    }

    private void Signal()
    {
        foreach (var watcher in _watchers)
        {
            try
            {
                watcher.Changed();
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // A watcher that cannot take a signal does not keep it from the others, nor from whoever made the change.
            }
        }
    }

    private sealed class Watcher(OpenAccount account, Action changed) : IDisposable
    {
        public void Changed() => changed();

        public void Dispose() => ImmutableInterlocked.Update(ref account._watchers, static (all, one) => all.Remove(one), this);
    }
}
