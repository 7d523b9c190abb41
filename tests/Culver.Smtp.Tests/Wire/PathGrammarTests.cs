using System.Text;
using Culver.Smtp.Wire;

namespace Culver.Smtp.Tests.Wire;

public sealed class PathGrammarTests
{
    [Theory]
    [InlineData("<alice@example.org>", "alice", "example.org", "alice@example.org")]
    [InlineData("<Alice.B+tag@Example.ORG>", "Alice.B+tag", "Example.ORG", "Alice.B+tag@Example.ORG")]
    [InlineData("<\"alice\"@example.org>", "alice", "example.org", "alice@example.org")]
    [InlineData("<\"a\\l\\ice\"@example.org>", "alice", "example.org", "alice@example.org")]
    [InlineData("<\"a b\"@example.org>", "a b", "example.org", "\"a b\"@example.org")]
    [InlineData("<\"a\\\"b\\\\\"@example.org>", "a\"b\\", "example.org", "\"a\\\"b\\\\\"@example.org")]
    [InlineData("<\"a..b\"@example.org>", "a..b", "example.org", "\"a..b\"@example.org")]
    [InlineData("<\"@,:;<>\"@example.org>", "@,:;<>", "example.org", "\"@,:;<>\"@example.org")]
    [InlineData("<!#$%&'*+-/=?^_`{|}~@example.org>", "!#$%&'*+-/=?^_`{|}~", "example.org", "!#$%&'*+-/=?^_`{|}~@example.org")]
    [InlineData("<@a.example,@b.example:alice@example.org>", "alice", "example.org", "alice@example.org")]
    [InlineData("<@[192.0.2.1]:alice@example.org>", "alice", "example.org", "alice@example.org")]
    [InlineData("<alice@[192.0.2.1]>", "alice", "[192.0.2.1]", "alice@[192.0.2.1]")]
    [InlineData("<alice@[IPv6:2001:db8::1]>", "alice", "[IPv6:2001:db8::1]", "alice@[IPv6:2001:db8::1]")]
    [InlineData("<alice@[ipv6:::ffff:192.0.2.1]>", "alice", "[ipv6:::ffff:192.0.2.1]", "alice@[ipv6:::ffff:192.0.2.1]")]
    [InlineData("<a@localhost>", "a", "localhost", "a@localhost")]
    [InlineData("<a@1.2>", "a", "1.2", "a@1.2")]
    [InlineData("<jörg@müller.example>", "jörg", "müller.example", "jörg@müller.example")]
    [InlineData("<\"jörg m\"@example.org>", "jörg m", "example.org", "\"jörg m\"@example.org")]
    [InlineData("<Postmaster>", "Postmaster", "", "Postmaster")]
    [InlineData("<pOSTMASTER>", "pOSTMASTER", "", "pOSTMASTER")]
    public void A_path_is_read(string path, string local, string domain, string text)
    {
        var address = Read(path, PathRole.Forward);
        Assert.NotNull(address);
        Assert.Equal(local, address.LocalPart);
        Assert.Equal(domain, address.Domain);
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("alice@example.org")]
    [InlineData("<alice@example.org")]
    [InlineData("<alice>")]
    [InlineData("<alice@>")]
    [InlineData("<@example.org>")]
    [InlineData("<@example.org:>")]
    [InlineData("<@example.org:alice>")]
    [InlineData("<@example.org,alice@example.org>")]
    [InlineData("<@:alice@example.org>")]
    [InlineData("<alice@@example.org>")]
    [InlineData("<alice@example.org@example.com>")]
    [InlineData("<.alice@example.org>")]
    [InlineData("<alice.@example.org>")]
    [InlineData("<al..ice@example.org>")]
    [InlineData("<a b@example.org>")]
    [InlineData("<alice@exam ple.org>")]
    [InlineData("<alice@.example.org>")]
    [InlineData("<alice@example..org>")]
    [InlineData("<alice@example.org.>")]
    [InlineData("<alice@-example.org>")]
    [InlineData("<alice@example-.org>")]
    [InlineData("<alice@exa_mple.org>")]
    [InlineData("<alice@example.org/x>")]
    [InlineData("<alice@[192.0.2]>")]
    [InlineData("<alice@[192.0.2.256]>")]
    [InlineData("<alice@[0x7f.0.0.1]>")]
    [InlineData("<alice@[192.0.2.1>")]
    [InlineData("<alice@[2001:db8::1]>")]
    [InlineData("<alice@[IPv6:fe80::1%eth0]>")]
    [InlineData("<alice@[IPv6:192.0.2.1]>")]
    [InlineData("<alice@[tag:what]>")]
    [InlineData("<alice@[]>")]
    [InlineData("<\"alice@example.org>")]
    [InlineData("<\"alice\\\"@example.org>")]
    [InlineData("<\"\"@example.org>")]
    [InlineData("<\"alice\"x@example.org>")]
    [InlineData("<\"al\u0001ice\"@example.org>")]
    [InlineData("<\"al\u007fice\"@example.org>")]
    [InlineData("<al\u0000ice@example.org>")]
    [InlineData("<al\u0085ice@example.org>")]
    [InlineData("<al\u2028ice@example.org>")]
    [InlineData("<al(comment)ice@example.org>")]
    [InlineData("<alice,bob@example.org>")]
    [InlineData("<alice@example.org,bob@example.org>")]
    [InlineData("<<alice@example.org>>")]
    [InlineData(" <alice@example.org>")]
    public void What_is_no_path_is_refused_with_501(string path)
    {
        var refusal = Assert.Throws<SmtpSyntaxException>(() => Read(path, PathRole.Forward));
        Assert.Equal(501, refusal.Reply.Code);
        Assert.Equal(new EnhancedStatus(1, 3), refusal.Reply.Status);
        Assert.NotEmpty(refusal.Reply.Text);
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_refused() =>
        Assert.Throws<SmtpSyntaxException>(() =>
        {
            var reader = new SmtpReader([(byte)'<', 0xFF, 0xFE, (byte)'@', (byte)'a', (byte)'>']);
            PathGrammar.Path(ref reader, PathRole.Forward);
        });

    [Fact]
    public void The_null_path_is_null() => Assert.Null(Read("<>", PathRole.Reverse));

    [Fact]
    public void A_sender_without_a_domain_is_refused_with_its_own_status()
    {
        var refusal = Assert.Throws<SmtpSyntaxException>(() => Read("<postmaster>", PathRole.Reverse));
        Assert.Equal(new EnhancedStatus(1, 7), refusal.Reply.Status);
    }

    [Theory]
    [InlineData(512, 63, true)]
    [InlineData(513, 63, false)]
    [InlineData(5, 64, false)]
    public void Lengths_have_limits(int local, int label, bool valid)
    {
        var path = $"<{new string('a', local)}@{new string('b', label)}.org>";
        Assert.Equal(valid, TryRead(path));
        path = $"<\"{new string('a', local)}\"@{new string('b', label)}.org>";
        Assert.Equal(valid, TryRead(path));
    }

    [Fact]
    public void A_domain_has_at_most_255_octets()
    {
        var labels = string.Join('.', Enumerable.Repeat(new string('a', 50), 5));
        Assert.Equal(254, labels.Length);
        Assert.True(TryRead($"<a@{labels}>"));
        Assert.False(TryRead($"<a@{labels}.bb>"));
    }

    private static bool TryRead(string path)
    {
        try
        {
            return Read(path, PathRole.Forward) is not null;
        }
        catch (SmtpSyntaxException)
        {
            return false;
        }
    }

    private static MailAddress? Read(string path, PathRole role)
    {
        var reader = new SmtpReader(Encoding.UTF8.GetBytes(path));
        var address = PathGrammar.Path(ref reader, role);
        if (!reader.AtEnd)
            throw new SmtpSyntaxException(new SmtpReply(501, 1, 3, "More than a path"));
        return address;
    }
}
