namespace Culver.Storage.Tests.Contract;

/// <summary>An engine as the contract suite drives it: any engine that passes keeps the rules.</summary>
public interface IContractEngine : IAsyncDisposable
{
    /// <summary>The store, open.</summary>
    IMailStore Store { get; }

    /// <summary>What accounts may hold; told to the store by the test.</summary>
    ContractLimits Limits { get; }

    /// <summary>At most this many mailboxes fit into an account.</summary>
    int MostMailboxes { get; }

    /// <summary>Operations on more messages than this let others in between.</summary>
    int SliceRows { get; }

    /// <summary>Content above this is stored another way than content below.</summary>
    int Threshold { get; }

    /// <summary>Makes an empty store and opens it.</summary>
    Task StartAsync();

    /// <summary>Closes the store in good order and opens it again on the same data.</summary>
    Task ReopenAsync();

    /// <summary>Leaves the store as a kill would, and opens what is there then.</summary>
    Task CrashAsync();

    /// <summary>Puts a mailbox near the end of its UIDs. The account is not open.</summary>
    Task SetUidNextAsync(AccountId account, MailboxId mailbox, Uid uidNext);

    /// <summary>How much staged content lies about.</summary>
    int StagedLeftovers();

    /// <summary>Opens what a backup wrote as a store of its own.</summary>
    Task<IContractEngine> RestoreAsync(AccountId account, string folder);
}
