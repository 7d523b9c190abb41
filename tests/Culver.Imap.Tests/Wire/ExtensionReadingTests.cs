using Culver.Imap.Wire;
using Xunit;
using static Culver.Imap.Tests.Wire.Read;

namespace Culver.Imap.Tests.Wire;

public sealed class ExtensionReadingTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("12")]
    [InlineData("9223372036854775807")]
    [InlineData("1099511627776")]
    [InlineData("1:2")]
    [InlineData("1,3:*")]
    [InlineData("*")]
    [InlineData("$")]
    [InlineData("()")]
    [InlineData("(a)")]
    [InlineData("(a \"b c\" {2}\r\nde)")]
    [InlineData("(a (b c) d)")]
    [InlineData("((a))")]
    [InlineData("(() a)")]
    public void A_value_nobody_asks_for_is_read_over(string text)
    {
        Assert.Equal(" x", Some(text + " x", (ref r) =>
        {
            r.SkipTaggedExtensionValue();
            return 0;
        }).Left);
    }

    [Fact]
    public void A_list_ends_with_its_own_parenthesis() => Assert.Equal(") x", Some("((a) b)) x", (ref r) =>
    {
        r.SkipTaggedExtensionValue();
        return 0;
    }).Left);

    [Theory]
    [InlineData("", "expected a sequence set at byte 1")]
    [InlineData("a", "expected a sequence set at byte 1")]
    [InlineData("(", "expected an astring at byte 2")]
    [InlineData("(a", "expected a space or \")\" in a list at byte 3")]
    [InlineData("(a  b)", "expected an astring at byte 4")]
    [InlineData("(a(b))", "expected a space or \")\" in a list at byte 3")]
    [InlineData("((a)", "expected a space or \")\" in a list at byte 5")]
    [InlineData("(a )", "expected an astring at byte 4")]
    [InlineData("9223372036854775808", "expected a number of 63 bits at byte 1")]
    public void What_is_no_value_is_refused(string text, string message) =>
        Assert.Equal(message, Refused(text, (ref r) => r.SkipTaggedExtensionValue()));

    [Fact]
    public void Lists_are_nested_64_deep_and_no_deeper()
    {
        var most = new string('(', 64) + "a" + new string(')', 64);
        Assert.Equal(0, All(most, (ref r) =>
        {
            r.SkipTaggedExtensionValue();
            return 0;
        }));
        Assert.Equal("expected at most 64 lists within each other at byte 66", Refused("(" + most + ")", (ref r) => r.SkipTaggedExtensionValue()));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("AGE=", "\0a")]
    [InlineData("AGEAYg==", "\0a\0b")]
    [InlineData("YWJj", "abc")]
    public void Base64_is_read_to_the_end(string text, string octets) => Assert.Equal(octets, All(text, (ref r) => Latin(r.Base64())));

    [Theory]
    [InlineData("YWJ")]
    [InlineData("YWJj=")]
    [InlineData("YWJj YWJj")]
    [InlineData("YWJj\tYWJj")]
    [InlineData("YWJj\r")]
    [InlineData("*")]
    [InlineData("YW==YW==")]
    [InlineData("=")]
    public void What_is_no_base64_is_refused(string text) => Assert.Equal("expected base64 at byte 1", Refused(text, (ref r) => r.Base64()));

    [Fact]
    public void An_initial_response_of_an_equals_sign_is_empty()
    {
        Assert.Equal([], All("=", (ref r) => r.InitialResponse()));
        Assert.Equal("abc"u8.ToArray(), All("YWJj", (ref r) => r.InitialResponse()));
        Assert.Equal("expected base64 at byte 1", Refused("==", (ref r) => r.InitialResponse()));
    }
}
