using System.Security.Cryptography;
using Culver.Sasl.Preparation;

namespace Culver.Sasl.Scram;

/// <summary>
/// What the server keeps of a password for one hash (RFC 5802 §3): enough to verify it and to prove itself, not enough to
/// log in elsewhere. It prints as nothing.
/// </summary>
public sealed class ScramKeys
{
    /// <summary>The fewest iterations a server should announce (RFC 5802 §5.1, RFC 7677 §3).</summary>
    public const int MinIterations = 4096;

    /// <summary>Keys as they were stored.</summary>
    /// <param name="hash">The hash.</param>
    /// <param name="iterations">The iteration count; positive.</param>
    /// <param name="salt">The salt; not empty.</param>
    /// <param name="storedKey">StoredKey; as long as the hash.</param>
    /// <param name="serverKey">ServerKey; as long as the hash.</param>
    /// <exception cref="ArgumentException">A length or the count is wrong.</exception>
    public ScramKeys(ScramHash hash, int iterations, ReadOnlyMemory<byte> salt, ReadOnlyMemory<byte> storedKey, ReadOnlyMemory<byte> serverKey)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        var length = ScramFunctions.LengthOf(hash);
        if (salt.IsEmpty || storedKey.Length != length || serverKey.Length != length)
        {
            throw new ArgumentException("The salt is empty or a key has not the length of its hash.");
        }

        Hash = hash;
        Iterations = iterations;
        Salt = salt;
        StoredKey = storedKey;
        ServerKey = serverKey;
    }

    /// <summary>The hash.</summary>
    public ScramHash Hash { get; }

    /// <summary>The iteration count, i=.</summary>
    public int Iterations { get; }

    /// <summary>The salt, s=.</summary>
    public ReadOnlyMemory<byte> Salt { get; }

    /// <summary>StoredKey := H(ClientKey), against which a proof is verified.</summary>
    public ReadOnlyMemory<byte> StoredKey { get; }

    /// <summary>ServerKey, with which the server signs.</summary>
    public ReadOnlyMemory<byte> ServerKey { get; }

    /// <summary>Makes keys from a password.</summary>
    /// <param name="hash">The hash.</param>
    /// <param name="password">The prepared password.</param>
    /// <param name="salt">The salt, random for each password and hash.</param>
    /// <param name="iterations">The iteration count.</param>
    /// <param name="derivation">Does the dear step, once.</param>
    /// <returns>The keys.</returns>
    public static ScramKeys Derive(
        ScramHash hash, PreparedPassword password, ReadOnlyMemory<byte> salt, int iterations, IScramKeyDerivation derivation)
    {
        ArgumentNullException.ThrowIfNull(password);
        ArgumentNullException.ThrowIfNull(derivation);
        Span<byte> salted = stackalloc byte[ScramFunctions.MaxLength];
        salted = salted[..ScramFunctions.LengthOf(hash)];
        derivation.SaltPassword(hash, password.Utf8, salt.Span, iterations, salted);

        // RFC 5802 §3: ClientKey := HMAC(SaltedPassword, "Client Key"), StoredKey := H(ClientKey),
        // ServerKey := HMAC(SaltedPassword, "Server Key").
        var clientKey = ScramFunctions.Hmac(hash, salted, "Client Key"u8);
        var keys = new ScramKeys(
            hash, iterations, salt, ScramFunctions.H(hash, clientKey), ScramFunctions.Hmac(hash, salted, "Server Key"u8));
        CryptographicOperations.ZeroMemory(salted);
        CryptographicOperations.ZeroMemory(clientKey);
        return keys;
    }

    /// <summary>Verifies a password in clear against these keys, at the price of one derivation, in constant time otherwise.</summary>
    /// <param name="password">The prepared password.</param>
    /// <param name="derivation">Does the dear step, once.</param>
    /// <returns>True if it is the password they were made from.</returns>
    public bool Verify(PreparedPassword password, IScramKeyDerivation derivation)
    {
        var candidate = Derive(Hash, password, Salt, Iterations, derivation);
        return CryptographicOperations.FixedTimeEquals(candidate.StoredKey.Span, StoredKey.Span);
    }
}
