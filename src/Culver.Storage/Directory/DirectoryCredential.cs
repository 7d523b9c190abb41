namespace Culver.Storage.Directory;

/// <summary>
/// Keys kept instead of a password, for one hash (RFC 5802 §3); or, for an account that opted in, the password itself, encrypted. It prints as nothing.
/// </summary>
/// <param name="Hash">The number of the hash, as the mechanisms number them, or of what else it is; stored, never changed.</param>
/// <param name="Iterations">The iteration count.</param>
/// <param name="Salt">The salt.</param>
/// <param name="StoredKey">StoredKey.</param>
/// <param name="ServerKey">ServerKey.</param>
public sealed record DirectoryCredential(
    int Hash, int Iterations, ReadOnlyMemory<byte> Salt, ReadOnlyMemory<byte> StoredKey, ReadOnlyMemory<byte> ServerKey)
{
    /// <summary>Says what it is, never what it holds.</summary>
    public override string ToString() => nameof(DirectoryCredential);
}
