using System.Buffers;
using System.Buffers.Text;

namespace Culver.Sasl;

/// <summary>Base64 as SASL profiles and SCRAM want it: no white space, no other alphabet, padded (RFC 4648 §4).</summary>
public static class SaslBase64
{
    private static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);

    /// <summary>Decodes a client's response line.</summary>
    /// <param name="text">The line without its CRLF. Empty decodes to nothing.</param>
    /// <param name="octets">The octets; empty when it is not base64.</param>
    /// <returns>False if it is not base64.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> text, out byte[] octets)
    {
        octets = [];
        if (text.Length % 4 != 0 || text.ContainsAnyExcept(Alphabet))
        {
            return false;
        }

        var buffer = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (Base64.DecodeFromUtf8(text, buffer, out var consumed, out var written) != OperationStatus.Done || consumed != text.Length)
        {
            return false;
        }

        octets = buffer[..written];
        return true;
    }

    /// <summary>
    /// Decodes an initial response, where a lone "=" means an empty one, as against none at all (RFC 4959 §3, RFC 4954 §4).
    /// </summary>
    /// <param name="text">The argument of the command.</param>
    /// <param name="octets">The octets; empty when it is not base64.</param>
    /// <returns>False if it is not base64.</returns>
    public static bool TryDecodeInitialResponse(ReadOnlySpan<byte> text, out byte[] octets)
    {
        octets = [];
        return text.SequenceEqual("="u8) || (!text.IsEmpty && TryDecode(text, out octets));
    }

    /// <summary>Encodes a challenge.</summary>
    /// <param name="octets">The octets; may be empty.</param>
    /// <returns>Base64 in ASCII, without a line end.</returns>
    public static byte[] Encode(ReadOnlySpan<byte> octets)
    {
        var buffer = new byte[Base64.GetMaxEncodedToUtf8Length(octets.Length)];
        Base64.EncodeToUtf8(octets, buffer, out _, out var written);
        return buffer[..written];
    }
}
