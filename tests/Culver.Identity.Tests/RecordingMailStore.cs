using Culver.Storage;

namespace Culver.Identity.Tests;

/// <summary>Keeps which accounts have a mail store, and no mail.</summary>
internal sealed class RecordingMailStore : IMailStore
{
    private readonly Lock gate = new();

    public HashSet<AccountId> Accounts { get; } = [];

    /// <summary>The accounts whose limits were told to have changed, in order.</summary>
    public List<AccountId> LimitsChanged { get; } = [];

    /// <summary>When set, making a store fails as a full disk does, after so many.</summary>
    public int? FailsAfter { get; set; }

    /// <summary>Done once, while the next store is made: what somebody else does in that moment.</summary>
    public Func<Task>? Meanwhile { get; set; }

    public async ValueTask CreateAccountAsync(AccountId account, CancellationToken cancellationToken)
    {
        if (Meanwhile is { } action)
        {
            Meanwhile = null;
            await action();
        }

        lock (gate)
        {
            if (Accounts.Count >= FailsAfter)
            {
                throw new StorageUnavailableException("no space left");
            }

            Accounts.Add(account);
        }
    }

    public ValueTask DeleteAccountAsync(AccountId account, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            Accounts.Remove(account);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask LimitsChangedAsync(AccountId account, CancellationToken cancellationToken)
    {
        LimitsChanged.Add(account);
        return ValueTask.CompletedTask;
    }

    public ValueTask<IMailAccount> OpenAccountAsync(AccountId account, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<AccountId> AccountsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IContentStaging> StageAsync(long expectedLength, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<ConsistencyFinding>> CheckAsync(AccountId account, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<ConsistencyFinding>?> RepairAsync(AccountId account, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask BackupAsync(AccountId account, string folder, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
