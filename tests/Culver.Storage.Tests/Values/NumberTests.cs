using Xunit;

namespace Culver.Storage.Tests.Values;

public sealed class NumberTests
{
    [Theory]
    [InlineData(1u, 2u)]
    [InlineData(0u, uint.MaxValue)]
    [InlineData(0x7fffffffu, 0x80000000u)]
    public void UIDs_are_ordered_without_sign(uint low, uint high)
    {
        Uid lower = new(low), upper = new(high), same = new(low);
        Assert.Equal([true, false, false], [lower < upper, upper < lower, lower < same]);
        Assert.Equal([false, true, false], [lower > upper, upper > lower, lower > same]);
        Assert.Equal([true, false, true], [lower <= upper, upper <= lower, lower <= same]);
        Assert.Equal([false, true, true], [lower >= upper, upper >= lower, lower >= same]);
        Assert.Equal([-1, 1, 0], [lower.CompareTo(upper), upper.CompareTo(lower), lower.CompareTo(same)]);
    }

    [Theory]
    [InlineData(1L, 2L)]
    [InlineData(0L, long.MaxValue)]
    [InlineData(0x7fffffffL, 0x80000000L)]
    public void ModSeqs_are_ordered(long low, long high)
    {
        ModSeq older = new(low), newer = new(high), same = new(low);
        Assert.Equal([true, false, false], [older < newer, newer < older, older < same]);
        Assert.Equal([false, true, false], [older > newer, newer > older, older > same]);
        Assert.Equal([true, false, true], [older <= newer, newer <= older, older <= same]);
        Assert.Equal([false, true, true], [older >= newer, newer >= older, older >= same]);
        Assert.Equal([-1, 1, 0], [older.CompareTo(newer), newer.CompareTo(older), older.CompareTo(same)]);
    }

    [Fact]
    public void Sequence_numbers_are_ordered() =>
        Assert.Equal([-1, 1, 0], [new SequenceNumber(1).CompareTo(new(2)), new SequenceNumber(2).CompareTo(new(1)), new SequenceNumber(1).CompareTo(new(1))]);

    [Fact]
    public void Numbers_are_written_in_decimal()
    {
        Assert.Equal("4294967295", new Uid(uint.MaxValue).ToString());
        Assert.Equal("4294967295", new UidValidity(uint.MaxValue).ToString());
        Assert.Equal("9223372036854775807", new ModSeq(long.MaxValue).ToString());
        Assert.Equal("2147483647", new SequenceNumber(int.MaxValue).ToString());
        Assert.Equal(0, ModSeq.Zero.Value);
    }

    [Fact]
    public void No_flags_are_none()
    {
        Assert.Equal(SystemFlags.None, MessageFlags.None.System);
        Assert.Empty(MessageFlags.None.Keywords);
        Assert.Equal(SystemFlags.Seen | SystemFlags.Draft, MessageFlags.Of(SystemFlags.Seen | SystemFlags.Draft).System);
        Assert.Empty(MessageFlags.Of(SystemFlags.Seen).Keywords);
    }
}
