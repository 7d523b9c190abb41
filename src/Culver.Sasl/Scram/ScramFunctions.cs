using System.Security.Cryptography;

namespace Culver.Sasl.Scram;

/// <summary>H() and HMAC() of RFC 5802 §2.2 for each hash.</summary>
internal static class ScramFunctions
{
    /// <summary>The longest output of any of the hashes, in octets.</summary>
    public const int MaxLength = 64;

    public static HashAlgorithmName NameOf(ScramHash hash) => hash switch
    {
        ScramHash.Sha1 => HashAlgorithmName.SHA1,
        ScramHash.Sha256 => HashAlgorithmName.SHA256,
        ScramHash.Sha512 => HashAlgorithmName.SHA512,
        _ => throw new ArgumentOutOfRangeException(nameof(hash)),
    };

    public static int LengthOf(ScramHash hash) => hash switch
    {
        ScramHash.Sha1 => SHA1.HashSizeInBytes,
        ScramHash.Sha256 => SHA256.HashSizeInBytes,
        ScramHash.Sha512 => SHA512.HashSizeInBytes,
        _ => throw new ArgumentOutOfRangeException(nameof(hash)),
    };

    public static byte[] H(ScramHash hash, ReadOnlySpan<byte> input) => CryptographicOperations.HashData(NameOf(hash), input);

    public static byte[] Hmac(ScramHash hash, ReadOnlySpan<byte> key, ReadOnlySpan<byte> input) =>
        CryptographicOperations.HmacData(NameOf(hash), key, input);

    /// <summary>Xors two strings of one length into a new one.</summary>
    public static byte[] Xor(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var result = left.ToArray();
        for (var i = 0; i < result.Length; i++)
        {
            result[i] ^= right[i];
        }

        return result;
    }
}
