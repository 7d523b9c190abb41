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
}
