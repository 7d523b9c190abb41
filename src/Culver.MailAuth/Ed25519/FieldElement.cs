// Arithmetic modulo p = 2^255 - 19 (RFC 8032 §5.1) on five limbs of 51 bits. Rules upheld:
// - No branch and no index depends on a value; only Decode and the comparisons give a secret-free answer away.
// - Every operation returns limbs below 2^52, and Multiply takes limbs up to 2^54, so no sum of products leaves 128 bits.
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Culver.MailAuth.Ed25519;

/// <summary>A number modulo 2^255 - 19, not always in its least form; <see cref="WriteTo"/> gives that.</summary>
internal readonly struct FieldElement(ulong l0, ulong l1, ulong l2, ulong l3, ulong l4)
{
    private const ulong Mask = (1UL << 51) - 1;

    private readonly ulong _l0 = l0;
    private readonly ulong _l1 = l1;
    private readonly ulong _l2 = l2;
    private readonly ulong _l3 = l3;
    private readonly ulong _l4 = l4;

    public static FieldElement Zero => default;

    public static FieldElement One => new(1, 0, 0, 0, 0);

    public static FieldElement operator +(in FieldElement a, in FieldElement b) =>
        Carry(a._l0 + b._l0, a._l1 + b._l1, a._l2 + b._l2, a._l3 + b._l3, a._l4 + b._l4);

    // 4p is added first, so that no limb falls below zero.
    public static FieldElement operator -(in FieldElement a, in FieldElement b) => Carry(
        a._l0 + 0x1FFFFFFFFFFFB4 - b._l0,
        a._l1 + 0x1FFFFFFFFFFFFC - b._l1,
        a._l2 + 0x1FFFFFFFFFFFFC - b._l2,
        a._l3 + 0x1FFFFFFFFFFFFC - b._l3,
        a._l4 + 0x1FFFFFFFFFFFFC - b._l4);

    public static FieldElement operator -(in FieldElement a) => Zero - a;

    public static FieldElement operator *(in FieldElement a, in FieldElement b)
    {
        // 2^255 is 19, so what would stand five limbs higher comes back nineteen times.
        var b1 = b._l1 * 19;
        var b2 = b._l2 * 19;
        var b3 = b._l3 * 19;
        var b4 = b._l4 * 19;
        var r0 = Product(a._l0, b._l0) + Product(a._l1, b4) + Product(a._l2, b3) + Product(a._l3, b2) + Product(a._l4, b1);
        var r1 = Product(a._l0, b._l1) + Product(a._l1, b._l0) + Product(a._l2, b4) + Product(a._l3, b3) + Product(a._l4, b2);
        var r2 = Product(a._l0, b._l2) + Product(a._l1, b._l1) + Product(a._l2, b._l0) + Product(a._l3, b4) + Product(a._l4, b3);
        var r3 = Product(a._l0, b._l3) + Product(a._l1, b._l2) + Product(a._l2, b._l1) + Product(a._l3, b._l0) + Product(a._l4, b4);
        var r4 = Product(a._l0, b._l4) + Product(a._l1, b._l3) + Product(a._l2, b._l2) + Product(a._l3, b._l1) + Product(a._l4, b._l0);
        return Carry(r0, r1, r2, r3, r4);
    }

    public FieldElement Squared() => this * this;

    /// <summary>1/x, or zero for zero: x^(p-2), by Fermat.</summary>
    public FieldElement Inverted()
    {
        var (x250, x11) = Power250();
        return Squared(x250, 5) * x11;
    }

    /// <summary>x^((p-5)/8), of which square roots are made (RFC 8032 §5.1.3).</summary>
    public FieldElement PowerForRoot()
    {
        var (x250, _) = Power250();
        return Squared(x250, 2) * this;
    }

    /// <summary>One of two, without telling which.</summary>
    /// <param name="a">Chosen when the mask is zero.</param>
    /// <param name="b">Chosen when the mask is all ones.</param>
    /// <param name="mask">Zero or all ones.</param>
    public static FieldElement Select(in FieldElement a, in FieldElement b, ulong mask) => new(
        a._l0 ^ (mask & (a._l0 ^ b._l0)),
        a._l1 ^ (mask & (a._l1 ^ b._l1)),
        a._l2 ^ (mask & (a._l2 ^ b._l2)),
        a._l3 ^ (mask & (a._l3 ^ b._l3)),
        a._l4 ^ (mask & (a._l4 ^ b._l4)));

    /// <summary>Reads 32 octets, least first (RFC 8032 §5.1.2); the top bit is not part of the number.</summary>
    /// <returns>Whether the number was below p, as RFC 8032 §5.1.3 (1) asks.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out FieldElement value)
    {
        var w0 = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var w1 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        var w2 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        var w3 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        value = new(
            w0 & Mask,
            ((w0 >> 51) | (w1 << 13)) & Mask,
            ((w1 >> 38) | (w2 << 26)) & Mask,
            ((w2 >> 25) | (w3 << 39)) & Mask,
            (w3 >> 12) & Mask);
        Span<byte> least = stackalloc byte[32];
        value.WriteTo(least);
        least[31] |= (byte)(bytes[31] & 0x80);
        return CryptographicOperations.FixedTimeEquals(least, bytes[..32]);
    }

    /// <summary>Writes the least form as 32 octets, least first.</summary>
    public void WriteTo(Span<byte> bytes)
    {
        var (l0, l1, l2, l3, l4) = Least();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, l0 | (l1 << 51));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], (l1 >> 13) | (l2 << 38));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], (l2 >> 26) | (l3 << 25));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], (l3 >> 39) | (l4 << 12));
    }

    /// <summary>The lowest bit of the least form: the sign of RFC 8032 §5.1.2.</summary>
    public int Sign() => (int)(Least().L0 & 1);

    public bool IsZero()
    {
        var (l0, l1, l2, l3, l4) = Least();
        return (l0 | l1 | l2 | l3 | l4) == 0;
    }

    public bool EqualTo(in FieldElement other) => (this - other).IsZero();

    private static UInt128 Product(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return new(high, low);
    }

    private static FieldElement Carry(ulong l0, ulong l1, ulong l2, ulong l3, ulong l4)
    {
        l1 += l0 >> 51;
        l2 += l1 >> 51;
        l3 += l2 >> 51;
        l4 += l3 >> 51;
        return new((l0 & Mask) + (19 * (l4 >> 51)), l1 & Mask, l2 & Mask, l3 & Mask, l4 & Mask);
    }

    private static FieldElement Carry(UInt128 r0, UInt128 r1, UInt128 r2, UInt128 r3, UInt128 r4)
    {
        r1 += (ulong)(r0 >> 51);
        r2 += (ulong)(r1 >> 51);
        r3 += (ulong)(r2 >> 51);
        r4 += (ulong)(r3 >> 51);
        var l0 = ((ulong)r0 & Mask) + (19 * (ulong)(r4 >> 51));
        return new(l0 & Mask, ((ulong)r1 & Mask) + (l0 >> 51), (ulong)r2 & Mask, (ulong)r3 & Mask, (ulong)r4 & Mask);
    }

    private static FieldElement Squared(FieldElement x, int times)
    {
        for (var i = 0; i < times; i++)
            x = x.Squared();
        return x;
    }

    // x^(2^250 - 1), from which both powers end; and x^11 on the way.
    private (FieldElement X250, FieldElement X11) Power250()
    {
        var x2 = Squared();
        var x9 = Squared(x2, 2) * this;
        var x11 = x9 * x2;
        var x5Bits = x11.Squared() * x9;
        var x10Bits = Squared(x5Bits, 5) * x5Bits;
        var x20Bits = Squared(x10Bits, 10) * x10Bits;
        var x40Bits = Squared(x20Bits, 20) * x20Bits;
        var x50Bits = Squared(x40Bits, 10) * x10Bits;
        var x100Bits = Squared(x50Bits, 50) * x50Bits;
        var x200Bits = Squared(x100Bits, 100) * x100Bits;
        return (Squared(x200Bits, 50) * x50Bits, x11);
    }

    private (ulong L0, ulong L1, ulong L2, ulong L3, ulong L4) Least()
    {
        var r = Carry(_l0, _l1, _l2, _l3, _l4);
        // One when the number is at least p: then adding 19 overflows 255 bits.
        var q = (r._l0 + 19) >> 51;
        q = (r._l1 + q) >> 51;
        q = (r._l2 + q) >> 51;
        q = (r._l3 + q) >> 51;
        q = (r._l4 + q) >> 51;
        var n0 = r._l0 + (19 * q);
        var n1 = r._l1 + (n0 >> 51);
        var n2 = r._l2 + (n1 >> 51);
        var n3 = r._l3 + (n2 >> 51);
        var n4 = r._l4 + (n3 >> 51);
        return (n0 & Mask, n1 & Mask, n2 & Mask, n3 & Mask, n4 & Mask);
    }
}
