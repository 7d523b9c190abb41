using Culver.Smtp.Client;

namespace Culver.Smtp.Tests.Client;

public sealed class ServerReplyTests
{
    [Theory]
    [InlineData(550, "5.1.1 unknown", "5.1.1")]
    [InlineData(550, "4.1.1 of another class", null)]
    [InlineData(250, "ok", null)]
    [InlineData(250, "2.0.0", "2.0.0")]
    [InlineData(250, "2.0.1234 too long", null)]
    [InlineData(250, "2.a.0 no number", null)]
    public void RFC_2034_section_4_the_enhanced_status_agrees_with_the_code_or_is_none(int code, string line, string? status) =>
        Assert.Equal(status, new ServerReply(code, [line]).Status);

    [Fact]
    public void What_a_server_announces_is_read_in_any_case_and_the_rest_is_passed_over()
    {
        var known = ServerExtensions.Read(new(250, ["mx.example", "pipelining", "SIZE 1000", "XUNKNOWN a b", "", "AUTH PLAIN login", "LIMITS RCPTMAX=20 MAILMAX=5", "BINARYMIME"]));
        Assert.True(known.Pipelining);
        Assert.Equal((1000L, 20, 5), (known.LargestMessage, known.MostRecipients, known.MostTransactions));
        Assert.Equal(["PLAIN", "LOGIN"], known.Mechanisms);
        // RFC 3030 §3: it is of no use without CHUNKING.
        Assert.False(known.BinaryMime);
        Assert.False(known.StartTls);
    }

    [Fact]
    public void RFC_3461_section_4_values_are_encoded()
    {
        Assert.Equal("a+20b+2Bc+3Dd", Xtext.Encode("a b+c=d"));
        Assert.Equal("rfc822;a+3Db@example.net", Xtext.EncodeAddress("rfc822;a=b@example.net", smtpUtf8: false));
        Assert.Equal("utf-8;b\\x{F8}b@example.net", Xtext.EncodeAddress("utf-8;bøb@example.net", smtpUtf8: false));
        Assert.Equal("utf-8;bøb@example.net", Xtext.EncodeAddress("utf-8;bøb@example.net", smtpUtf8: true));
    }

    [Theory]
    [InlineData("RCPTMAX=20 RCPTDOMAINMAX=1 MAILMAX=5", 20, 1, 5)]
    [InlineData("rcptmax=999999", 999999, null, null)]
    [InlineData("RCPTMAX=0 MAILMAX=05 RCPTDOMAINMAX=1000000", null, null, null)]
    [InlineData("RCPTMAX= MAILMAX=-1 RCPTDOMAINMAX=1x", null, null, null)]
    [InlineData("RCPTMAX MAILMAX=2", null, null, 2)]
    [InlineData("", null, null, null)]
    public void RFC_9422_section_3_7_a_limit_that_does_not_follow_its_grammar_is_as_good_as_none(string limits, int? recipients, int? domains, int? transactions)
    {
        var known = ServerExtensions.Read(new(250, ["mx.example", "LIMITS " + limits]));
        Assert.Equal((recipients, domains, transactions), (known.MostRecipients, known.MostDomains, known.MostTransactions));
    }

    [Theory]
    [InlineData("DELIVERBY", 0)]
    [InlineData("DELIVERBY 240", 240)]
    [InlineData("DELIVERBY 240,x,y", 240)]
    [InlineData("DELIVERBY ,x", 0)]
    public void RFC_2852_section_2_the_least_time_stands_before_the_first_comma(string line, int seconds)
    {
        var known = ServerExtensions.Read(new(250, ["mx.example", line]));
        Assert.Equal((true, TimeSpan.FromSeconds(seconds)), (known.DeliverBy, known.LeastDeliverBy));
    }

    [Fact]
    public void RFC_6533_section_3_what_came_escaped_goes_on_escaped_and_nothing_is_escaped_twice()
    {
        Assert.Equal("utf-8;j\\x{F6}rg@example.net", Xtext.EncodeAddress("utf-8;j\\x{F6}rg@example.net", smtpUtf8: true));
        Assert.Equal("utf-8;a\\x{5C}b\\x{2B}\\x{5C}x{6}@example.net", Xtext.EncodeAddress("utf-8;a\\b+\\x{6}@example.net", smtpUtf8: true));
    }
}
