using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Culver.Storage.Tests.Values;

public sealed class UidSetTests
{
    private const uint Top = uint.MaxValue;

    [Fact]
    public void A_set_holds_what_it_was_made_from_in_shortest_form() => Check((left, _) =>
    {
        var set = Set(left);
        AssertHolds(left, set);
    });

    [Fact]
    public void Union_is_union() => Check((left, right) => AssertHolds([.. left.Union(right)], Set(left).Union(Set(right))));

    [Fact]
    public void Intersect_is_intersection() => Check((left, right) => AssertHolds([.. left.Intersect(right)], Set(left).Intersect(Set(right))));

    [Fact]
    public void Except_is_difference() => Check((left, right) => AssertHolds([.. left.Except(right)], Set(left).Except(Set(right))));

    [Fact]
    public void Sets_are_equal_exactly_when_they_hold_the_same() => Check((left, right) =>
    {
        Assert.Equal(left.SetEquals(right), Set(left).Equals(Set(right)));
        Assert.True(Set(left).Equals((object)Set(left)));
        Assert.Equal(Set(left).GetHashCode(), Set(left).GetHashCode());
        Assert.False(Set(left).Equals((UidSet?)null));
        Assert.False(Set(left).Equals((object)"x"));
    });

    [Fact]
    public void Overlapping_and_adjacent_ranges_merge()
    {
        UidRange[] ranges = [Range(10, 20), Range(15, 17), Range(21, 21), Range(5, 8), Range(9, 9), Range(30, 31)];
        Assert.Equal([Range(5, 21), Range(30, 31)], UidSet.From(ranges).Ranges);
        Assert.Equal([Range(1, 5), Range(7, 9)], UidSet.From([Range(7, 9), Range(1, 5)]).Ranges);
        Assert.Equal([Range(1, 9)], UidSet.From([Range(6, 9), Range(1, 5)]).Ranges);
        Assert.Equal([Range(1, 20)], UidSet.From([Range(1, 20), Range(3, 20)]).Ranges);
    }

    [Fact]
    public void The_highest_UID_is_no_trap()
    {
        var top = UidSet.Of(new(Top));
        Assert.Equal([new Uid(Top)], top.Uids());
        Assert.Equal([Range(1, Top - 1)], UidSet.All.Except(top).Ranges);
        Assert.Equal(UidSet.All, UidSet.All.Except(top).Union(top));
        Assert.Equal([Range(Top - 1, Top)], UidSet.From([new Uid(Top), new Uid(Top - 1), new Uid(Top)]).Ranges);
        Assert.True(UidSet.All.Contains(new(Top)));
        Assert.True(UidSet.All.Contains(new(1)));
        Assert.False(UidSet.All.Contains(new(0)));
        Assert.Equal(Top, UidSet.All.Cardinality);
        Assert.Equal(UidSet.Empty, UidSet.All.Except(UidSet.All));
    }

    [Fact]
    public void A_run_may_be_stated_backwards()
    {
        Assert.Equal([Range(3, 7)], UidSet.Of(new(7), new(3)).Ranges);
        Assert.Equal([Range(3, 7)], UidSet.Of(new(3), new(7)).Ranges);
        Assert.Equal([Range(3, 3)], UidSet.Of(new(3), new(3)).Ranges);
    }

    [Fact]
    public void The_empty_set_is_empty()
    {
        Assert.True(UidSet.Empty.IsEmpty);
        Assert.Empty(UidSet.Empty);
        Assert.Equal(0, UidSet.Empty.Cardinality);
        Assert.Equal(0, UidSet.Empty.GetHashCode());
        Assert.Equal("", UidSet.Empty.ToString());
        Assert.Same(UidSet.Empty, UidSet.From(Array.Empty<Uid>()));
        Assert.Same(UidSet.Empty, UidSet.Of(new(1)).Intersect(UidSet.Of(new(2))));
        Assert.Same(UidSet.Empty, UidSet.Of(new(1)).Except(UidSet.Of(new(1))));
        var one = UidSet.Of(new(1));
        Assert.Same(one, one.Union(UidSet.Empty));
        Assert.Same(one, UidSet.Empty.Union(one));
        Assert.False(one.IsEmpty);
    }

    [Fact]
    public void The_text_is_in_the_notation_of_IMAP()
    {
        Assert.Equal("1:3,7", UidSet.From([new Uid(7), new Uid(1), new Uid(3), new Uid(2)]).ToString());
        Assert.Equal("4294967295", UidSet.Of(new(Top)).ToString());
    }

    private static UidRange Range(uint first, uint last) => new(new(first), new(last));

    private static UidSet Set(IEnumerable<uint> values) => UidSet.From(values.Select(value => new Uid(value)));

    private static void AssertHolds(HashSet<uint> expected, UidSet actual)
    {
        Assert.Equal(expected.Order(), actual.Uids().Select(uid => uid.Value));
        Assert.Equal(expected.Count, actual.Cardinality);
        Assert.Equal(actual.Ranges, [.. actual]);
        Assert.Equal(actual.Ranges.Length, actual.Count);
        Assert.Equal(expected.Count == 0, actual.IsEmpty);
        for (var i = 0; i < actual.Ranges.Length; i++)
        {
            Assert.True(actual.Ranges[i].First <= actual.Ranges[i].Last);
            if (i > 0)
                Assert.True(actual.Ranges[i].First.Value > actual.Ranges[i - 1].Last.Value + 1, "Adjacent ranges are one.");
        }

        for (uint uid = 0; uid < 70; uid++)
            Assert.Equal(expected.Contains(uid), actual.Contains(new(uid)));
        for (var uid = Top - 20; uid > 0; uid++)
            Assert.Equal(expected.Contains(uid), actual.Contains(new(uid)));
    }

    /// <summary>Sets dense enough to touch and overlap, some of them at the upper end.</summary>
    private static void Check(Action<HashSet<uint>, HashSet<uint>> property)
    {
        var sets = Gen.OneOf(Gen.Choose(1, 64).Select(value => (uint)value), Gen.Choose(0, 15).Select(value => Top - (uint)value)).ArrayOf().ToArbitrary();
        Prop.ForAll(sets, sets, (left, right) => property([.. left], [.. right])).QuickCheckThrowOnFailure();
    }
}
