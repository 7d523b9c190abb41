using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Culver.Sasl.Preparation;
using Culver.Sasl.Scram;
using Culver.Storage.Directory;

namespace Culver.Identity.Authentication;

/// <summary>Makes credentials: real ones from passwords, fake ones for names nobody has.</summary>
/// <param name="options">Hashes and iteration counts.</param>
/// <param name="derivation">Does the dear step.</param>
public sealed class CredentialSource(CredentialOptions options, IScramKeyDerivation derivation)
{
    /// <summary>The hash passwords in clear are verified with.</summary>
    internal const ScramHash PasswordHash = ScramHash.Sha256;

    private const int SaltLength = 16;

    /// <summary>Makes the keys of a password, one set for each hash in use, each with a salt of its own.</summary>
    /// <param name="password">The prepared password.</param>
    /// <returns>The keys to store.</returns>
    public ImmutableArray<DirectoryCredential> Create(PreparedPassword password)
    {
        var builder = ImmutableArray.CreateBuilder<DirectoryCredential>(3);
        foreach (var hash in Enum.GetValues<ScramHash>())
        {
            if (IterationsOf(hash) is var iterations and > 0)
            {
                var keys = ScramKeys.Derive(hash, password, RandomNumberGenerator.GetBytes(SaltLength), iterations, derivation);
                builder.Add(new((int)hash, keys.Iterations, keys.Salt, keys.StoredKey, keys.ServerKey));
            }
        }

        return builder.ToImmutable();
    }

    internal static ScramKeys? Find(IReadOnlyList<DirectoryCredential> credentials, ScramHash hash)
    {
        foreach (var credential in credentials)
        {
            if (credential.Hash == (int)hash)
            {
                return new(hash, credential.Iterations, credential.Salt, credential.StoredKey, credential.ServerKey);
            }
        }

        return null;
    }

    /// <summary>
    /// Keys no password fits, for RFC 5802 §7 lets a server hide why it refuses. Keyed by a secret and the name, they are the same for ever for one name, differ between
    /// names, and look like any account's.
    /// </summary>
    internal ScramKeys Fake(ScramHash hash, string userName, ReadOnlySpan<byte> secret)
    {
        var length = hash switch
        {
            ScramHash.Sha1 => SHA1.HashSizeInBytes,
            ScramHash.Sha256 => SHA256.HashSizeInBytes,
            ScramHash.Sha512 => SHA512.HashSizeInBytes,
            _ => throw new ArgumentOutOfRangeException(nameof(hash)),
        };
        return new(
            hash,
            Math.Max(IterationsOf(hash), ScramKeys.MinIterations),
            Expand(secret, "salt", hash, userName).AsMemory(0, SaltLength),
            Expand(secret, "stored", hash, userName).AsMemory(0, length),
            Expand(secret, "server", hash, userName).AsMemory(0, length));
    }

    internal bool Verify(ScramKeys keys, PreparedPassword password) => keys.Verify(password, derivation);

    private static byte[] Expand(ReadOnlySpan<byte> secret, string purpose, ScramHash hash, string userName) =>
        HMACSHA512.HashData(secret, Encoding.UTF8.GetBytes($"culver fake {purpose}\0{(int)hash}\0{userName}"));

    private int IterationsOf(ScramHash hash) => hash switch
    {
        ScramHash.Sha1 => options.Sha1Iterations,
        ScramHash.Sha256 => options.Sha256Iterations,
        ScramHash.Sha512 => options.Sha512Iterations,
        _ => 0,
    };
}
