// The digests of CRAM-MD5 and APOP. Rules upheld: compared in constant time; the secret is the password as prepared, in UTF-8.
#pragma warning disable CA5351 // MD5 is what RFC 1939 and RFC 2195 say; both are off unless the settings allow them.
using System.Security.Cryptography;

namespace Culver.Sasl.SharedSecrets;

/// <summary>What a client sent to prove that it knows a secret which the server can recover. A closed set.</summary>
public abstract record SharedSecretProof
{
    private SharedSecretProof()
    {
    }

    /// <summary>Whether it was made with a secret. Takes the same time for every secret of a length.</summary>
    /// <param name="secret">The secret.</param>
    public abstract bool Matches(ReadOnlySpan<byte> secret);

    /// <summary>Says what it is, never what it holds.</summary>
    public sealed override string ToString() => GetType().Name;

    /// <summary>CRAM-MD5 (RFC 2195 §2): HMAC-MD5 of the challenge, keyed with the secret.</summary>
    /// <param name="Challenge">The challenge, angle brackets included.</param>
    /// <param name="Digest">The client's 16 octets.</param>
    public sealed record CramMd5(ReadOnlyMemory<byte> Challenge, ReadOnlyMemory<byte> Digest) : SharedSecretProof
    {
        /// <inheritdoc/>
        public override bool Matches(ReadOnlySpan<byte> secret) => CryptographicOperations.FixedTimeEquals(HMACMD5.HashData(secret, Challenge.Span), Digest.Span);
    }

    /// <summary>APOP (RFC 1939 §7): MD5 of the timestamp with the secret behind it.</summary>
    /// <param name="Timestamp">The greeting's timestamp, angle brackets included.</param>
    /// <param name="Digest">The client's 16 octets.</param>
    public sealed record Apop(ReadOnlyMemory<byte> Timestamp, ReadOnlyMemory<byte> Digest) : SharedSecretProof
    {
        /// <inheritdoc/>
        public override bool Matches(ReadOnlySpan<byte> secret)
        {
            byte[] text = [.. Timestamp.Span, .. secret];
            var digest = MD5.HashData(text);
            CryptographicOperations.ZeroMemory(text);
            return CryptographicOperations.FixedTimeEquals(digest, Digest.Span);
        }
    }
}
