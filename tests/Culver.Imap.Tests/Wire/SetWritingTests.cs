using Culver.Imap.Wire;
using Culver.Storage;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Culver.Imap.Tests.Wire;

public sealed class SetWritingTests
{
    [Theory]
    [InlineData("1", "1")]
    [InlineData("1 2", "1:2")]
    [InlineData("1 2 3 5 7 8", "1:3,5,7:8")]
    [InlineData("3 2 1", "3,2,1")]
    [InlineData("5 5", "5,5")]
    [InlineData("4294967294 4294967295", "4294967294:4294967295")]
    [InlineData("4294967295 1", "4294967295,1")]
    public void Neighbours_in_rising_order_become_ranges(string numbers, string set) =>
        Assert.Equal(set, Written.By(w => w.NumberSet(numbers.Split(' ').Select(uint.Parse).ToArray())));

    [Fact]
    public void Ranges_and_uids_are_written_alike()
    {
        Assert.Equal("1:3,7", Written.By(static w => w.NumberSet(NumberRanges.Of([new(7, 7), new(1, 3)]))));
        Assert.Equal("1:3,7", Written.By(static w => w.NumberSet(UidSet.From([new UidRange(new(1), new(3)), new(new(7), new(7))]))));
    }

    [Fact]
    public void An_empty_set_is_not_written()
    {
        Assert.Throws<ArgumentException>(static () => Written.By(static w => w.NumberSet(NumberRanges.Empty)));
        Assert.Throws<ArgumentException>(static () => Written.By(static w => w.NumberSet(UidSet.Empty)));
        Assert.Throws<ArgumentException>(static () => Written.By(static w => w.NumberSet([])));
        Assert.Equal("", Written.By(static w => Assert.False(new NumberSetWriter(w).End())));
    }

    [Fact]
    public void A_set_comes_piece_by_piece() => Assert.Equal("1:4,9,6:7", Written.By(static w =>
    {
        var set = new NumberSetWriter(w);
        set.Add(1, 2);
        set.Add(3);
        set.Add(4, 4);
        set.Add(9);
        set.Add(6, 7);
        Assert.True(set.End());
    }));

    [Fact]
    public void Zero_and_backward_ranges_are_not_written()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => Written.By(static w => new NumberSetWriter(w).Add(0)));
        Assert.Throws<ArgumentOutOfRangeException>(static () => Written.By(static w => new NumberSetWriter(w).Add(2, 1)));
    }

    [Fact]
    public void Reading_a_written_set_gives_the_numbers_back() => Prop.ForAll(
        Gen.Choose(1, 60).Select(static i => (uint)i).NonEmptyListOf().ToArbitrary(),
        static numbers =>
        {
            var ascending = numbers.Distinct().Order().ToArray();
            var set = Read.All(Written.By(w => w.NumberSet(ascending)), (ref r) => r.NumberSet("a set"));
            return set.Count == ascending.Length && ascending.All(set.Contains);
        }).QuickCheckThrowOnFailure();
}
