// Ed25519 (RFC 8032 §5.1), which DKIM signs with (RFC 8463). The framework has none. Rules upheld:
// - Signing takes the same steps whatever the key and the message are, and wipes what it derived from the key.
// - Verifying takes one form of everything: S below L, points below p, R compared as octets (the equation without the cofactor).
// - A public key of small order is refused: for it, signatures over any message could be made without knowing a secret. RFC 8032 asks no such
//   thing; for mail it costs nobody anything, since no honest key generator makes one.
using System.Security.Cryptography;

namespace Culver.MailAuth.Ed25519;

/// <summary>Makes and checks signatures of Ed25519, the pure variant without context.</summary>
internal static class Ed25519Signature
{
    /// <summary>Octets of a private key: the seed of RFC 8032 §5.1.5.</summary>
    public const int SeedSize = 32;

    /// <summary>Octets of a public key.</summary>
    public const int PublicKeySize = 32;

    /// <summary>Octets of a signature.</summary>
    public const int Size = 64;

    /// <summary>The public key of a private one (RFC 8032 §5.1.5).</summary>
    public static void DerivePublicKey(ReadOnlySpan<byte> seed, Span<byte> publicKey)
    {
        Span<byte> expanded = stackalloc byte[64];
        Expand(seed, expanded);
        CurvePoint.MultiplyGenerator(expanded[..32]).Encode(publicKey);
        CryptographicOperations.ZeroMemory(expanded);
    }

    /// <summary>Signs a message (RFC 8032 §5.1.6).</summary>
    /// <param name="seed">The private key.</param>
    /// <param name="message">The message.</param>
    /// <param name="signature">64 octets, written.</param>
    public static void Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message, Span<byte> signature)
    {
        Span<byte> expanded = stackalloc byte[64];
        Span<byte> publicKey = stackalloc byte[32];
        Span<byte> hash = stackalloc byte[64];
        Span<byte> nonce = stackalloc byte[32];
        Span<byte> challenge = stackalloc byte[32];
        Expand(seed, expanded);
        CurvePoint.MultiplyGenerator(expanded[..32]).Encode(publicKey);
        using (var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA512))
        {
            sha.AppendData(expanded[32..]);
            sha.AppendData(message);
            sha.GetHashAndReset(hash);
        }

        Scalar.Reduce(hash, nonce);
        CurvePoint.MultiplyGenerator(nonce).Encode(signature);
        Challenge(signature[..32], publicKey, message, challenge);
        Scalar.MultiplyAdd(challenge, expanded[..32], nonce, signature[32..]);
        CryptographicOperations.ZeroMemory(expanded);
        CryptographicOperations.ZeroMemory(hash);
        CryptographicOperations.ZeroMemory(nonce);
    }

    /// <summary>Whether a signature is by this key over this message (RFC 8032 §5.1.7).</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != Size || !IsUsableKey(publicKey, out var key) || !Scalar.IsCanonical(signature[32..]))
            return false;
        Span<byte> challenge = stackalloc byte[32];
        Challenge(signature[..32], publicKey, message, challenge);
        // R = [S]B - [k]A, as octets: what R is not the least form of is never equal.
        var expected = CurvePoint.MultiplyGenerator(signature[32..]) + (-key).Multiply(challenge);
        Span<byte> encoded = stackalloc byte[32];
        expected.Encode(encoded);
        return CryptographicOperations.FixedTimeEquals(encoded, signature[..32]);
    }

    /// <summary>Whether octets are a public key that can be trusted to stand for a secret.</summary>
    public static bool IsUsableKey(ReadOnlySpan<byte> publicKey) => IsUsableKey(publicKey, out _);

    private static bool IsUsableKey(ReadOnlySpan<byte> publicKey, out CurvePoint key) =>
        CurvePoint.TryDecode(publicKey, out key) && !key.IsOfSmallOrder();

    private static void Expand(ReadOnlySpan<byte> seed, Span<byte> expanded)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, SeedSize);
        SHA512.HashData(seed, expanded);
        // RFC 8032 §5.1.5 (2)
        expanded[0] &= 0xF8;
        expanded[31] = (byte)((expanded[31] & 0x7F) | 0x40);
    }

    private static void Challenge(ReadOnlySpan<byte> r, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, Span<byte> challenge)
    {
        Span<byte> hash = stackalloc byte[64];
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        sha.AppendData(r);
        sha.AppendData(publicKey);
        sha.AppendData(message);
        sha.GetHashAndReset(hash);
        Scalar.Reduce(hash, challenge);
    }
}
