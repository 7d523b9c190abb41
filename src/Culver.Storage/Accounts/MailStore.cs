using System.Collections.Immutable;
using Culver.Storage.Engine;

namespace Culver.Storage.Accounts;

/// <summary>
/// The mail of every account above an engine. Rules it upholds: an account is opened once and shared by all who lease it; it stays
/// open a while after the last lease, within a bound; it is gone for everybody from the moment it is deleted.
/// </summary>
/// <param name="engine">What keeps the accounts; closed with the store.</param>
/// <param name="settings">The operator's settings.</param>
/// <param name="time">The clock.</param>
public sealed class MailStore(IStorageEngine engine, MailStoreSettings settings, TimeProvider time) : IMailStore
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    // One account at a time is indexed in the background.
    private readonly SemaphoreSlim _indexing = new(1, 1);
    private readonly Dictionary<AccountId, OpenAccount> _open = [];
    private readonly LinkedList<OpenAccount> _idle = new();
    private bool _disposed;

    /// <inheritdoc/>
    public async ValueTask CreateAccountAsync(AccountId account, CancellationToken cancellationToken) =>
        await engine.CreateAccountAsync(account, FirstMailboxes(), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DeleteAccountAsync(AccountId account, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_open.Remove(account, out var open))
            {
                if (open.IdleNode is { } node)
                    _idle.Remove(node);
                await open.CloseAsync(gone: true);
            }

            await engine.DeleteAccountAsync(account, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IMailAccount> OpenAccountAsync(AccountId account, CancellationToken cancellationToken) =>
        new AccountLease(this, await JoinAsync(account, cancellationToken));

    /// <inheritdoc/>
    public IAsyncEnumerable<AccountId> AccountsAsync(CancellationToken cancellationToken) => engine.AccountsAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IContentStaging> StageAsync(long expectedLength, CancellationToken cancellationToken) =>
        engine.StageAsync(expectedLength, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ConsistencyFinding>> CheckAsync(AccountId account, CancellationToken cancellationToken)
    {
        var open = await JoinAsync(account, cancellationToken);
        try
        {
            return await open.CheckAsync(cancellationToken);
        }
        finally
        {
            await LeaveAsync(open);
        }
    }

    /// <inheritdoc/>
    public async ValueTask BackupAsync(AccountId account, string folder, CancellationToken cancellationToken)
    {
        var open = await JoinAsync(account, cancellationToken);
        try
        {
            await open.BackupAsync(folder, cancellationToken);
        }
        finally
        {
            await LeaveAsync(open);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            if (_disposed)
                return;
            _disposed = true;
            foreach (var open in _open.Values)
                await open.CloseAsync(gone: false);
            _open.Clear();
            _idle.Clear();
        }
        finally
        {
            _gate.Release();
        }

        await engine.DisposeAsync();
    }

    internal async ValueTask LeaveAsync(OpenAccount account)
    {
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            if (--account.Leases > 0 || !_open.TryGetValue(account.Id, out var known) || known != account)
                return;
            account.IdleNode = _idle.AddLast(account);
            while (_idle.Count > settings.IdleAccounts)
            {
                var oldest = _idle.First!.Value;
                _idle.RemoveFirst();
                oldest.IdleNode = null;
                _open.Remove(oldest.Id);
                await oldest.CloseAsync(gone: false);
            }
        }
        finally
        {
            _gate.Release();
        }
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

    private async ValueTask<OpenAccount> JoinAsync(AccountId account, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_open.TryGetValue(account, out var open))
                _open.Add(account, open = await OpenAccount.OpenAsync(engine, account, settings, _indexing, time, cancellationToken));
            if (open.IdleNode is { } node)
            {
                _idle.Remove(node);
                open.IdleNode = null;
            }

            open.Leases++;
            return open;
        }
        finally
        {
            _gate.Release();
        }
    }
}
