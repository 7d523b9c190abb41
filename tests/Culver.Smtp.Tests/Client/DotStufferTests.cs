using System.Text;
using Culver.Smtp.Client;
using FsCheck;
using FsCheck.Fluent;

namespace Culver.Smtp.Tests.Client;

public sealed class DotStufferTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("a\r\n", "a\r\n", true)]
    [InlineData(".\r\n", "..\r\n", true)]
    [InlineData("a\r\n.b\r\n..c", "a\r\n..b\r\n...c", false)]
    [InlineData("a\n.b", "a\n.b", false)]
    [InlineData("a\r.b\r\n", "a\r.b\r\n", true)]
    public void RFC_5321_section_4_5_2_a_line_that_begins_with_a_dot_gets_another(string content, string sent, bool whole)
    {
        var stuffer = new DotStuffer();
        var output = new byte[100];
        var written = stuffer.Stuff(Encoding.ASCII.GetBytes(content), output);
        Assert.Equal(sent, Encoding.ASCII.GetString(output, 0, written));
        Assert.Equal(whole, stuffer.IsLineStart);
    }

    [Fact]
    public void How_the_content_is_cut_makes_no_difference() => Prop.ForAll(
        Gen.Elements((byte)'.', (byte)'\r', (byte)'\n', (byte)'a').ListOf().ToArbitrary(),
        Gen.Choose(1, 5).ToArbitrary(),
        static (content, step) =>
        {
            byte[] octets = [.. content];
            return Stuff(octets, octets.Length + 1).SequenceEqual(Stuff(octets, step));
        }).QuickCheckThrowOnFailure();

    private static byte[] Stuff(byte[] content, int step)
    {
        var stuffer = new DotStuffer();
        var sent = new List<byte>();
        var output = new byte[content.Length * 2];
        for (var at = 0; at < content.Length; at += step)
            sent.AddRange(output.AsSpan(0, stuffer.Stuff(content.AsSpan(at, Math.Min(step, content.Length - at)), output)));
        return [.. sent];
    }
}
