namespace Culver.Storage.Directory;

/// <summary>An account to add.</summary>
/// <param name="Id">Its new id.</param>
/// <param name="Address">Its canonical address; the domain follows the last <c>@</c>.</param>
/// <param name="CreatedAt">When it is made.</param>
/// <param name="Credentials">Its credentials; may be empty, then nobody can log in.</param>
/// <param name="Settings">Its settings.</param>
public sealed record NewDirectoryAccount(
    AccountId Id, string Address, DateTimeOffset CreatedAt, IReadOnlyList<DirectoryCredential> Credentials, AccountSettings Settings);
