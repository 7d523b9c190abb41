using Culver.Imap.Wire;
using Xunit;

namespace Culver.Imap.Tests.Wire;

public sealed class LiteralHeaderTests
{
    [Theory]
    [InlineData("{0}", 0, 0L, false, false)]
    [InlineData("a {12}", 2, 12L, false, false)]
    [InlineData("a {12+}", 2, 12L, false, true)]
    [InlineData("a ~{12}", 2, 12L, true, false)]
    [InlineData("a ~{12+}", 2, 12L, true, true)]
    [InlineData("~{5}", 0, 5L, true, false)]
    [InlineData("UTF8 (~{5}", 6, 5L, true, false)]
    [InlineData("a {00012}", 2, 12L, false, false)]
    [InlineData("{9223372036854775807}", 0, long.MaxValue, false, false)]
    public void A_line_that_ends_in_a_size_announces_octets(string line, int start, long size, bool binary, bool nonSynchronizing)
    {
        Assert.True(LiteralHeader.TryFind(Read.Octets(line), out var header));
        Assert.Equal(new(start, size, binary, nonSynchronizing, false), header);
    }

    [Theory]
    [InlineData("")]
    [InlineData("}")]
    [InlineData("+}")]
    [InlineData("{}")]
    [InlineData("{+}")]
    [InlineData("{1-}")]
    [InlineData("{a}")]
    [InlineData("{1a}")]
    [InlineData("{-1}")]
    [InlineData("{1} ")]
    [InlineData("{1")]
    [InlineData("1}")]
    [InlineData("12345678901234567890}")]
    [InlineData("x1}")]
    [InlineData("{1}+")]
    [InlineData("{++}")]
    [InlineData("\"{1}\"")]
    public void Other_lines_do_not(string line)
    {
        Assert.False(LiteralHeader.TryFind(Read.Octets(line), out var header));
        Assert.Equal(default, header);
    }

    [Theory]
    [InlineData("{9223372036854775808}", false)]
    [InlineData("{99999999999999999999999999}", false)]
    [InlineData("{9223372036854775808+}", true)]
    public void A_size_beyond_63_bits_is_too_large(string line, bool nonSynchronizing)
    {
        Assert.True(LiteralHeader.TryFind(Read.Octets(line), out var header));
        Assert.Equal(new(0, 0, false, nonSynchronizing, true), header);
    }

    [Fact]
    public void The_end_of_a_line_that_is_nothing_but_digits_is_taken_for_a_size()
    {
        Assert.True(LiteralHeader.TryFind(Read.Octets(new string('1', 62) + "+}"), out var header));
        Assert.True(header.IsTooLarge);
        Assert.True(header.IsNonSynchronizing);
        Assert.Equal(0, header.Start);
        Assert.False(LiteralHeader.TryFind(Read.Octets(new string('1', 61) + "+}"), out _));
    }
}
