// A password that can be had back, for CRAM-MD5 and APOP, which need it as it is. Only accounts that opted in have one.
// It is encrypted under the directory's secret, which lies beside it: that keeps it out of sight in a copy of single rows, a log or a
// crash dump of the database, and from nobody who has the whole directory. Who steals that has these passwords.
using System.Security.Cryptography;
using System.Text;
using Culver.Sasl.Preparation;
using Culver.Storage;
using Culver.Storage.Directory;

namespace Culver.Identity.Authentication;

/// <summary>Makes and opens recoverable secrets.</summary>
internal static class RecoverableSecret
{
    /// <summary>Stands where the number of a hash does; stored, never changed.</summary>
    public const int Kind = 100;

    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>Encrypts a password for one account.</summary>
    public static DirectoryCredential Seal(AccountId account, PreparedPassword password, ReadOnlySpan<byte> directorySecret)
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceLength);
        var clear = password.Utf8.ToArray();
        var sealedText = new byte[clear.Length];
        var tag = new byte[TagLength];
        using (var cipher = Cipher(directorySecret))
            cipher.Encrypt(nonce, clear, sealedText, tag, Name(account));
        CryptographicOperations.ZeroMemory(clear);
        return new(Kind, 0, nonce, sealedText, tag);
    }

    /// <summary>Decrypts an account's secret; null when it has none.</summary>
    /// <exception cref="AuthenticationTagMismatchException">What is stored was not sealed for this account by this directory.</exception>
    public static byte[]? Open(AccountId account, IReadOnlyList<DirectoryCredential> credentials, ReadOnlySpan<byte> directorySecret)
    {
        foreach (var credential in credentials)
        {
            if (credential.Hash != Kind)
                continue;
            var clear = new byte[credential.StoredKey.Length];
            using var cipher = Cipher(directorySecret);
            cipher.Decrypt(credential.Salt.Span, credential.StoredKey.Span, credential.ServerKey.Span, clear, Name(account));
            return clear;
        }

        return null;
    }

    /// <summary>A secret nobody knows, for names that have none: always the same for a name, so that asking twice tells nothing.</summary>
    public static byte[] Fake(string userName, ReadOnlySpan<byte> directorySecret) =>
        HMACSHA256.HashData(directorySecret, Encoding.UTF8.GetBytes($"culver fake shared secret\0{userName}"));

    private static AesGcm Cipher(ReadOnlySpan<byte> directorySecret)
    {
        Span<byte> key = stackalloc byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, directorySecret, key, salt: [], info: "culver recoverable secret"u8);
        return new AesGcm(key, TagLength);
    }

    private static byte[] Name(AccountId account) => Encoding.ASCII.GetBytes(account.ToString());
}
