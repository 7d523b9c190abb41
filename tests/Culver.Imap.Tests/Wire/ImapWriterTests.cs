using System.Buffers;
using System.IO.Pipelines;
using Culver.Imap.Wire;
using Xunit;

namespace Culver.Imap.Tests.Wire;

public sealed class ImapWriterTests
{
    [Fact]
    public void A_response_is_written_form_by_form() => Assert.Equal("* 12 FETCH (UID 7 FLAGS (\\Seen a))\r\n", Written.By(static w =>
    {
        w.Untagged();
        w.Number(12);
        w.Keyword(" FETCH "u8);
        w.Open();
        w.Atom("UID"u8);
        w.Space();
        w.Number(7UL);
        w.Keyword(" FLAGS "u8);
        w.FlagList(["\\Seen", "a"]);
        w.Close();
        w.CrLf();
    }));

    [Fact]
    public void Numbers_are_decimal()
    {
        Assert.Equal("0", Written.By(static w => w.Number(0)));
        Assert.Equal("9223372036854775807", Written.By(static w => w.Number(long.MaxValue)));
        Assert.Equal("18446744073709551615", Written.By(static w => w.Number(ulong.MaxValue)));
        Assert.Throws<ArgumentOutOfRangeException>(static () => Written.By(static w => w.Number(-1)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\r")]
    [InlineData("a]")]
    [InlineData("\u00e9")]
    public void What_is_no_atom_is_not_written(string atom)
    {
        Assert.Throws<ArgumentException>(() => Written.By(w => w.Atom(atom)));
        Assert.Throws<ArgumentException>(() => Written.By(w => w.Atom(System.Text.Encoding.UTF8.GetBytes(atom))));
        Assert.Throws<ArgumentException>(() => Written.By(w => w.Flag(atom)));
        Assert.Throws<ArgumentException>(() => Written.By(w => w.Flag("\\" + atom)));
    }

    [Fact]
    public void Flags_are_atoms_with_or_without_a_backslash()
    {
        Assert.Equal("\\Seen", Written.By(static w => w.Flag("\\Seen")));
        Assert.Equal("\\*", Written.By(static w => w.Flag("\\*")));
        Assert.Equal("$Junk", Written.By(static w => w.Flag("$Junk")));
        Assert.Equal("a", Written.By(static w => w.Atom("a")));
        Assert.Equal("()", Written.By(static w => w.FlagList([])));
        Assert.Throws<ArgumentException>(static () => Written.By(static w => w.Flag("*")));
    }

    [Fact]
    public void A_literal_has_as_many_octets_as_it_announced()
    {
        Assert.Equal("{3}\r\nabc\r\n", Written.By(static w =>
        {
            Assert.False(w.IsInLiteral);
            w.LiteralHeader(3);
            w.LiteralBytes("a"u8);
            Assert.True(w.IsInLiteral);
            w.LiteralBytes(new ReadOnlySequence<byte>("bc"u8.ToArray()));
            Assert.False(w.IsInLiteral);
            w.CrLf();
        }));
        Assert.Equal("~{1}\r\n\0\r\n", Written.By(static w =>
        {
            w.Literal8Header(1);
            w.LiteralBytes([0]);
            w.CrLf();
        }));
        Assert.Equal("{0}\r\n\r\n", Written.By(static w =>
        {
            w.LiteralHeader(0);
            w.CrLf();
        }));
        Assert.Throws<InvalidOperationException>(static () => Written.By(static w =>
        {
            w.LiteralHeader(1);
            w.LiteralBytes("ab"u8);
        }));
        Assert.Throws<InvalidOperationException>(static () => Written.By(static w =>
        {
            w.LiteralHeader(1);
            w.CrLf();
        }));
        Assert.Throws<InvalidOperationException>(static () => Written.By(static w =>
        {
            w.LiteralHeader(1);
            w.Untagged();
        }));
        Assert.Throws<InvalidOperationException>(static () => Written.By(static w =>
        {
            w.LiteralHeader(2);
            w.LiteralHeader(1);
        }));
        Assert.Throws<InvalidOperationException>(static () => Written.By(static w => w.LiteralBytes("a"u8)));
        Assert.Throws<ArgumentOutOfRangeException>(static () => Written.By(static w => w.LiteralHeader(-1)));
    }

    [Fact]
    public void Octets_beyond_one_buffer_come_in_order()
    {
        var octets = new byte[20_000];
        Random.Shared.NextBytes(octets);
        Assert.Equal("ab" + Read.Latin(octets) + "1", Written.By(w =>
        {
            w.Keyword("ab"u8);
            w.Formed(octets);
            w.Number(1);
        }));
    }

    [Fact]
    public async Task A_flush_hands_everything_on_and_counts_from_zero()
    {
        var pipe = new Pipe();
        var writer = new ImapWriter(pipe.Writer);
        Assert.Equal(0, writer.Unflushed);
        writer.Keyword("abc"u8);
        Assert.Equal(3, writer.Unflushed);
        writer.Commit();
        Assert.Equal(3, writer.Unflushed);
        await writer.FlushAboveAsync(3, default);
        Assert.False(pipe.Reader.TryRead(out _));
        await writer.FlushAboveAsync(2, default);
        Assert.Equal(0, writer.Unflushed);
        Assert.True(pipe.Reader.TryRead(out var result));
        Assert.Equal("abc"u8.ToArray(), result.Buffer.ToArray());
    }

    [Fact]
    public async Task A_flush_after_the_client_went_away_says_so()
    {
        var pipe = new Pipe();
        await pipe.Reader.CompleteAsync();
        var writer = new ImapWriter(pipe.Writer);
        writer.Keyword("abc"u8);
        await Assert.ThrowsAsync<PeerGoneException>(async () => await writer.FlushAsync(default));
    }
}
