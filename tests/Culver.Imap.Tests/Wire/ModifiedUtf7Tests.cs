using Culver.Imap.Wire;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Culver.Imap.Tests.Wire;

public sealed class ModifiedUtf7Tests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("INBOX", "INBOX")]
    [InlineData(" ~", " ~")]
    [InlineData("&", "&-")]
    [InlineData("a&b&", "a&-b&-")]
    [InlineData("~peter/mail/\u53f0\u5317/\u65e5\u672c\u8a9e", "~peter/mail/&U,BTFw-/&ZeVnLIqe-")]
    [InlineData("\u00e9", "&AOk-")]
    [InlineData("\u00e9\u00e9", "&AOkA6Q-")]
    [InlineData("\u00e9\u00e9\u00e9", "&AOkA6QDp-")]
    [InlineData("\u00e9&", "&AOk-&-")]
    [InlineData("\ud83d\ude00", "&2D3eAA-")]
    [InlineData("\u0001\u007f", "&AAEAfw-")]
    [InlineData("\uffff", "&,,8-")]
    public void A_name_has_one_form(string name, string encoded)
    {
        Assert.Equal(encoded, Encode(name));
        Assert.True(ModifiedUtf7.TryDecode(Read.Octets(encoded), out var decoded));
        Assert.Equal(name, decoded);
    }

    [Theory]
    [InlineData("&")]
    [InlineData("a&b")]
    [InlineData("&AOk")]
    [InlineData("&AO-")]
    [InlineData("&A-")]
    [InlineData("&AOkA-")]
    [InlineData("&AOl-")]
    [InlineData("&AOkA6QDpA-")]
    [InlineData("&AOk=-")]
    [InlineData("&AO.k-")]
    [InlineData("&AOk/-")]
    [InlineData("&AGE-")]
    [InlineData("&ACY-")]
    [InlineData("&ACA-")]
    [InlineData("&AH4-")]
    [InlineData("&AAA-")]
    [InlineData("&AA0-")]
    [InlineData("&AAo-")]
    [InlineData("&2D0-")]
    [InlineData("&3gA-")]
    [InlineData("&3gDYPQ-")]
    [InlineData("&2D3YPd4A-")]
    [InlineData("&2D0A6Q-")]
    [InlineData("&U,BTFw-&ZeVnLIqe-")]
    [InlineData("a\u00e9")]
    [InlineData("a\t")]
    [InlineData("\u007f")]
    [InlineData("a\0")]
    public void What_is_not_that_form_is_refused(string encoded)
    {
        Assert.False(ModifiedUtf7.TryDecode(Read.Octets(encoded), out var decoded));
        Assert.Null(decoded);
    }

    // Attributes cannot hold half a pair: it would be replaced before the test sees it.
    [Theory]
    [InlineData(new[] { 0xd83d }, "\ufffd")]
    [InlineData(new[] { 0xde00 }, "\ufffd")]
    [InlineData(new[] { 0xde00, 0xd83d }, "\ufffd\ufffd")]
    [InlineData(new[] { 0xd83d, 'a' }, "\ufffda")]
    [InlineData(new[] { 'a', 0xde00 }, "a\ufffd")]
    [InlineData(new[] { 0xd83d, 0xe9 }, "\ufffd\u00e9")]
    [InlineData(new[] { 0xe9, 0xde00 }, "\u00e9\ufffd")]
    [InlineData(new[] { 0xd83d, 0xd83d, 0xde00, 0xde00 }, "\ufffd\ud83d\ude00\ufffd")]
    public void Half_a_pair_becomes_a_replacement_character(int[] units, string name)
    {
        Assert.True(ModifiedUtf7.TryDecode(Read.Octets(Encode(string.Concat(units.Select(static unit => (char)unit)))), out var decoded));
        Assert.Equal(name, decoded);
    }

    [Fact]
    public void An_escaped_ampersand_may_stand_between_shifts()
    {
        Assert.True(ModifiedUtf7.TryDecode("&AOk-&-&AOk-"u8, out var decoded));
        Assert.Equal("\u00e9&\u00e9", decoded);
    }

    [Fact]
    public void Decoding_what_was_encoded_gives_the_name_back()
    {
        var runes = Gen.OneOf(Gen.Choose(0x20, 0x7e), Gen.Choose(0xa0, 0x2ff), Gen.Choose(0x4e00, 0x9fff), Gen.Choose(0x1f300, 0x1f6ff), Gen.Elements<int>('&', '-', ',', '/'));
        Prop.ForAll(runes.ListOf().ToArbitrary(), static runes =>
        {
            var name = string.Concat(runes.Select(char.ConvertFromUtf32));
            var encoded = Encode(name);
            return encoded.Length <= ModifiedUtf7.MostBytes(name.Length)
                && encoded.All(static c => c is >= ' ' and <= '~')
                && ModifiedUtf7.TryDecode(Read.Octets(encoded), out var decoded) && decoded == name;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_decodes_is_what_encodes()
    {
        var octets = Gen.Elements('&', '-', 'A', 'O', 'k', 'D', 'p', '2', '3', 'e', 'U', ',', '+', 'w', '/', '=');
        Prop.ForAll(octets.ListOf().ToArbitrary(), static octets =>
        {
            var encoded = string.Concat(octets);
            return !ModifiedUtf7.TryDecode(Read.Octets(encoded), out var name) || Encode(name) == encoded;
        }).QuickCheckThrowOnFailure();
    }

    private static string Encode(string name)
    {
        var output = new byte[ModifiedUtf7.MostBytes(name.Length)];
        return Read.Latin(output.AsSpan(0, ModifiedUtf7.Encode(name, output)));
    }
}
