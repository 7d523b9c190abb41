using Culver.Storage;
using Culver.Testing.Conversations;
using Xunit;

namespace Culver.Testing.Tests.Conversations;

public sealed class ImapGivenSyntaxTests
{
    private static ImapGiven[] Read(string text, byte[]? block = null) => [.. ImapGivenSyntax.Parse(new ConversationStep.Given(1, text, block))];

    [Fact]
    public void A_mailbox_with_messages_flags_and_sessions()
    {
        var said = Read(@"INBOX with 3 messages, the first \Deleted, messages 2 to 3 \Seen $Forwarded, the last \Flagged, selected by both, examined by C3");
        var mailbox = Assert.IsType<ImapGiven.Mailbox>(said[0]);
        Assert.Equal((MailboxName.Inbox, 3), (mailbox.Name, mailbox.Messages));
        Assert.Equal([(1, 1), (2, 3), (3, 3)], mailbox.Flags.Select(static flags => (flags.First, flags.Last)));
        Assert.Equal([SystemFlags.Deleted, SystemFlags.Seen, SystemFlags.Flagged], mailbox.Flags.Select(static flags => flags.Flags.System));
        Assert.Equal(["$Forwarded"], mailbox.Flags[1].Flags.Keywords);
        var selected = Assert.IsType<ImapGiven.Selected>(said[1]);
        Assert.True(selected is { ReadOnly: false } && selected.By.Includes(1) && selected.By.Includes(2));
        var examined = Assert.IsType<ImapGiven.Selected>(said[2]);
        Assert.True(examined is { ReadOnly: true } && examined.By.Includes(3) && !examined.By.Includes(1));
    }

    [Theory]
    [InlineData("mailbox Foo", "Foo", 0)]
    [InlineData("mailbox \"My Foo\" with a message", "My Foo", 1)]
    [InlineData("mailbox Foo/Bar with 12 messages", "Foo/Bar", 12)]
    public void Mailboxes_are_named_plainly_or_in_quotes(string text, string name, int count)
    {
        var mailbox = Assert.IsType<ImapGiven.Mailbox>(Assert.Single(Read(text)));
        Assert.Equal((name, count), (mailbox.Name.Text, mailbox.Messages));
    }

    [Fact]
    public void A_mailbox_for_a_special_use() =>
        Assert.Equal(SpecialUse.Sent, Assert.IsType<ImapGiven.Mailbox>(Assert.Single(Read(@"mailbox Out, special use \Sent"))).SpecialUse);

    [Fact]
    public void A_message_with_its_text_flags_and_date()
    {
        var message = Assert.IsType<ImapGiven.Message>(Assert.Single(Read(@"message in INBOX, \Seen, received 17-Jul-1996 02:44:25 -0700", "x"u8.ToArray())));
        Assert.Equal(SystemFlags.Seen, message.Flags.System);
        Assert.Equal(new DateTimeOffset(1996, 7, 17, 2, 44, 25, TimeSpan.FromHours(-7)), message.Received);
    }

    [Fact]
    public void Connections_that_are_not_logged_in_or_are_somebody_else()
    {
        Assert.True(Assert.IsType<ImapGiven.NotLoggedIn>(Assert.Single(Read("not logged in"))).By.Includes(2));
        Assert.False(Assert.IsType<ImapGiven.NotLoggedIn>(Assert.Single(Read("C2 not logged in"))).By.Includes(1));
        Assert.True(Assert.IsType<ImapGiven.AnotherAccount>(Assert.Single(Read("C2 is another account"))).By.Includes(2));
    }

    [Theory]
    [InlineData("rev2 enabled by C1", "IMAP4rev2")]
    [InlineData("QRESYNC enabled by both", "QRESYNC")]
    [InlineData("CONDSTORE UTF8=ACCEPT enabled by all", "CONDSTORE UTF8=ACCEPT")]
    public void Extensions_that_are_enabled(string text, string names) =>
        Assert.Equal(names, Assert.IsType<ImapGiven.Enabled>(Assert.Single(Read(text))).Names);

    [Theory]
    [InlineData("subscribed to Foo", true)]
    [InlineData("not subscribed to Foo", false)]
    public void Subscriptions(string text, bool subscribed) =>
        Assert.Equal(subscribed, Assert.IsType<ImapGiven.Subscription>(Assert.Single(Read(text))).Subscribed);

    [Theory]
    [InlineData("INBOX with many messages")]
    [InlineData("INBOX with 2 messages, the third \\Seen")]
    [InlineData("INBOX with 2 messages, the first \\Sean")]
    [InlineData("INBOX with 2 messages, chosen by both")]
    [InlineData("a sunny day")]
    [InlineData("message in INBOX")]
    [InlineData("mailbox Foo, special use \\Attic")]
    [InlineData("message in INBOX, received yesterday")]
    public void What_is_not_in_the_vocabulary_is_an_error(string text) => Assert.Throws<FormatException>(() => Read(text));
}
