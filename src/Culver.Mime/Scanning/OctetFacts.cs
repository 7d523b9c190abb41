using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Culver.Mime.Scanning;

/// <summary>
/// Counts what a stretch of octets holds in one vectorised pass: line feeds, CRLF pairs, carriage returns, NULs, octets above 127.
/// Pairs across two stretches are the caller's to add, which knows the last octet before.
/// </summary>
internal struct OctetFacts
{
    public long LineFeeds;
    public long CarriageReturns;
    public long Pairs;
    public bool HasNul;
    public bool HasEightBit;

    public static OctetFacts Of(ReadOnlySpan<byte> bytes)
    {
        OctetFacts facts = default;
        var i = 0;
        if (Vector256.IsHardwareAccelerated && bytes.Length >= Vector256<byte>.Count)
        {
            ref var start = ref MemoryMarshal.GetReference(bytes);
            var lf = Vector256.Create((byte)'\n');
            var cr = Vector256.Create((byte)'\r');
            var nul = Vector256<byte>.Zero;
            var high = Vector256<byte>.Zero;
            uint carry = 0;
            for (; i <= bytes.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
            {
                var v = Vector256.LoadUnsafe(ref start, (nuint)i);
                high |= v;
                nul |= Vector256.Equals(v, Vector256<byte>.Zero);
                var feeds = Vector256.Equals(v, lf).ExtractMostSignificantBits();
                var returns = Vector256.Equals(v, cr).ExtractMostSignificantBits();
                if ((feeds | returns | carry) == 0) continue;
                facts.LineFeeds += BitOperations.PopCount(feeds);
                facts.CarriageReturns += BitOperations.PopCount(returns);
                facts.Pairs += BitOperations.PopCount(((returns << 1) | carry) & feeds);
                carry = returns >> 31;
            }

            facts.HasNul = nul != Vector256<byte>.Zero;
            facts.HasEightBit = high.ExtractMostSignificantBits() != 0;
        }

        for (; i < bytes.Length; i++)
        {
            var octet = bytes[i];
            if (octet == '\n')
            {
                facts.LineFeeds++;
                if (i > 0 && bytes[i - 1] == '\r') facts.Pairs++;
            }
            else if (octet == '\r')
            {
                facts.CarriageReturns++;
            }

            facts.HasNul |= octet == 0;
            facts.HasEightBit |= octet > 127;
        }

        return facts;
    }
}
