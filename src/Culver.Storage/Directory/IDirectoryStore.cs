namespace Culver.Storage.Directory;

/// <summary>
/// Keeps the directory: domains, accounts, their credentials and settings, and aliases. It is the one place that spans accounts.
/// Every write is durable when its call returns. Names and addresses reach it in their canonical form, made above it, and are
/// compared octet for octet; an address names one account or one alias, never two.
/// </summary>
/// <remarks>Every method throws <see cref="StorageUnavailableException"/> when the disk fails.</remarks>
public interface IDirectoryStore : IAsyncDisposable
{
    /// <summary>
    /// The directory's secret: 32 random octets, made when the directory was, and never changed. It keys what must look random
    /// and stay the same over restarts, such as fake salts. It is no password of anyone's.
    /// </summary>
    ValueTask<ReadOnlyMemory<byte>> ReadSecretAsync(CancellationToken cancellationToken);

    /// <summary>Makes a domain local. Does nothing when it is already.</summary>
    ValueTask EnsureDomainAsync(string domain, CancellationToken cancellationToken);

    /// <summary>Finds a local domain; null when it is not local.</summary>
    ValueTask<DirectoryDomain?> FindDomainAsync(string domain, CancellationToken cancellationToken);

    /// <summary>All local domains, by name.</summary>
    ValueTask<IReadOnlyList<DirectoryDomain>> ListDomainsAsync(CancellationToken cancellationToken);

    /// <summary>Sets where mail to unknown addresses of a domain goes; null for nowhere.</summary>
    /// <returns><see cref="DirectoryOutcome.Done"/> or <see cref="DirectoryOutcome.DomainUnknown"/>.</returns>
    ValueTask<DirectoryOutcome> SetCatchAllAsync(string domain, string? target, CancellationToken cancellationToken);

    /// <summary>Removes a domain that holds no account and no alias.</summary>
    /// <returns><see cref="DirectoryOutcome.Done"/>, <see cref="DirectoryOutcome.NotFound"/> or <see cref="DirectoryOutcome.DomainInUse"/>.</returns>
    ValueTask<DirectoryOutcome> RemoveDomainAsync(string domain, CancellationToken cancellationToken);

    /// <summary>Adds accounts in one transaction. One that cannot be added does not keep the others out.</summary>
    /// <returns>
    /// For each, in order: <see cref="DirectoryOutcome.Done"/>, <see cref="DirectoryOutcome.AddressTaken"/> (also by an earlier one of
    /// the same call) or <see cref="DirectoryOutcome.DomainUnknown"/>.
    /// </returns>
    ValueTask<IReadOnlyList<DirectoryOutcome>> AddAccountsAsync(IReadOnlyList<NewDirectoryAccount> accounts, CancellationToken cancellationToken);

    /// <summary>Finds an account by id; null when there is none.</summary>
    ValueTask<DirectoryAccount?> FindAccountAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>The account made first in a domain, or anywhere when <paramref name="domain"/> is null; null when there is none.</summary>
    ValueTask<DirectoryAccount?> FindOldestAccountAsync(string? domain, CancellationToken cancellationToken);

    /// <summary>A page of accounts by address.</summary>
    /// <param name="after">The last address of the page before; empty for the first page.</param>
    /// <param name="limit">The most to return.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<DirectoryAccount>> ListAccountsAsync(string after, int limit, CancellationToken cancellationToken);

    /// <summary>Removes an account with its credentials and settings. Its mail is not the directory's to remove.</summary>
    /// <returns><see cref="DirectoryOutcome.Done"/> or <see cref="DirectoryOutcome.NotFound"/>.</returns>
    ValueTask<DirectoryOutcome> RemoveAccountAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>Changes an account's settings.</summary>
    /// <returns><see cref="DirectoryOutcome.Done"/> or <see cref="DirectoryOutcome.NotFound"/>.</returns>
    ValueTask<DirectoryOutcome> SetSettingsAsync(AccountId account, AccountSettings settings, CancellationToken cancellationToken);

    /// <summary>The credentials of an account; empty when it has none or does not exist.</summary>
    ValueTask<IReadOnlyList<DirectoryCredential>> ReadCredentialsAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces all credentials of an account and raises its <see cref="DirectoryAccount.CredentialVersion"/> in the same transaction.
    /// </summary>
    /// <returns><see cref="DirectoryOutcome.Done"/> or <see cref="DirectoryOutcome.NotFound"/>.</returns>
    ValueTask<DirectoryOutcome> SetCredentialsAsync(
        AccountId account, IReadOnlyList<DirectoryCredential> credentials, CancellationToken cancellationToken);

    /// <summary>Finds what an address names; null when it names nothing.</summary>
    ValueTask<DirectoryEntry?> FindEntryAsync(string address, CancellationToken cancellationToken);

    /// <summary>Adds an alias, or gives the one there new targets.</summary>
    /// <returns>
    /// <see cref="DirectoryOutcome.Done"/>, <see cref="DirectoryOutcome.AddressTaken"/> (by an account) or <see cref="DirectoryOutcome.DomainUnknown"/>.
    /// </returns>
    ValueTask<DirectoryOutcome> SetAliasAsync(DirectoryAlias alias, CancellationToken cancellationToken);

    /// <summary>A page of aliases by address.</summary>
    /// <param name="after">The last address of the page before; empty for the first page.</param>
    /// <param name="limit">The most to return.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<DirectoryAlias>> ListAliasesAsync(string after, int limit, CancellationToken cancellationToken);

    /// <summary>Removes an alias.</summary>
    /// <returns><see cref="DirectoryOutcome.Done"/> or <see cref="DirectoryOutcome.NotFound"/>.</returns>
    ValueTask<DirectoryOutcome> RemoveAliasAsync(string address, CancellationToken cancellationToken);

    /// <summary>Copies the running directory, consistently, to a file that opens as a directory.</summary>
    ValueTask BackupAsync(string file, CancellationToken cancellationToken);
}
