// What was verified is remembered as an HMAC under a key that lives and dies with the process: a memory dump without the key tells
// nothing that could be guessed at, and nothing of it is ever on disk. The credential version is part of what is signed, so a
// changed password makes the old entry worthless whoever changed it.
using System.Buffers.Binary;
using System.Security.Cryptography;
using Culver.Identity.Caching;
using Culver.Sasl.Preparation;
using Culver.Storage;
using Culver.Storage.Directory;

namespace Culver.Identity.Authentication;

/// <summary>Remembers, for a while, which password each account's was.</summary>
/// <param name="options">Its bounds.</param>
/// <param name="time">The clock it forgets by.</param>
public sealed class VerifiedCredentials(VerifiedCredentialOptions options, TimeProvider time)
{
    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);
    private readonly BoundedCache<AccountId, byte[]> verified = new(options.Capacity, options.Lifetime, time);

    /// <summary>How many accounts are remembered.</summary>
    public int Count => verified.Count;

    /// <summary>Forgets an account.</summary>
    /// <param name="account">The account.</param>
    public void Forget(AccountId account) => verified.Remove(account);

    internal void Remember(DirectoryAccount account, PreparedPassword password) => verified.Set(account.Id, Sign(account, password));

    internal bool Knows(DirectoryAccount account, PreparedPassword password) =>
        verified.TryGet(account.Id, out var signature)
        && CryptographicOperations.FixedTimeEquals(signature, Sign(account, password));

    private byte[] Sign(DirectoryAccount account, PreparedPassword password)
    {
        Span<byte> prefix = stackalloc byte[24];
        account.Id.Value.WriteBigEndian(prefix);
        BinaryPrimitives.WriteInt64BigEndian(prefix[16..], account.CredentialVersion);
        byte[] message = [.. prefix, .. password.Utf8];
        return HMACSHA256.HashData(key, message);
    }
}
