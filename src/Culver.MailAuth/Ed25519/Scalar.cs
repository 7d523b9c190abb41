// Numbers modulo L, the order of the base point (RFC 8032 §5.1): four limbs of 64 bits, reduced after Barrett, in constant time.
using System.Buffers.Binary;

namespace Culver.MailAuth.Ed25519;

/// <summary>Arithmetic modulo L = 2^252 + 27742317777372353535851937790883648493.</summary>
internal static class Scalar
{
    private static ReadOnlySpan<ulong> L => [0x5812631A5CF5D3ED, 0x14DEF9DEA2F79CD6, 0, 0x1000000000000000];

    // floor(2^512 / L)
    private static ReadOnlySpan<ulong> Mu => [0xED9CE5A30A2C131B, 0x2106215D086329A7, 0xFFFFFFFFFFFFFFEB, 0xFFFFFFFFFFFFFFFF, 0xF];

    /// <summary>Whether 32 octets, least first, are below L. RFC 8032 §5.1.7 (1): a signature with a larger S is not valid, so none has a second form.</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> bytes)
    {
        Span<ulong> value = stackalloc ulong[4];
        Read(bytes, value);
        return Subtract(value, L) != 0;
    }

    /// <summary>Reduces 64 octets, least first, to 32.</summary>
    public static void Reduce(ReadOnlySpan<byte> wide, Span<byte> result)
    {
        Span<ulong> value = stackalloc ulong[8];
        Read(wide, value);
        Reduce(value, result);
        value.Clear();
    }

    /// <summary>a·b + c modulo L, each 32 octets, least first.</summary>
    public static void MultiplyAdd(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, Span<byte> result)
    {
        Span<ulong> left = stackalloc ulong[4];
        Span<ulong> right = stackalloc ulong[4];
        Span<ulong> product = stackalloc ulong[8];
        Read(a, left);
        Read(b, right);
        Multiply(left, right, product);
        Read(c, right);
        UInt128 carry = 0;
        for (var i = 0; i < 8; i++)
        {
            carry += (UInt128)product[i] + (i < 4 ? right[i] : 0);
            product[i] = (ulong)carry;
            carry >>= 64;
        }

        Reduce(product, result);
        left.Clear();
        right.Clear();
        product.Clear();
    }

    private static void Reduce(ReadOnlySpan<ulong> value, Span<byte> result)
    {
        Span<ulong> estimate = stackalloc ulong[13];
        Multiply(value, Mu, estimate);
        Span<ulong> multiple = stackalloc ulong[9];
        // The quotient is at most two too small; what is left is below 3L and fits in four limbs.
        Multiply(estimate[8..], L, multiple);
        Span<ulong> rest = stackalloc ulong[5];
        value[..5].CopyTo(rest);
        Subtract(rest, multiple[..5]);
        Span<ulong> lower = stackalloc ulong[4];
        for (var times = 0; times < 2; times++)
        {
            rest[..4].CopyTo(lower);
            var keep = 0 - Subtract(lower, L);
            for (var i = 0; i < 4; i++)
                rest[i] = (rest[i] & keep) | (lower[i] & ~keep);
        }

        for (var i = 0; i < 4; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(result[(8 * i)..], rest[i]);
        estimate.Clear();
        multiple.Clear();
        rest.Clear();
        lower.Clear();
    }

    private static void Multiply(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, Span<ulong> product)
    {
        product.Clear();
        for (var i = 0; i < a.Length; i++)
        {
            ulong carry = 0;
            for (var j = 0; j < b.Length; j++)
            {
                var high = Math.BigMul(a[i], b[j], out var low);
                var sum = new UInt128(high, low) + product[i + j] + carry;
                product[i + j] = (ulong)sum;
                carry = (ulong)(sum >> 64);
            }

            product[i + b.Length] = carry;
        }
    }

    /// <summary>a -= b; one when it would fall below zero.</summary>
    private static ulong Subtract(Span<ulong> a, ReadOnlySpan<ulong> b)
    {
        ulong borrow = 0;
        for (var i = 0; i < a.Length; i++)
        {
            var difference = (UInt128)a[i] - b[i] - borrow;
            a[i] = (ulong)difference;
            borrow = (ulong)(difference >> 64) & 1;
        }

        return borrow;
    }

    private static void Read(ReadOnlySpan<byte> bytes, Span<ulong> limbs)
    {
        for (var i = 0; i < limbs.Length; i++)
            limbs[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(8 * i)..]);
    }
}
