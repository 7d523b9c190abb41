using Culver.Delivery.Security.MtaSts;
using Culver.Dns;

namespace Culver.Delivery.Tests.Security;

public sealed class MtaStsPolicyTests
{
    [Fact] // RFC 8461 §3.2, its example
    public void A_policy_is_read()
    {
        var policy = MtaStsPolicy.Parse("version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.example.net\r\nmx: backupmx.example.com\r\nmax_age: 604800\r\n");
        Assert.NotNull(policy);
        Assert.Equal((MtaStsMode.Enforce, TimeSpan.FromDays(7)), (policy.Mode, policy.MaxAge));
        Assert.Equal(["mail.example.com", "*.example.net", "backupmx.example.com"], policy.Patterns);
    }

    [Theory]
    [InlineData("version:STSv1\nmode:none\nmax_age:0")]
    [InlineData("version: STSv1  \nmode: testing\nmode: enforce\nmx: a.example\nmax_age: 9999999999\nfuture: thing: more\n\n")]
    public void Other_ways_of_writing_are_read_too(string text) => Assert.NotNull(MtaStsPolicy.Parse(text));

    [Fact]
    public void An_age_is_a_year_at_most_and_of_what_is_said_twice_the_first_counts()
    {
        var policy = MtaStsPolicy.Parse("version: STSv1\nmode: testing\nmode: enforce\nmx: a.example\nmax_age: 9999999999\n");
        Assert.Equal((MtaStsMode.Testing, TimeSpan.FromSeconds(31557600)), (policy!.Mode, policy.MaxAge));
    }

    [Theory]
    [InlineData("")]
    [InlineData("version: STSv2\nmode: none\nmax_age: 1")]
    [InlineData("mode: enforce\nmx: a.example\nmax_age: 1")]
    [InlineData("version: STSv1\nmode: enforce\nmax_age: 1")]
    [InlineData("version: STSv1\nmode: Enforce\nmx: a.example\nmax_age: 1")]
    [InlineData("version: STSv1\nmode: enforce\nmx: a.example")]
    [InlineData("version: STSv1\nmode: enforce\nmx: a.example\nmax_age: -1")]
    [InlineData("version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 12345678901")]
    [InlineData("version: STSv1\nmode: enforce\nmx: bücher.example\nmax_age: 1")]
    [InlineData("version: STSv1\nmode: enforce\nmx: a..example\nmax_age: 1")]
    [InlineData("<html>\n")]
    public void What_is_not_valid_is_no_policy(string text) => Assert.Null(MtaStsPolicy.Parse(text));

    [Theory] // RFC 8461 §4.1
    [InlineData("mail.example.com", true)]
    [InlineData("MAIL.example.com", true)]
    [InlineData("a.example.net", true)]
    [InlineData("example.net", false)]
    [InlineData("a.b.example.net", false)]
    [InlineData("mail.example.com.evil.example", false)]
    public void A_star_stands_for_one_label(string host, bool expected) =>
        Assert.Equal(expected, MtaStsPolicy.Parse("version: STSv1\nmode: enforce\nmx: mail.example.com\nmx: *.example.net\nmax_age: 1")!.Allows(DnsName.Parse(host)));

    [Theory] // RFC 8461 §3.1
    [InlineData("v=STSv1; id=20160831085700Z;", "20160831085700Z")]
    [InlineData("v=STSv1 ;more=x;id=1", "1")]
    [InlineData("v=STSv1;", null)]
    [InlineData("v=STSv1", null)]
    [InlineData("v=STSv1; id=a-b", null)]
    [InlineData("v=STSv1; id=", null)]
    [InlineData("v=STSv10; id=1", null)]
    [InlineData("id=1; v=STSv1", null)]
    [InlineData("v=STSv1; id=123456789012345678901234567890123", null)]
    public void The_record_has_an_id(string text, string? expected) => Assert.Equal(expected, MtaStsRecord.IdOf([text, "v=spf1 -all"]));

    [Fact]
    public void Two_records_are_none() => Assert.Null(MtaStsRecord.IdOf(["v=STSv1; id=1;", "v=STSv1; id=2;"]));
}
