using Xunit;

namespace Culver.Storage.Tests.Values;

/// <summary>128 bits behave as the number they are.</summary>
public sealed class Bits128Tests
{
    [Fact]
    public void They_are_the_number_they_were_made_of()
    {
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            var (left, right) = (Some(random), Some(random));
            Bits128 a = left, b = right;
            Assert.Equal(left, a.ToUInt128());
            Assert.Equal(left | right, (a | b).ToUInt128());
            Assert.Equal(left & right, (a & b).ToUInt128());
            Assert.Equal(~left, (~a).ToUInt128());
            Assert.Equal(Math.Sign(left.CompareTo(right)), Math.Sign(a.CompareTo(b)));
            Assert.Equal((int)UInt128.TrailingZeroCount(left), a.Lowest);
            Assert.Equal(left & (left - 1), a.WithoutLowest().ToUInt128());
        }
    }

    [Fact]
    public void Each_bit_is_found_alone()
    {
        for (var number = 0; number < 128; number++)
        {
            var bit = Bits128.Bit(number);
            Assert.Equal(UInt128.One << number, bit.ToUInt128());
            Assert.Equal(number, bit.Lowest);
            Assert.False(bit.IsZero);
            Assert.True(bit.WithoutLowest().IsZero);
        }

        Assert.Equal(128, Bits128.Zero.Lowest);
        Assert.True(Bits128.Zero.IsZero);
    }

    [Fact]
    public void They_are_read_as_they_were_written_either_way_round()
    {
        Span<byte> octets = stackalloc byte[Bits128.Length];
        Bits128 bits = new(0x0123456789ABCDEF, 0xFEDCBA9876543210);
        bits.WriteBigEndian(octets);
        Assert.Equal("0123456789ABCDEFFEDCBA9876543210", Convert.ToHexString(octets));
        Assert.Equal(bits, Bits128.ReadBigEndian(octets));
        bits.WriteLittleEndian(octets);
        Assert.Equal("1032547698BADCFEEFCDAB8967452301", Convert.ToHexString(octets));
        Assert.Equal(bits, Bits128.ReadLittleEndian(octets));
    }

    // Often in one half alone, where the halves meet.
    private static UInt128 Some(Random random) => new(
        random.Next(3) == 0 ? 0 : (ulong)random.NextInt64() << random.Next(64), random.Next(3) == 0 ? 0 : (ulong)random.NextInt64() << random.Next(64));
}
