using Culver.Storage.Accounts;

namespace Culver.Storage;

/// <summary>Says what accounts may hold. Asked when an account is opened, and again by <see cref="IMailStore.LimitsChangedAsync"/>.</summary>
public interface IAccountLimits
{
    /// <summary>No limits for anyone.</summary>
    static IAccountLimits None { get; } = new NoLimits();

    /// <summary>The limits of an account as they are settled now; <see cref="AccountLimits.None"/> for one nobody knows.</summary>
    /// <exception cref="StorageUnavailableException">They cannot be read.</exception>
    ValueTask<AccountLimits> OfAsync(AccountId account, CancellationToken cancellationToken);
}
