using Culver.Storage;
using Culver.Storage.Directory;

namespace Culver.Identity.Accounts;

/// <summary>The limits of accounts as the directory settles them, and where it does not, as the server's settings say.</summary>
/// <param name="directory">The directory.</param>
/// <param name="options">The settings.</param>
public sealed class DirectoryLimits(IDirectoryStore directory, IdentityOptions options) : IAccountLimits
{
    /// <inheritdoc/>
    public async ValueTask<AccountLimits> OfAsync(AccountId account, CancellationToken cancellationToken)
    {
        var settings = (await directory.FindAccountAsync(account, cancellationToken))?.Settings ?? AccountSettings.Default;
        var quota = settings.QuotaOctets ?? options.QuotaOctets;
        return new(quota == AccountSettings.Unlimited ? null : quota, settings.AppendLimit);
    }
}
