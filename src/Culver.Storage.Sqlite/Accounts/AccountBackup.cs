namespace Culver.Storage.Sqlite.Accounts;

/// <summary>Copies a running account.</summary>
internal static class AccountBackup
{
    public static bool Run(AccountSurroundings surroundings, string folder, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
