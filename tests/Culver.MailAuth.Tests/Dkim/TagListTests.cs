using System.Text;
using Culver.MailAuth.Dkim;

namespace Culver.MailAuth.Tests.Dkim;

public sealed class TagListTests
{
    [Theory]
    [InlineData("a=1")]
    [InlineData(" a = 1 ; b=2;")]
    [InlineData("a=1; \r\n b=2; \r\n ")]
    [InlineData("a=;b=c=d")]
    [InlineData("a_1=x")]
    public void What_RFC_6376_3_2_allows_is_read(string text) => Assert.True(TagList.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(";")]
    [InlineData("a")]
    [InlineData("a=1;;b=2")]
    [InlineData("a=1;a=2")]
    [InlineData("1a=x")]
    [InlineData("=x")]
    [InlineData("a b=x")]
    [InlineData("a=\u0001")]
    public void What_it_does_not_allow_is_not(string text) => Assert.False(TagList.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void Values_lose_their_outer_white_space_and_names_have_case()
    {
        Assert.True(TagList.TryParse("v=1; \r\n b = ab \r\n cd ; B=x; h=From : To"u8.ToArray(), out var tags));
        Assert.Equal("v", tags.First);
        Assert.Equal("abcd", tags.Compact("b"));
        Assert.Equal("x", tags["B"]);
        Assert.Equal(["From", "To"], tags.Items("h")!);
        Assert.Null(tags["z"]);
    }
}
