using Culver.Imap.Wire;
using Xunit;
using static Culver.Imap.Tests.Wire.Read;

namespace Culver.Imap.Tests.Wire;

public sealed class MailboxReadingTests
{
    [Theory]
    [InlineData("INBOX", "INBOX")]
    [InlineData("iNbOx", "INBOX")]
    [InlineData("\"inbox\"", "INBOX")]
    [InlineData("{5}\r\ninbox", "INBOX")]
    [InlineData("inbox/a", "inbox/a")]
    [InlineData("inboxes", "inboxes")]
    [InlineData("a]b", "a]b")]
    [InlineData("\"\"", "")]
    [InlineData("\"a \\\"b\\\"\"", "a \"b\"")]
    [InlineData("Entw&APw-rfe", "Entw\u00fcrfe")]
    [InlineData("\"R&-D\"", "R&D")]
    public void A_mailbox_of_rev1_is_in_modified_utf7(string text, string name) => Assert.Equal(name, All(text, (ref r) => r.Mailbox()));

    [Theory]
    [InlineData("Entw&APw-rfe", "Entw&APw-rfe")]
    [InlineData("\"R&D\"", "R&D")]
    [InlineData("\"\u00c3\u00bc\"", "\u00fc")]
    [InlineData("{2}\r\n\u00c3\u00bc", "\u00fc")]
    [InlineData("Inbox", "INBOX")]
    public void A_mailbox_of_rev2_is_in_utf8(string text, string name) => Assert.Equal(name, All(text, (ref r) => r.Mailbox(), WireMode.Utf8));

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("%")]
    [InlineData("(")]
    [InlineData("\u00fc")]
    public void What_is_no_mailbox_is_refused(string text) =>
        Assert.Equal("expected a mailbox name at byte 1", Refused(text, (ref r) => r.Mailbox()));

    [Theory]
    [InlineData("R&D")]
    [InlineData("\"\u00c3\u00bc\"")]
    [InlineData("{1}\r\n\r")]
    [InlineData("{1}\r\n\t")]
    public void A_mailbox_that_is_not_modified_utf7_is_refused(string text) =>
        Assert.Equal("expected a mailbox name in modified UTF-7 at byte 1", Refused(text, (ref r) => r.Mailbox()));

    [Theory]
    [InlineData("\"\u00fc\"")]
    [InlineData("{1}\r\n\r")]
    [InlineData("{1}\r\n\n")]
    public void A_mailbox_that_is_not_utf8_is_refused(string text) =>
        Assert.Equal("expected a mailbox name in UTF-8 at byte 1", Refused(text, (ref r) => r.Mailbox(), WireMode.Utf8));

    [Theory]
    [InlineData("*", "*")]
    [InlineData("%/a*", "%/a*")]
    [InlineData("\"\"", "")]
    [InlineData("\"% x\"", "% x")]
    [InlineData("{1}\r\n*", "*")]
    [InlineData("inbox", "inbox")]
    [InlineData("&APw-*", "\u00fc*")]
    [InlineData("a]", "a]")]
    public void A_pattern_has_wildcards(string text, string pattern) => Assert.Equal(pattern, All(text, (ref r) => r.ListMailbox()));

    [Theory]
    [InlineData("")]
    [InlineData("(")]
    [InlineData("\\")]
    public void What_is_no_pattern_is_refused(string text) =>
        Assert.Equal("expected a mailbox pattern at byte 1", Refused(text, (ref r) => r.ListMailbox()));

    [Fact]
    public void A_pattern_is_decoded_like_a_name()
    {
        Assert.Equal("expected a mailbox name in modified UTF-7 at byte 1", Refused("R&D*", (ref r) => r.ListMailbox()));
        Assert.Equal("R&D*", All("R&D*", (ref r) => r.ListMailbox(), WireMode.Utf8));
    }
}
