namespace Culver.Storage.Accounts;

/// <summary>An account that is being opened, open, or being closed, and how many lease it. Guarded by the store's gate.</summary>
internal sealed class SharedAccount
{
    private Task<OpenAccount>? _opening;
    private OpenAccount? _opened;

    public SharedAccount(AccountId id)
    {
        Id = id;
        Place = new(this);
    }

    /// <summary>Whose it is.</summary>
    public AccountId Id { get; }

    /// <summary>The account, once it is open.</summary>
    public Task<OpenAccount> Opening => _opening ?? throw new InvalidOperationException("Nobody has begun to open it.");

    /// <summary>The account; null while it is not open.</summary>
    public OpenAccount? Opened => Volatile.Read(ref _opened);

    /// <summary>Completes when it is closed; null while nobody closes it.</summary>
    public Task? Closing { get; set; }

    /// <summary>How many leases there are.</summary>
    public int Leases { get; set; }

    /// <summary>Its place among those nobody leases.</summary>
    public LinkedListNode<SharedAccount> Place { get; }

    /// <summary>Begins to open it, once.</summary>
    public void Start(Func<Task<OpenAccount>> open) => _opening ??= OpenAsync(open);

    private async Task<OpenAccount> OpenAsync(Func<Task<OpenAccount>> open)
    {
        var opened = await open();
        Volatile.Write(ref _opened, opened);
        return opened;
    }
}
