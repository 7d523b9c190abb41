using System.Buffers;
using System.Security.Cryptography;
using Culver.MailAuth.Messages;

namespace Culver.MailAuth.Arc;

/// <summary>The hash a seal signs: the sets up to its own, always in the relaxed form (RFC 8617 §5.1.1).</summary>
internal static class SealHash
{
    /// <summary>Hashes the fields of the sets in order, and the seal last.</summary>
    /// <param name="covered">ARC-Authentication-Results, ARC-Message-Signature and ARC-Seal of each set before, then the first two of this one.</param>
    /// <param name="seal">The seal.</param>
    /// <param name="place">Where in it the value of b= stands.</param>
    public static byte[] Of(IEnumerable<HeaderLine> covered, HeaderLine seal, Range place)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        foreach (var field in covered)
            HeaderCanonicalizer.Write(field, Canonicalization.Relaxed, output);
        HeaderCanonicalizer.WriteUnsigned(seal, place, Canonicalization.Relaxed, output);
        return SHA256.HashData(output.WrittenSpan);
    }
}
