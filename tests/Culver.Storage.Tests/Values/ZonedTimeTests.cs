using Xunit;

namespace Culver.Storage.Tests.Values;

public sealed class ZonedTimeTests
{
    [Theory]
    [InlineData("2026-11-21T10:28:28+00:00")]
    [InlineData("1970-01-01T00:00:00+00:00")]
    [InlineData("1969-12-31T23:59:59-00:30")]
    [InlineData("1901-02-03T04:05:06-12:00")]
    [InlineData("2000-02-29T12:00:00+14:00")]
    [InlineData("2000-02-29T12:00:00-14:00")]
    [InlineData("2000-02-29T12:00:00-00:01")]
    [InlineData("2000-02-29T12:00:00+05:45")]
    [InlineData("0001-01-02T00:00:00+01:00")]
    [InlineData("9999-12-31T23:59:59+00:00")]
    public void A_moment_keeps_its_second_and_its_zone(string text)
    {
        var moment = DateTimeOffset.Parse(text);
        var time = ZonedTime.From(moment);
        Assert.Equal(moment, time.ToDateTimeOffset());
        Assert.Equal(moment.Offset, time.ToDateTimeOffset().Offset);
        Assert.Equal(moment.ToUnixTimeSeconds(), time.UnixSeconds);
        Assert.Equal(moment.Offset.TotalMinutes, time.OffsetMinutes);
        Assert.Equal(time, ZonedTime.FromPacked(time.Packed));
    }

    [Fact]
    public void Fractions_of_a_second_are_cut()
    {
        var moment = new DateTimeOffset(2026, 11, 21, 10, 28, 28, 999, TimeSpan.FromHours(1));
        Assert.Equal(moment.AddMilliseconds(-999), ZonedTime.From(moment).ToDateTimeOffset());
    }

    [Fact]
    public void The_stored_form_is_fixed()
    {
        Assert.Equal((1L << 12) | 60, ZonedTime.From(new(1970, 1, 1, 1, 0, 1, TimeSpan.FromHours(1))).Packed);
        Assert.Equal((1L << 12) | (0x1000 - 60), ZonedTime.From(new(1969, 12, 31, 23, 0, 1, TimeSpan.FromHours(-1))).Packed);
        Assert.Equal(-1L << 12, ZonedTime.From(new(1969, 12, 31, 23, 59, 59, TimeSpan.Zero)).Packed);
    }

    [Fact]
    public void The_default_is_the_epoch_in_UTC() => Assert.Equal(DateTimeOffset.UnixEpoch, default(ZonedTime).ToDateTimeOffset());

    [Fact]
    public void The_same_moment_in_another_zone_is_another_value()
    {
        var moment = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.NotEqual(ZonedTime.From(moment), ZonedTime.From(moment.ToOffset(TimeSpan.FromHours(1))));
    }
}
