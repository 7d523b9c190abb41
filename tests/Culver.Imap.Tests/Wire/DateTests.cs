using System.Globalization;
using Culver.Imap.Wire;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using static Culver.Imap.Tests.Wire.Read;

namespace Culver.Imap.Tests.Wire;

public sealed class DateTests
{
    [Theory]
    [InlineData("\"17-Jul-1996 02:44:25 -0700\"", "1996-07-17T02:44:25-07:00")]
    [InlineData("\" 7-feb-2024 23:59:59 +0000\"", "2024-02-07T23:59:59+00:00")]
    [InlineData("\"07-FEB-2024 00:00:00 +1400\"", "2024-02-07T00:00:00+14:00")]
    [InlineData("\"29-Feb-2024 12:00:00 -1400\"", "2024-02-29T12:00:00-14:00")]
    [InlineData("\"31-Dec-2016 23:59:60 +0530\"", "2016-12-31T23:59:59+05:30")]
    [InlineData("\"02-Jan-0001 00:00:00 +0100\"", "0001-01-02T00:00:00+01:00")]
    [InlineData("\"01-Jan-0001 00:00:00 +0000\"", "0001-01-01T00:00:00+00:00")]
    public void A_date_time_is_read_with_its_zone(string text, string value)
    {
        var expected = DateTimeOffset.Parse(value, CultureInfo.InvariantCulture);
        var read = All(text, (ref r) => r.DateTime());
        Assert.Equal(expected, read);
        Assert.Equal(expected.Offset, read.Offset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("17-Jul-1996 02:44:25 -0700  ")]
    [InlineData("\"17-Jul-1996 02:44:25 -0700")]
    [InlineData("\"17-Jul-1996 02:44:25 -0700x")]
    [InlineData("\"7-Jul-1996 02:44:25 -0700\"")]
    [InlineData("\"17-Jux-1996 02:44:25 -0700\"")]
    [InlineData("\"17 Jul-1996 02:44:25 -0700\"")]
    [InlineData("\"17-Jul 1996 02:44:25 -0700\"")]
    [InlineData("\"17-Jul-1996-02:44:25 -0700\"")]
    [InlineData("\"17-Jul-1996 02-44:25 -0700\"")]
    [InlineData("\"17-Jul-1996 02:44-25 -0700\"")]
    [InlineData("\"17-Jul-1996 02:44:25--0700\"")]
    [InlineData("\"17-Jul-1996 02:44:25  0700\"")]
    [InlineData("\"17-Jul-1996 24:44:25 -0700\"")]
    [InlineData("\"17-Jul-1996 02:60:25 -0700\"")]
    [InlineData("\"17-Jul-1996 02:44:61 -0700\"")]
    [InlineData("\"17-Jul-1996 x2:44:25 -0700\"")]
    [InlineData("\"17-Jul-1996 02:x4:25 -0700\"")]
    [InlineData("\"17-Jul-1996 02:44:x5 -0700\"")]
    [InlineData("\"17-Jul-1996 02:44:25 -x700\"")]
    [InlineData("\"17-Jul-1996 02:44:25 -07x0\"")]
    [InlineData("\"17-Jul-1996 02:44:25 -0760\"")]
    [InlineData("\"17-Jul-199x 02:44:25 -0700\"")]
    [InlineData("\"17-Jul-0000 02:44:25 -0700\"")]
    [InlineData("\"00-Jul-1996 02:44:25 -0700\"")]
    [InlineData("\"32-Jul-1996 02:44:25 -0700\"")]
    [InlineData("\"31-Jun-1996 02:44:25 -0700\"")]
    [InlineData("\"29-Feb-2023 02:44:25 -0700\"")]
    [InlineData("\"1x-Jul-1996 02:44:25 -0700\"")]
    [InlineData("\" x-Jul-1996 02:44:25 -0700\"")]
    public void What_is_no_date_time_is_refused(string text) =>
        Assert.Equal("expected a date-time like \"17-Jul-1996 02:44:25 -0700\" at byte 1", Refused(text, (ref r) => r.DateTime()));

    [Theory]
    [InlineData("\"17-Jul-1996 02:44:25 -1401\"")]
    [InlineData("\"17-Jul-1996 02:44:25 +1401\"")]
    [InlineData("\"17-Jul-1996 02:44:25 +9959\"")]
    [InlineData("\"01-Jan-0001 00:00:00 +0100\"")]
    [InlineData("\"31-Dec-9999 23:59:59 -0100\"")]
    public void A_zone_no_place_has_is_refused(string text) =>
        Assert.Equal("expected a date-time with a zone within 14 hours at byte 1", Refused(text, (ref r) => r.DateTime()));

    [Theory]
    [InlineData("1-Feb-1994", "1994-02-01", "")]
    [InlineData("01-feb-1994", "1994-02-01", "")]
    [InlineData("\"1-Feb-1994\"", "1994-02-01", "")]
    [InlineData("31-Dec-9999 X", "9999-12-31", " X")]
    [InlineData("29-Feb-2000)", "2000-02-29", ")")]
    public void A_date_is_read(string text, string value, string rest) =>
        Assert.Equal((DateOnly.Parse(value, CultureInfo.InvariantCulture), rest), Some(text, (ref r) => r.Date()));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("-Feb-1994")]
    [InlineData("001-Feb-1994")]
    [InlineData("1-Feb-199")]
    [InlineData("1-Feb 1994")]
    [InlineData("1-Fex-1994")]
    [InlineData("30-Feb-1994")]
    [InlineData("0-Feb-1994")]
    [InlineData("x-Feb-1994")]
    [InlineData("1-Feb-19x4")]
    [InlineData("1-Feb-0000")]
    [InlineData("\"1-Feb-1994")]
    [InlineData("\"1-Feb-1994 \"")]
    [InlineData("1 Feb 1994")]
    public void What_is_no_date_is_refused(string text) =>
        Assert.Equal("expected a date like 1-Feb-1994 at byte 1", Refused(text, (ref r) => r.Date()));

    [Fact]
    public void Each_month_has_its_name()
    {
        var names = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".Split(' ');
        for (var month = 1; month <= 12; month++)
        {
            var moment = new DateTimeOffset(2024, month, 9, 1, 2, 3, TimeSpan.FromMinutes(-570));
            var text = Written.By(writer => writer.DateTime(moment));
            Assert.Equal($"\" 9-{names[month - 1]}-2024 01:02:03 -0930\"", text);
            Assert.Equal(moment, All(text, (ref r) => r.DateTime()));
            Assert.Equal(new(2024, month, 9), All($"9-{names[month - 1]}-2024", (ref r) => r.Date()));
        }
    }

    [Fact]
    public void Universal_time_is_east() => Assert.Equal("\"29-Feb-2024 23:59:59 +0000\"", Written.By(static w => w.DateTime(new DateTimeOffset(2024, 2, 29, 23, 59, 59, TimeSpan.Zero))));

    [Fact]
    public void Writing_and_reading_a_date_time_gives_it_back()
    {
        var moments =
            from seconds in Gen.Choose(0, int.MaxValue)
            from zone in Gen.Choose(-840, 840)
            select new DateTimeOffset(new DateTime(1970, 1, 2).AddSeconds(seconds), TimeSpan.FromMinutes(zone));
        Prop.ForAll(moments.ToArbitrary(), static moment =>
        {
            var text = Written.By(writer => writer.DateTime(moment));
            var read = All(text, (ref r) => r.DateTime());
            return read.EqualsExact(moment);
        }).QuickCheckThrowOnFailure();
    }
}
