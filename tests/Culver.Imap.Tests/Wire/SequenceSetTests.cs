using Culver.Imap.Wire;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using static Culver.Imap.Tests.Wire.Read;

namespace Culver.Imap.Tests.Wire;

public sealed class SequenceSetTests
{
    private static readonly Gen<SequenceRange> AnyRange =
        from first in Gen.Choose(0, 40)
        from last in Gen.OneOf(Gen.Choose(0, 40), Gen.Constant(first))
        select new SequenceRange((uint)first, (uint)last);

    private static readonly Arbitrary<SequenceRange[]> AnyRanges =
        (from length in Gen.Choose(1, 8) from ranges in AnyRange.ArrayOf(length) select ranges).ToArbitrary();

    [Theory]
    [InlineData("1")]
    [InlineData("4294967295")]
    [InlineData("*")]
    [InlineData("$")]
    [InlineData("2,4:7,9,12:*")]
    [InlineData("*:4,5:7")]
    [InlineData("4:2")]
    [InlineData("2,$")]
    public void A_set_is_written_as_it_was_read(string text) => Assert.Equal(text, All(text, (ref r) => r.SequenceSet()).ToString());

    [Theory]
    [InlineData("1:1", "1")]
    [InlineData("*:*", "*")]
    public void A_range_of_one_is_that_one(string text, string written) => Assert.Equal(written, All(text, (ref r) => r.SequenceSet()).ToString());

    [Theory]
    [InlineData("", "expected a sequence set at byte 1")]
    [InlineData("0", "expected a sequence set at byte 1")]
    [InlineData("01", "expected a sequence set at byte 1")]
    [InlineData("a", "expected a sequence set at byte 1")]
    [InlineData(",", "expected a sequence set at byte 1")]
    [InlineData("1,", "expected a sequence set at byte 3")]
    [InlineData("1,,2", "expected a sequence set at byte 3")]
    [InlineData(",1", "expected a sequence set at byte 1")]
    [InlineData("1:", "expected a sequence set at byte 3")]
    [InlineData(":1", "expected a sequence set at byte 1")]
    [InlineData("1:0", "expected a sequence set at byte 3")]
    [InlineData("1:2:3,4", "expected \",\" in a sequence set at byte 4")]
    [InlineData("4294967296", "expected a number above zero of 32 bits at byte 1")]
    [InlineData("1:99999999999", "expected a number above zero of 32 bits at byte 3")]
    [InlineData("**,1", "expected \",\" in a sequence set at byte 2")]
    public void What_is_no_set_is_refused(string text, string message) => Assert.Equal(message, Refused(text, (ref r) => r.SequenceSet()));

    [Theory]
    [InlineData("1 x", " x")]
    [InlineData("1:2)", ")")]
    [InlineData("$,1", ",1")]
    [InlineData("1,2:3:4", ":4")]
    [InlineData("$ x,y", " x,y")]
    public void A_set_ends_where_it_ends(string text, string rest) => Assert.Equal(rest, Some(text, (ref r) => r.SequenceSet()).Left);

    [Fact]
    public void A_set_may_have_100_000_ranges_and_no_more()
    {
        var most = string.Join(',', Enumerable.Repeat("1", SequenceSet.MostRanges));
        Assert.Equal(SequenceSet.MostRanges, All(most, (ref r) => r.SequenceSet()).Ranges.Length);
        Assert.Equal("expected at most 100000 ranges in a sequence set at byte 1", Refused(most + ",1", (ref r) => r.SequenceSet()));
    }

    [Fact]
    public void Commas_behind_the_set_are_not_counted() =>
        Assert.Single(Some("1 " + new string(',', SequenceSet.MostRanges + 1), (ref r) => r.SequenceSet()).Value.Ranges.ToArray());

    [Fact]
    public void Commas_behind_the_saved_result_are_not_counted() =>
        Assert.True(Some("$ " + new string(',', SequenceSet.MostRanges + 1), (ref r) => r.SequenceSet()).Value.HasSaved);

    [Fact]
    public void Writing_and_reading_a_set_gives_it_back() => Prop.ForAll(AnyRanges, static ranges =>
    {
        var set = new SequenceSet(ranges);
        return All(set.ToString(), (ref r) => r.SequenceSet()).Equals(set);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_resolved_set_holds_what_its_ranges_hold() => Prop.ForAll(AnyRanges, Gen.Choose(1, 50).ToArbitrary(), static (ranges, largest) =>
    {
        var resolved = new SequenceSet(ranges).Resolve((uint)largest);
        var expected = new SortedSet<uint>();
        foreach (var range in ranges)
        {
            var first = range.First == 0 ? (uint)largest : range.First;
            var last = range.Last == 0 ? (uint)largest : range.Last;
            for (var number = Math.Min(first, last); number <= Math.Max(first, last); number++)
            {
                expected.Add(number);
            }
        }

        for (var number = 0U; number < 60; number++)
        {
            if (resolved.Contains(number) != expected.Contains(number))
            {
                return false;
            }
        }

        for (var i = 1; i < resolved.Ranges.Length; i++)
        {
            if (resolved.Ranges[i].First <= resolved.Ranges[i - 1].Last + 1)
            {
                return false;
            }
        }

        return resolved.Count == expected.Count && resolved.UpTo(20).Count == expected.Count(static number => number <= 20);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("2,4:7,9,12:*", 15U, "2,4:7,9,12:15")]
    [InlineData("*:4,5:7", 10U, "4:10")]
    [InlineData("4:2", 10U, "2:4")]
    [InlineData("1,2", 10U, "1:2")]
    [InlineData("1,3", 10U, "1,3")]
    [InlineData("3,1", 10U, "1,3")]
    [InlineData("1:9,3:4", 10U, "1:9")]
    [InlineData("3291:*", 7U, "7:3291")]
    [InlineData("*", 7U, "7")]
    [InlineData("*", 0U, "")]
    [InlineData("*,5:*,3", 0U, "3")]
    [InlineData("$", 9U, "")]
    [InlineData("4294967295,1", 9U, "1,4294967295")]
    [InlineData("4294967294:4294967295,4294967295", 9U, "4294967294:4294967295")]
    public void A_set_is_resolved_against_the_largest_number(string text, uint largest, string resolved) =>
        Assert.Equal(resolved, All(text, (ref r) => r.SequenceSet()).Resolve(largest).ToString());

    [Theory]
    [InlineData("1:3", 3U, false)]
    [InlineData("1:4", 3U, true)]
    [InlineData("4:1", 3U, true)]
    [InlineData("3:1", 3U, false)]
    [InlineData("2,4", 3U, true)]
    [InlineData("*", 3U, false)]
    [InlineData("*", 0U, true)]
    [InlineData("4:*", 3U, true)]
    [InlineData("$", 0U, false)]
    public void A_sequence_number_beyond_the_mailbox_is_noticed(string text, uint exists, bool exceeds) =>
        Assert.Equal(exceeds, All(text, (ref r) => r.SequenceSet()).Exceeds(exists));

    [Fact]
    public void A_set_knows_its_star_and_saved_result()
    {
        Assert.True(All("1,2:*", (ref r) => r.SequenceSet()).HasStar);
        Assert.True(All("*:2", (ref r) => r.SequenceSet()).HasStar);
        Assert.False(All("1,2:3", (ref r) => r.SequenceSet()).HasStar);
        Assert.False(All("1", (ref r) => r.SequenceSet()).HasSaved);
        Assert.True(All("1,$", (ref r) => r.SequenceSet()).HasSaved);
        Assert.Same(SequenceSet.Saved, All("$", (ref r) => r.SequenceSet()));
    }

    [Fact]
    public void Sets_are_values()
    {
        Assert.Equal(new SequenceSet(new SequenceRange(1, 2)), All("1:2", (ref r) => r.SequenceSet()));
        Assert.Equal(new SequenceSet(new SequenceRange(1, 2)).GetHashCode(), All("1:2", (ref r) => r.SequenceSet()).GetHashCode());
        Assert.NotEqual(new SequenceSet(new SequenceRange(1, 2)).GetHashCode(), All("1:3", (ref r) => r.SequenceSet()).GetHashCode());
        Assert.NotEqual(new SequenceSet(new SequenceRange(1, 2)).GetHashCode(), All("1:2,$", (ref r) => r.SequenceSet()).GetHashCode());
        Assert.NotEqual(new SequenceSet(new SequenceRange(1, 2)), All("2:1", (ref r) => r.SequenceSet()));
        Assert.NotEqual(All("1,$", (ref r) => r.SequenceSet()), All("1", (ref r) => r.SequenceSet()));
        Assert.False(new SequenceSet(new SequenceRange(1, 2)).Equals(null));
        Assert.False(new SequenceSet(new SequenceRange(1, 2)).Equals((object)"1:2"));
        Assert.Throws<ArgumentException>(() => new SequenceSet());
    }

    [Fact]
    public void A_set_of_numbers_has_no_star_and_no_saved_result()
    {
        Assert.Equal("1:4", All("3:4,1:2", (ref r) => r.NumberSet("a uid-set")).ToString());
        Assert.Equal("expected a uid-set at byte 1", Refused("1:*", (ref r) => r.NumberSet("a uid-set")));
        Assert.Equal("expected a uid-set at byte 1", Refused("1,$", (ref r) => r.NumberSet("a uid-set")));
    }

    [Fact]
    public void Ranges_count_without_overflow()
    {
        Assert.Equal(4294967295L, All("1:4294967295", (ref r) => r.SequenceSet()).Resolve(1).Count);
        Assert.Equal(0, NumberRanges.Empty.Count);
        Assert.True(NumberRanges.Empty.IsEmpty);
        Assert.False(NumberRanges.Empty.Contains(1));
        Assert.True(NumberRanges.Of([]).IsEmpty);
    }

    [Theory]
    [InlineData("1:3,7:9", 0U, "")]
    [InlineData("1:3,7:9", 2U, "1:2")]
    [InlineData("1:3,7:9", 6U, "1:3")]
    [InlineData("1:3,7:9", 7U, "1:3,7")]
    [InlineData("1:3,7:9", 9U, "1:3,7:9")]
    public void Ranges_are_cut_to_what_is_in_use(string text, uint largest, string cut) =>
        Assert.Equal(cut, All(text, (ref r) => r.NumberSet("a set")).UpTo(largest).ToString());

    [Fact]
    public void Ranges_that_need_no_cut_stay_what_they_are()
    {
        var ranges = NumberRanges.Of([new(1, 3), new(7, 9)]);
        Assert.Same(ranges, ranges.UpTo(9));
        Assert.Same(ranges, ranges.UpTo(uint.MaxValue));
        Assert.Same(NumberRanges.Empty, ranges.UpTo(0));
        Assert.Same(NumberRanges.Empty, NumberRanges.Empty.UpTo(5));
    }

    [Fact]
    public void Ranges_become_uids_for_the_store() =>
        Assert.Equal("1:3,7", All("7,1:3", (ref r) => r.NumberSet("a set")).ToUidSet().ToString());
}
