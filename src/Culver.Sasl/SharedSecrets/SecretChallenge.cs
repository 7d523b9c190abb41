using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Culver.Sasl.SharedSecrets;

/// <summary>What CRAM-MD5 and APOP have in common on the wire: the challenge, and the digest in hexadecimal.</summary>
public static class SecretChallenge
{
    // msg-id = [CFWS] "<" id-left "@" id-right ">" [CFWS]                                                                RFC 5322 §3.6.4
    /// <summary>
    /// A challenge no one was given before: 256 random bits in the form of a message id. Liberty, RFC 2195 §2: it bears no clock and no host name,
    /// which would tell of the server and add nothing to the bits.
    /// </summary>
    public static byte[] Make() => Encoding.ASCII.GetBytes($"<{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}@culver>");

    /// <summary>Reads a digest: 32 hexadecimal digits. Liberty, RFC 2195 §2: they are of lower case; upper case is read too.</summary>
    /// <param name="text">The digits.</param>
    /// <param name="digest">The 16 octets; empty when it is none.</param>
    public static bool TryReadDigest(ReadOnlySpan<byte> text, out byte[] digest)
    {
        digest = [];
        var octets = new byte[16];
        if (text.Length != 32 || Convert.FromHexString(text, octets, out _, out _) != OperationStatus.Done)
            return false;
        digest = octets;
        return true;
    }
}
