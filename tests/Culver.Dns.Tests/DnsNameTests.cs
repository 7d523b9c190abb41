using System.Net;
using FsCheck;
using FsCheck.Fluent;

namespace Culver.Dns.Tests;

public sealed class DnsNameTests
{
    private const string Label63 = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk";

    [Theory]
    [InlineData("example.com", "example.com", 2)]
    [InlineData("Example.COM.", "Example.COM", 2)]
    [InlineData(".", ".", 0)]
    [InlineData("_dmarc.example.com", "_dmarc.example.com", 3)]
    [InlineData(@"a\.b.com", @"a\046b.com", 2)]
    [InlineData(@"a\255b.com", @"a\255b.com", 2)]
    [InlineData(Label63 + ".com", Label63 + ".com", 2)]
    public void A_name_is_read_and_written(string text, string written, int labels)
    {
        Assert.True(DnsName.TryParse(text, out var name));
        Assert.Equal(written, name.ToString());
        Assert.Equal(labels, name.LabelCount);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData(".com")]
    [InlineData("a..com")]
    [InlineData("exämple.com")]
    [InlineData("a b.com")]
    [InlineData(@"a\")]
    [InlineData(@"a\25")]
    [InlineData(@"a\256")]
    [InlineData(Label63 + "x.com")]
    [InlineData(Label63 + "." + Label63 + "." + Label63 + "." + Label63)]
    public void What_does_not_fit_the_wire_is_no_name(string text) => Assert.False(DnsName.TryParse(text, out _));

    [Fact]
    public void The_longest_name_has_255_octets()
    {
        Assert.True(DnsName.TryParse(string.Join('.', Enumerable.Repeat("a", 127)), out var name));
        Assert.Equal(255, name.WriteTo(new byte[255]));
        Assert.False(DnsName.TryParse(string.Join('.', Enumerable.Repeat("a", 128)), out _));
    }

    [Fact]
    public void Case_does_not_matter()
    {
        Assert.Equal(DnsName.Parse("EXAMPLE.com"), DnsName.Parse("example.COM."));
        Assert.Equal(DnsName.Parse("EXAMPLE.com").GetHashCode(), DnsName.Parse("example.COM.").GetHashCode());
    }

    [Theory]
    [InlineData("a.example.com", "example.com", true)]
    [InlineData("example.com", "EXAMPLE.com", true)]
    [InlineData("badexample.com", "example.com", false)]
    [InlineData("com", "example.com", false)]
    [InlineData("example.com", ".", true)]
    [InlineData(".", "com", false)]
    public void Below_means_whole_labels(string name, string other, bool expected) =>
        Assert.Equal(expected, DnsName.Parse(name).IsAtOrBelow(DnsName.Parse(other)));

    [Fact]
    public void The_parent_of_a_name_lacks_its_first_label()
    {
        Assert.Equal(DnsName.Parse("b.c"), DnsName.Parse("a.b.c").Parent);
        Assert.True(DnsName.Parse("c").Parent.IsRoot);
        Assert.True(default(DnsName).Parent.IsRoot);
    }

    [Theory]
    [InlineData("192.0.2.1", "1.2.0.192.in-addr.arpa")]
    [InlineData("::ffff:192.0.2.1", "1.2.0.192.in-addr.arpa")]
    [InlineData("2001:db8::567:89ab", "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa")]
    public void Addresses_have_a_name(string address, string expected) =>
        Assert.Equal(expected, DnsName.Reverse(IPAddress.Parse(address)).ToString());

    [Fact]
    public void Any_text_that_is_read_comes_back_from_the_wire_the_same() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        octets =>
        {
            var text = string.Concat(octets.Select(static octet => octet % 5 == 0 ? "." : octet % 7 == 0 ? $"\\{octet:d3}" : ((char)('!' + octet % 90)).ToString()));
            if (!DnsName.TryParse(text, out var name))
                return true;
            var wire = new byte[255];
            var length = name.WriteTo(wire);
            return DnsName.Render(wire.AsSpan(0, length)).Equals(name) && DnsName.Parse(name.ToString()) == name;
        }).QuickCheckThrowOnFailure();
}
