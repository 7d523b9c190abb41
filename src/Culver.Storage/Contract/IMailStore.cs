namespace Culver.Storage;

/// <summary>
/// The mail of every account. One implementation of the rules serves all engines; nothing here spans two accounts but
/// staged content.
/// </summary>
public interface IMailStore : IAsyncDisposable
{
    /// <summary>Makes an account's store with INBOX and the usual special-use mailboxes, subscribed. Does nothing when it is there.</summary>
    ValueTask CreateAccountAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>Removes an account's mail for ever. Open leases see it gone: their calls throw <see cref="AccountGoneException"/>.</summary>
    ValueTask DeleteAccountAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>
    /// Opens an account, or joins those who have it open. Cheap; dispose it when done. While any lease is open its mailbox tree and
    /// indexes stay in memory.
    /// </summary>
    /// <exception cref="AccountGoneException">There is no such account.</exception>
    /// <exception cref="StorageUnavailableException">It cannot be opened.</exception>
    ValueTask<IMailAccount> OpenAccountAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>Says that what an account may hold was settled anew: whoever has it open is bound by it from here on.</summary>
    /// <exception cref="StorageUnavailableException">The limits cannot be read.</exception>
    ValueTask LimitsChangedAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>The accounts that have a store.</summary>
    IAsyncEnumerable<AccountId> AccountsAsync(CancellationToken cancellationToken);

    /// <summary>Begins to take a message. <paramref name="expectedLength"/> in octets where it is known, else −1.</summary>
    /// <exception cref="StorageUnavailableException">No room, or the disk failed.</exception>
    ValueTask<IContentStaging> StageAsync(long expectedLength, CancellationToken cancellationToken);

    /// <summary>Verifies an account's counters, offsets, orphans and index against its content. Clean when nothing is returned.</summary>
    ValueTask<IReadOnlyList<ConsistencyFinding>> CheckAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>
    /// Mends what can be mended without loss: computes again what can be computed, and shows in a mailbox of its own what no mailbox has. Removes
    /// no content. Nobody may have the account open; who wants to open it meanwhile waits.
    /// </summary>
    /// <returns>What was mended; null when the account is in use, and nothing was done.</returns>
    /// <exception cref="AccountGoneException">There is no such account.</exception>
    /// <exception cref="StorageUnavailableException">Its database cannot be opened, or the disk failed; nothing was done.</exception>
    ValueTask<IReadOnlyList<ConsistencyFinding>?> RepairAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>Copies a running account's store to <paramref name="folder"/>, consistently, so that it opens there.</summary>
    ValueTask BackupAsync(AccountId account, string folder, CancellationToken cancellationToken);
}

/// <summary>The account does not exist, or was removed while it was open.</summary>
public sealed class AccountGoneException(string message) : InvalidOperationException(message);

/// <summary>Something in a store that is not as it must be.</summary>
/// <param name="Subject">What it concerns: a mailbox, a message, a file.</param>
/// <param name="Problem">What is wrong with it.</param>
/// <param name="IsDamage">Whether that must not be; false for what the check can only tell of.</param>
public sealed record ConsistencyFinding(string Subject, string Problem, bool IsDamage = true);
