namespace Culver.Storage.Directory;

/// <summary>An account as the directory knows it.</summary>
/// <param name="Id">Its id, for ever.</param>
/// <param name="Address">Its canonical address, which is also its login name.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CredentialVersion">Raised whenever its credentials change, so that what was remembered of the old ones is worthless.</param>
/// <param name="Settings">Its settings.</param>
public sealed record DirectoryAccount(
    AccountId Id, string Address, DateTimeOffset CreatedAt, long CredentialVersion, AccountSettings Settings);
