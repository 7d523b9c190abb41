using System.Security.Cryptography;
using Culver.MailAuth.Ed25519;

namespace Culver.MailAuth.Dkim;

/// <summary>A public key as it stands in a key record.</summary>
internal abstract record DkimPublicKey
{
    private DkimPublicKey()
    {
    }

    /// <summary>Whether the signature is over this SHA-256 hash, by this key.</summary>
    public abstract bool Verifies(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature);

    /// <summary>RSA (RFC 6376 §3.3.1).</summary>
    public sealed record Rsa(RSAParameters Parameters) : DkimPublicKey
    {
        // Leading zeros of the modulus are not bits.
        public int Bits
        {
            get
            {
                var modulus = Parameters.Modulus.AsSpan().TrimStart((byte)0);
                return modulus.IsEmpty ? 0 : (modulus.Length * 8) - (System.Numerics.BitOperations.LeadingZeroCount(modulus[0]) - 24);
            }
        }

        /// <summary>Reads the octets of p=.</summary>
        public static Rsa? Read(ReadOnlySpan<byte> octets)
        {
            using var rsa = RSA.Create();
            try
            {
                // Liberty, RFC 6376 §3.6.1: it names RSAPublicKey; what all tools publish, and its own appendix C, is SubjectPublicKeyInfo.
                try
                {
                    rsa.ImportSubjectPublicKeyInfo(octets, out _);
                }
                catch (CryptographicException)
                {
                    rsa.ImportRSAPublicKey(octets, out _);
                }

                return new(rsa.ExportParameters(includePrivateParameters: false));
            }
            catch (CryptographicException)
            {
                return null;
            }
        }

        public override bool Verifies(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
        {
            using var rsa = RSA.Create(Parameters);
            return rsa.VerifyHash(hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }

    /// <summary>Ed25519: 32 octets (RFC 8463 §4.2).</summary>
    public sealed record Edwards(byte[] Octets) : DkimPublicKey
    {
        // RFC 8463 §3: what is signed is the hash, as the message of PureEdDSA.
        public override bool Verifies(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature) => Ed25519Signature.Verify(Octets, hash, signature);
    }
}
