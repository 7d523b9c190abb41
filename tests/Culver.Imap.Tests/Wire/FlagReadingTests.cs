using Culver.Imap.Wire;
using Xunit;
using static Culver.Imap.Tests.Wire.Read;

namespace Culver.Imap.Tests.Wire;

public sealed class FlagReadingTests
{
    [Theory]
    [InlineData("\\SEEN", "\\Seen")]
    [InlineData("\\deleted", "\\Deleted")]
    [InlineData("\\answered", "\\Answered")]
    [InlineData("\\flagged", "\\Flagged")]
    [InlineData("\\draft", "\\Draft")]
    [InlineData("\\recent", "\\Recent")]
    [InlineData("$forwarded", "$Forwarded")]
    [InlineData("$mdnsent", "$MDNSent")]
    [InlineData("$junk", "$Junk")]
    [InlineData("$notjunk", "$NotJunk")]
    [InlineData("$phishing", "$Phishing")]
    [InlineData("$Label1", "$Label1")]
    [InlineData("\\Other", "\\Other")]
    [InlineData("Seen", "Seen")]
    [InlineData("a[b", "a[b")]
    public void A_flag_the_rfc_names_comes_in_its_case(string text, string flag) => Assert.Equal(flag, All(text, (ref r) => r.Flag()));

    [Theory]
    [InlineData("")]
    [InlineData("\\")]
    [InlineData("\\*")]
    [InlineData("\\\\Seen")]
    [InlineData("(")]
    [InlineData("]")]
    [InlineData("\"a\"")]
    public void What_is_no_flag_is_refused(string text) => Assert.Equal("expected a flag at byte 1", Refused(text, (ref r) => r.Flag()));

    [Theory]
    [InlineData("()", "")]
    [InlineData("(\\Seen)", "\\Seen")]
    [InlineData("(\\seen a $b)", "\\Seen a $b")]
    public void A_flag_list_has_parentheses(string text, string flags) => Assert.Equal(flags, string.Join(' ', All(text, (ref r) => r.FlagList())));

    [Theory]
    [InlineData("\\Seen", "expected \"(\" at byte 1")]
    [InlineData("( \\Seen)", "expected a flag at byte 2")]
    [InlineData("(\\Seen )", "expected a flag at byte 8")]
    [InlineData("(\\Seen", "expected \")\" at byte 7")]
    [InlineData("(a  b)", "expected a flag at byte 4")]
    public void What_is_no_flag_list_is_refused(string text, string message) => Assert.Equal(message, Refused(text, (ref r) => r.FlagList()));

    [Theory]
    [InlineData("()", "")]
    [InlineData("(a b)", "a b")]
    [InlineData("a", "a")]
    [InlineData("a \\draft c", "a \\Draft c")]
    public void Store_takes_flags_without_parentheses_too(string text, string flags) =>
        Assert.Equal(flags, string.Join(' ', All(text, (ref r) => r.FlagListOrFlags())));
}
