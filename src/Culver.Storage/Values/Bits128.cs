// Why not the framework's own type: the layout of UInt128 is not settled, so what has a field of it, a parameter or a local, is left out when code is
// compiled ahead of time. With ids and flags made of it that was nearly all of the store, and every command of IMAP.
using System.Buffers.Binary;
using System.Numerics;

namespace Culver.Storage;

/// <summary>128 bits: the value of an id, or a mask of keywords.</summary>
/// <param name="High">The upper half.</param>
/// <param name="Low">The lower half.</param>
public readonly record struct Bits128(ulong High, ulong Low) : IComparable<Bits128>
{
    /// <summary>How many octets they are.</summary>
    public const int Length = 16;

    /// <summary>None is set.</summary>
    public static Bits128 Zero => default;

    /// <summary>Whether none is set.</summary>
    public bool IsZero => (High | Low) == 0;

    /// <summary>The number of the lowest that is set; 128 where none is.</summary>
    public int Lowest => Low != 0 ? BitOperations.TrailingZeroCount(Low) : 64 + BitOperations.TrailingZeroCount(High);

    /// <summary>One bit.</summary>
    /// <param name="number">From 0, the least significant, to 127.</param>
    public static Bits128 Bit(int number) => number < 64 ? new(0, 1UL << number) : new(1UL << (number - 64), 0);

    /// <summary>Reads 16 octets, the most significant first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer.</exception>
    public static Bits128 ReadBigEndian(ReadOnlySpan<byte> octets) => new(BinaryPrimitives.ReadUInt64BigEndian(octets), BinaryPrimitives.ReadUInt64BigEndian(octets[8..]));

    /// <summary>Reads 16 octets, the least significant first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer.</exception>
    public static Bits128 ReadLittleEndian(ReadOnlySpan<byte> octets) => new(BinaryPrimitives.ReadUInt64LittleEndian(octets[8..]), BinaryPrimitives.ReadUInt64LittleEndian(octets));

    /// <summary>Writes 16 octets, the most significant first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is less room.</exception>
    public void WriteBigEndian(Span<byte> octets)
    {
        BinaryPrimitives.WriteUInt64BigEndian(octets, High);
        BinaryPrimitives.WriteUInt64BigEndian(octets[8..], Low);
    }

    /// <summary>Writes 16 octets, the least significant first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is less room.</exception>
    public void WriteLittleEndian(Span<byte> octets)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(octets, Low);
        BinaryPrimitives.WriteUInt64LittleEndian(octets[8..], High);
    }

    /// <summary>All but the lowest that is set.</summary>
    public Bits128 WithoutLowest() => Low != 0 ? new(High, Low & (Low - 1)) : new(High & (High - 1), 0);

    /// <inheritdoc/>
    public bool Equals(Bits128 other) => High == other.High && Low == other.Low;

    /// <inheritdoc/>
    public override int GetHashCode() => (High ^ Low).GetHashCode();

    /// <summary>Orders as numbers.</summary>
    public int CompareTo(Bits128 other) => High == other.High ? Low.CompareTo(other.Low) : High.CompareTo(other.High);

    /// <summary>As a number.</summary>
    public UInt128 ToUInt128() => new(High, Low);

    /// <summary>As a number, in decimal digits.</summary>
    public override string ToString() => ToUInt128().ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Those of either.</summary>
    public static Bits128 operator |(Bits128 left, Bits128 right) => new(left.High | right.High, left.Low | right.Low);

    /// <summary>Those of both.</summary>
    public static Bits128 operator &(Bits128 left, Bits128 right) => new(left.High & right.High, left.Low & right.Low);

    /// <summary>Those that are not set.</summary>
    public static Bits128 operator ~(Bits128 bits) => new(~bits.High, ~bits.Low);

    /// <summary>A number's.</summary>
    public static implicit operator Bits128(UInt128 value) => new((ulong)(value >> 64), (ulong)value);

    /// <summary>A number's.</summary>
    public static implicit operator Bits128(ulong value) => new(0, value);
}
