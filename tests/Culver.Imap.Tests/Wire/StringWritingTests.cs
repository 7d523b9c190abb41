using Culver.Imap.Wire;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using static Culver.Imap.Tests.Wire.Read;

namespace Culver.Imap.Tests.Wire;

public sealed class StringWritingTests
{
    private static readonly Arbitrary<byte[]> AnyOctets =
        Gen.OneOf(Gen.Choose(1, 255), Gen.Choose(32, 126), Gen.Elements<int>('"', '\\', '\r', '\n', '{', '}')).Select(static i => (byte)i).ArrayOf().ToArbitrary();

    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("a]b", "a]b")]
    [InlineData("", "\"\"")]
    [InlineData("NIL", "\"NIL\"")]
    [InlineData("nil", "\"nil\"")]
    [InlineData("a b", "\"a b\"")]
    [InlineData("a\tb", "\"a\tb\"")]
    [InlineData("a\"b\\", "\"a\\\"b\\\\\"")]
    [InlineData("(", "\"(\"")]
    [InlineData("a%*", "\"a%*\"")]
    [InlineData("{1}", "\"{1}\"")]
    [InlineData("a\r\nb", "{4}\r\na\r\nb")]
    [InlineData("\u0001", "{1}\r\n\u0001")]
    [InlineData("\u007f", "{1}\r\n\u007f")]
    [InlineData("a\0b\0", "{4}\r\na?b?")]
    [InlineData("\0a", "{2}\r\n?a")]
    [InlineData("\u00e9", "{1}\r\n\u00e9")]
    public void An_astring_takes_the_shortest_form(string octets, string written) => Assert.Equal(written, Written.By(w => w.AString(Octets(octets))));

    [Theory]
    [InlineData("\u00c3\u00a9", "\"\u00c3\u00a9\"")]
    [InlineData("a\"\u00c3\u00a9\\\u00c3\u00a9", "\"a\\\"\u00c3\u00a9\\\\\u00c3\u00a9\"")]
    [InlineData("\u00c3\u0080", "\"\u00c3\u0080\"")]
    [InlineData("\u00c3", "{1}\r\n\u00c3")]
    [InlineData("\u00c3\u00a9\u00a9", "{3}\r\n\u00c3\u00a9\u00a9")]
    [InlineData("\u00c3\u00a9\r", "{3}\r\n\u00c3\u00a9\r")]
    public void With_utf8_a_well_formed_string_is_quoted(string octets, string written)
    {
        Assert.Equal(written, Written.By(w => w.String(Octets(octets)), WireMode.Utf8));
        Assert.StartsWith("{", Written.By(w => w.String(Octets(octets))));
    }

    [Fact]
    public void A_string_is_never_an_atom() => Assert.Equal("\"abc\"", Written.By(static w => w.String("abc")));

    [Fact]
    public void A_long_string_is_a_literal()
    {
        var most = new string('a', 1024);
        Assert.Equal($"\"{most}\"", Written.By(w => w.String(most)));
        Assert.Equal($"{{1025}}\r\n{most}a", Written.By(w => w.String(most + "a")));
    }

    [Fact]
    public void Null_is_nil()
    {
        Assert.Equal("NIL", Written.By(static w => w.NString((string?)null)));
        Assert.Equal("NIL", Written.By(static w => w.NString((ReadOnlyMemory<byte>?)null)));
        Assert.Equal("NIL", Written.By(static w => w.Nil()));
        Assert.Equal("\"\"", Written.By(static w => w.NString("")));
        Assert.Equal("\"NIL\"", Written.By(static w => w.NString((ReadOnlyMemory<byte>?)"NIL"u8.ToArray())));
    }

    [Fact]
    public void Text_goes_out_in_utf8()
    {
        Assert.Equal("{2}\r\n\u00c3\u00a9", Written.By(static w => w.String("\u00e9")));
        Assert.Equal("\"\u00c3\u00a9\"", Written.By(static w => w.AString("\u00e9"), WireMode.Utf8));
        Assert.Equal("abc", Written.By(static w => w.AString("abc")));
    }

    [Fact]
    public void What_cannot_be_quoted_is_not_quoted()
    {
        Assert.Equal("\"a\\\\b\"", Written.By(static w => w.Quoted("a\\b")));
        Assert.Throws<ArgumentException>(static () => Written.By(static w => w.Quoted("a\r\n")));
        Assert.Throws<ArgumentException>(static () => Written.By(static w => w.Quoted("\u00e9")));
        Assert.Equal("\"\u00c3\u00a9\"", Written.By(static w => w.Quoted("\u00e9"), WireMode.Utf8));
    }

    [Theory]
    [InlineData("INBOX", "INBOX", "INBOX")]
    [InlineData("a b", "\"a b\"", "\"a b\"")]
    [InlineData("R&D", "R&-D", "R&D")]
    [InlineData("Entw\u00fcrfe", "Entw&APw-rfe", "\"Entw\u00c3\u00bcrfe\"")]
    [InlineData("", "\"\"", "\"\"")]
    public void A_mailbox_name_is_written_as_the_mode_says(string name, string rev1, string rev2)
    {
        Assert.Equal(rev1, Written.By(w => w.Mailbox(name)));
        Assert.Equal(rev2, Written.By(w => w.Mailbox(name), WireMode.Utf8));
        Assert.Equal(name, All(rev1, (ref r) => r.Mailbox()));
        Assert.Equal(name, All(rev2, (ref r) => r.Mailbox(), WireMode.Utf8));
    }

    [Theory]
    [InlineData(WireMode.Rev1)]
    [InlineData(WireMode.Utf8)]
    internal void Reading_what_was_written_gives_the_octets_back(WireMode mode) => Prop.ForAll(AnyOctets, octets =>
        Same(Written.By(w => w.String(octets), mode), octets, (ref r) => r.StringBytes().ToArray())
        && Same(Written.By(w => w.AString(octets), mode), octets, (ref r) => r.AStringBytes().ToArray())
        && Same(Written.By(w => w.NString((ReadOnlyMemory<byte>?)octets), mode), octets, (ref r) => r.NStringBytes(out _).ToArray())).QuickCheckThrowOnFailure();

    [Fact]
    public void Strings_of_every_length_pass_buffer_borders()
    {
        for (var length = 0; length < 1100; length += 7)
        {
            var text = new string('\\', length);
            Assert.Equal(text, All(Written.By(w => w.AString(text)), (ref r) => r.AString()));
        }
    }

    private static bool Same(string written, byte[] octets, Rule<byte[]> rule) => All(written, rule).AsSpan().SequenceEqual(octets);
}
