using Culver.Storage.Accounts;
using Culver.Storage.Sqlite.Accounts;

namespace Culver.Storage.Sqlite;

/// <summary>Opens the embedded store: one SQLite database for each account, in a data folder.</summary>
public static class SqliteMailStore
{
    /// <summary>Opens the store of a data folder, which stays the caller's to dispose, after the store.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="options">The operator's settings.</param>
    /// <param name="time">The clock.</param>
    /// <param name="limits">Says what accounts may hold; null for no limits.</param>
    /// <exception cref="StorageUnavailableException">There is no usable SQLite library.</exception>
    public static IMailStore Open(DataFolder folder, StorageOptions options, TimeProvider time, IAccountLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        var settings = new MailStoreSettings
        {
            IdleAccounts = options.IdleAccounts, SliceRows = options.SliceRows, SweepDelay = AtOnce(options.SweepDelay), Text = new() { Delay = AtOnce(options.IndexDelay) },
        };
        return new MailStore(new SqliteStorageEngine(folder, options, time), settings, limits ?? IAccountLimits.None, time);
    }

    private static TimeSpan AtOnce(TimeSpan delay) => delay < TimeSpan.Zero ? TimeSpan.Zero : delay;
}
