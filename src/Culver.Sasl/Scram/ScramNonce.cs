using System.Security.Cryptography;
using System.Text;

namespace Culver.Sasl.Scram;

/// <summary>Makes nonces of SCRAM: printable ASCII without the comma (RFC 5802 §5.1).</summary>
internal static class ScramNonce
{
    private const int RandomOctets = 18;

    /// <summary>A fresh nonce of 144 random bits, in base64.</summary>
    public static byte[] Random() => Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(RandomOctets)));

    // printable = %x21-2B / %x2D-7E      RFC 5802 §7
    public static bool IsValid(ReadOnlySpan<byte> nonce) =>
        !nonce.IsEmpty && !nonce.ContainsAnyExceptInRange((byte)0x21, (byte)0x7E) && !nonce.Contains((byte)',');
}
