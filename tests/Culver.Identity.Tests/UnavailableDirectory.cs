using Culver.Storage;
using Culver.Storage.Directory;

namespace Culver.Identity.Tests;

/// <summary>A directory whose disk fails.</summary>
internal sealed class UnavailableDirectory : IDirectoryStore
{
    public ValueTask<ReadOnlyMemory<byte>> ReadSecretAsync(CancellationToken cancellationToken) => throw Failure();

    public ValueTask EnsureDomainAsync(string domain, CancellationToken cancellationToken) => throw Failure();

    public ValueTask<DirectoryDomain?> FindDomainAsync(string domain, CancellationToken cancellationToken) => throw Failure();

    public ValueTask<IReadOnlyList<DirectoryDomain>> ListDomainsAsync(CancellationToken cancellationToken) => throw Failure();

    public ValueTask<DirectoryOutcome> SetCatchAllAsync(string domain, string? target, CancellationToken cancellationToken) => throw Failure();

    public ValueTask<DirectoryOutcome> RemoveDomainAsync(string domain, CancellationToken cancellationToken) => throw Failure();

    public ValueTask<IReadOnlyList<DirectoryOutcome>> AddAccountsAsync(
        IReadOnlyList<NewDirectoryAccount> accounts, CancellationToken cancellationToken) => throw Failure();

    public ValueTask<DirectoryAccount?> FindAccountAsync(AccountId account, CancellationToken cancellationToken) => throw Failure();

    public ValueTask<DirectoryAccount?> FindOldestAccountAsync(string? domain, CancellationToken cancellationToken) => throw Failure();

    public ValueTask<IReadOnlyList<DirectoryAccount>> ListAccountsAsync(string after, int limit, CancellationToken cancellationToken) => throw Failure();

    public ValueTask<DirectoryOutcome> RemoveAccountAsync(AccountId account, CancellationToken cancellationToken) => throw Failure();

    public ValueTask<DirectoryOutcome> SetSettingsAsync(AccountId account, AccountSettings settings, CancellationToken cancellationToken) => throw Failure();

    public ValueTask<IReadOnlyList<DirectoryCredential>> ReadCredentialsAsync(AccountId account, CancellationToken cancellationToken) => throw Failure();

    public ValueTask<DirectoryOutcome> SetCredentialsAsync(
        AccountId account, IReadOnlyList<DirectoryCredential> credentials, CancellationToken cancellationToken) => throw Failure();

    public ValueTask<DirectoryEntry?> FindEntryAsync(string address, CancellationToken cancellationToken) => throw Failure();

    public ValueTask<DirectoryOutcome> SetAliasAsync(DirectoryAlias alias, CancellationToken cancellationToken) => throw Failure();

    public ValueTask<IReadOnlyList<DirectoryAlias>> ListAliasesAsync(string after, int limit, CancellationToken cancellationToken) => throw Failure();

    public ValueTask<DirectoryOutcome> RemoveAliasAsync(string address, CancellationToken cancellationToken) => throw Failure();

    public ValueTask BackupAsync(string file, CancellationToken cancellationToken) => throw Failure();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static StorageUnavailableException Failure() => new("the disk failed");
}
