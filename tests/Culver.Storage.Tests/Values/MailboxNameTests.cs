using System.Text;
using Xunit;

namespace Culver.Storage.Tests.Values;

public sealed class MailboxNameTests
{
    [Theory]
    [InlineData("INBOX", "INBOX")]
    [InlineData("inbox", "INBOX")]
    [InlineData("iNbOx/Lists", "INBOX/Lists")]
    [InlineData("Lists/inbox", "Lists/inbox")]
    [InlineData("inboxes", "inboxes")]
    [InlineData("ınbox", "ınbox")]
    [InlineData("Lists/", "Lists")]
    [InlineData("inbox/", "INBOX")]
    [InlineData("a", "a")]
    [InlineData("...", "...")]
    [InlineData(".a/..b", ".a/..b")]
    [InlineData("Entwürfe/日本語/😀", "Entwürfe/日本語/😀")]
    [InlineData("a&b \"c\" \\d", "a&b \"c\" \\d")]
    public void A_name_is_read_in_its_canonical_form(string text, string canonical)
    {
        Assert.True(MailboxName.TryParse(text, out var name));
        Assert.Equal(canonical, name.Text);
        Assert.Equal(canonical, name.ToString());
        Assert.Equal(MailboxName.Parse(canonical), name);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("//")]
    [InlineData("/a")]
    [InlineData("a//")]
    [InlineData("a//b")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("./")]
    [InlineData("a/./b")]
    [InlineData("a/..")]
    [InlineData("a*")]
    [InlineData("%")]
    [InlineData("a\u0000")]
    [InlineData("a\u001f")]
    [InlineData("a\u007f")]
    [InlineData("a\u0085")]
    [InlineData("a\u009f")]
    [InlineData("a\u2028b")]
    [InlineData("a\u2029b")]
    [InlineData("a\ufffd")]
    public void What_cannot_name_a_mailbox_is_refused(string? text)
    {
        Assert.False(MailboxName.TryParse(text, out var name));
        Assert.Equal("", name.Text);
    }

    [Fact]
    public void Unpaired_surrogates_are_refused()
    {
        Assert.False(MailboxName.TryParse("a\ud800b", out _));
        Assert.False(MailboxName.TryParse("a\udc00", out _));
        Assert.True(MailboxName.TryParse("a\ud800\udc00", out _));
    }

    [Fact]
    public void Parse_throws_for_what_is_refused() => Assert.Throws<FormatException>(() => MailboxName.Parse("a//b"));

    [Fact]
    public void A_name_may_have_1000_bytes_of_UTF_8_and_no_more()
    {
        Assert.True(MailboxName.TryParse(new string('x', 1000), out _));
        Assert.False(MailboxName.TryParse(new string('x', 1001), out _));
        Assert.True(MailboxName.TryParse(new string('ü', 500), out _));
        Assert.False(MailboxName.TryParse(new string('ü', 500) + "x", out _));
        // The separator at the end is not part of the name.
        Assert.True(MailboxName.TryParse(new string('x', 1000) + "/", out _));
    }

    [Fact]
    public void A_name_may_have_32_levels_and_no_more()
    {
        Assert.True(MailboxName.TryParse(Levels(32), out _));
        Assert.False(MailboxName.TryParse(Levels(33), out _));
    }

    [Fact]
    public void Rebasing_can_leave_the_limits_and_says_so()
    {
        var deep = MailboxName.Parse(Levels(32));
        Assert.True(deep.IsWithinLimits);
        Assert.True(deep.Rebase(MailboxName.Parse("l"), MailboxName.Parse("m")).IsWithinLimits);
        Assert.False(deep.Rebase(MailboxName.Parse("l"), MailboxName.Parse("m/n")).IsWithinLimits);
        var wide = MailboxName.Parse("a/" + new string('x', 998));
        Assert.True(wide.IsWithinLimits);
        Assert.False(wide.Rebase(MailboxName.Parse("a"), MailboxName.Parse("bb")).IsWithinLimits);
    }

    [Theory]
    [InlineData("a", null, "a")]
    [InlineData("a/b", "a", "b")]
    [InlineData("a/b/c", "a/b", "c")]
    public void A_name_has_a_parent_and_a_leaf(string text, string? parent, string leaf)
    {
        var name = MailboxName.Parse(text);
        Assert.Equal(parent, name.Parent?.Text);
        Assert.Equal(leaf, name.Leaf);
    }

    [Theory]
    [InlineData("a/b", "a", true)]
    [InlineData("a/b/c", "a", true)]
    [InlineData("a/b/c", "a/b", true)]
    [InlineData("a", "a", false)]
    [InlineData("a", "a/b", false)]
    [InlineData("ab", "a", false)]
    [InlineData("abc", "a", false)]
    [InlineData("b/b", "a", false)]
    [InlineData("A/b", "a", false)]
    public void Below_means_at_any_depth_and_not_the_name_itself(string text, string ancestor, bool below) =>
        Assert.Equal(below, MailboxName.Parse(text).IsBelow(MailboxName.Parse(ancestor)));

    [Theory]
    [InlineData("a/b/c", "a", "x", "x/b/c")]
    [InlineData("a", "a", "x/y", "x/y")]
    [InlineData("a/b/c", "a/b", "x", "x/c")]
    public void A_name_moves_with_its_ancestor(string text, string from, string to, string result) =>
        Assert.Equal(result, MailboxName.Parse(text).Rebase(MailboxName.Parse(from), MailboxName.Parse(to)).Text);

    [Fact]
    public void Only_INBOX_itself_is_INBOX()
    {
        Assert.True(MailboxName.Inbox.IsInbox);
        Assert.True(MailboxName.Parse("Inbox").IsInbox);
        Assert.False(MailboxName.Parse("INBOX/a").IsInbox);
        Assert.False(default(MailboxName).IsInbox);
    }

    [Fact]
    public void Names_sort_with_INBOX_first_and_children_right_after_their_parents()
    {
        string[] expected = ["INBOX", "INBOX/a", "INBOX/a/b", "A", "INBOX!", "INBOXES", "a", "a/a", "a/a/a", "a/b", "a b", "a!", "a-b", "a0", "aa", "b"];
        var random = new Random(1);
        var shuffled = expected.OrderBy(_ => random.Next()).Select(MailboxName.Parse).ToList();
        shuffled.Sort();
        Assert.Equal(expected, shuffled.Select(name => name.Text));
    }

    [Fact]
    public void The_order_is_total_and_agrees_with_equality()
    {
        var names = new[] { "INBOX", "INBOX/x", "a", "a/b", "a/c", "a b", "A", "b", "INBOX0", "é", "😀", "\uffee" }.Select(MailboxName.Parse).ToArray();
        foreach (var left in names)
        {
            foreach (var right in names)
            {
                Assert.Equal(left == right, left.CompareTo(right) == 0);
                Assert.Equal(Math.Sign(left.CompareTo(right)), -Math.Sign(right.CompareTo(left)));
                foreach (var third in names)
                {
                    if (left.CompareTo(right) < 0 && right.CompareTo(third) < 0)
                        Assert.True(left.CompareTo(third) < 0, $"{left} < {right} < {third}");
                }
            }
        }
    }

    private static string Levels(int count) => new StringBuilder().AppendJoin('/', Enumerable.Repeat("l", count)).ToString();
}
