using System.Text;
using Culver.MailAuth.Results;

namespace Culver.MailAuth.Tests.Results;

public sealed class AuthenticationResultsTests
{
    [Fact]
    public void Each_method_stands_on_its_own_line()
    {
        var results = new AuthenticationResults("mx.example.org",
        [
            new("spf", "pass", null, null, [new("smtp", "mailfrom", "a@example.net")]),
            new("dkim", "fail", "2048-bit key", "body hash did not verify", [new("header", "d", "example.net"), new("header", "b", "ab/cd+e=")]),
        ]);
        Assert.Equal(
            "Authentication-Results: mx.example.org;\r\n\tspf=pass\r\n\t smtp.mailfrom=a@example.net;\r\n\tdkim=fail (2048-bit key)\r\n\t reason=\"body hash did not verify\"\r\n\t header.d=example.net\r\n\t header.b=\"ab/cd+e=\"\r\n",
            Encoding.UTF8.GetString(results.ToField()));
    }

    [Fact]
    public void Nothing_asked_is_none() =>
        Assert.Equal("Authentication-Results: mx.example.org; none\r\n", Encoding.UTF8.GetString(new AuthenticationResults("mx.example.org", []).ToField()));

    [Theory]
    [InlineData("a@example.net", "a@example.net")]
    [InlineData("@example.net", "@example.net")]
    [InlineData("a b@example.net", "\"a b\"@example.net")]
    [InlineData("a\"b@example.net", "\"a\\\"b\"@example.net")]
    [InlineData("dömäin@example.net", "dömäin@example.net")]
    [InlineData("a@b; dkim=pass", "\"a@b; dkim=pass\"")]
    [InlineData("a\r\nX: y@example.net", "\"a??X: y\"@example.net")]
    [InlineData("", "\"\"")]
    [InlineData("<>", "\"<>\"")]
    public void What_a_sender_chose_cannot_leave_its_place(string value, string written)
    {
        var field = Encoding.UTF8.GetString(new AuthenticationResults("mx", [new("spf", "none", "(\r\n)", null, [new("smtp", "mailfrom", value)])]).ToField());
        Assert.Equal($"Authentication-Results: mx;\r\n\tspf=none (    )\r\n\t smtp.mailfrom={written}\r\n", field);
    }
}
