using System.Buffers;
using Culver.Mime.Text;

namespace Culver.Mime.Tests;

public sealed class FoldingTests
{
    [Theory]
    [InlineData("HELLO", "hello")]
    [InlineData("STRASSE", "Straße")]
    [InlineData("ΣΊΣΥΦΟΣ", "σίσυφος")]
    [InlineData("É", "e\u0301")]
    [InlineData("ﬁnd", "FIND")]
    [InlineData("Ⅳ ①", "iv 1")]
    [InlineData("ＦＵＬＬ", "full")]
    [InlineData("K", "k")]
    [InlineData("Ω", "ω")]
    [InlineData("\u00C5", "\u212B")]
    [InlineData("a\u0323\u0307", "a\u0307\u0323")] // canonical order
    [InlineData("각", "\u1100\u1161\u11A8")] // Hangul in jamo
    [InlineData("𐐀", "𐐨")]
    [InlineData("𝐀", "a")]
    public void Ways_to_write_one_text_fold_alike(string one, string other) => Assert.Equal(TextFolding.Fold(one), TextFolding.Fold(other));

    [Theory]
    [InlineData("a", "b")]
    [InlineData("e", "é")]
    [InlineData("ß", "s")]
    public void Different_texts_stay_different(string one, string other) => Assert.NotEqual(TextFolding.Fold(one), TextFolding.Fold(other));

    [Fact]
    public void Every_code_point_folds_to_what_does_not_change_again()
    {
        for (var code = 0; code <= 0x2FFFF; code++)
        {
            if (code is >= 0xD800 and <= 0xDFFF) continue;
            var folded = TextFolding.Fold(char.ConvertFromUtf32(code));
            Assert.Equal(folded, TextFolding.Fold(folded));
        }
    }

    [Fact]
    public void Octets_and_characters_fold_alike_in_any_pieces()
    {
        var random = new Random(9);
        string[] pieces = ["a", "É", "e\u0301", "\u0323", "ß", "𝐀", "각", "\u1100", "\u1161", "İ", "ﬃ", " ", "中"];
        for (var run = 0; run < 500; run++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(0, 40)).Select(_ => pieces[random.Next(pieces.Length)]));
            var whole = new ArrayBufferWriter<byte>();
            TextFolding.FoldUtf8(System.Text.Encoding.UTF8.GetBytes(text), whole);
            var cut = new ArrayBufferWriter<byte>();
            var folder = new TextFolder(cut);
            foreach (var c in text) folder.Write([c]);
            folder.Flush();
            Assert.Equal(TextFolding.Fold(text), Corpus.Text(whole.WrittenSpan));
            Assert.Equal(whole.WrittenSpan.ToArray(), cut.WrittenSpan.ToArray());
        }
    }

    [Fact]
    public void Octets_that_are_not_UTF8_count_as_the_replacement_character()
    {
        var output = new ArrayBufferWriter<byte>();
        TextFolding.FoldUtf8([(byte)'A', 0xFF, (byte)'B'], output);
        Assert.Equal("a\uFFFDb", Corpus.Text(output.WrittenSpan));
    }

    [Fact]
    public void The_version_names_the_Unicode_version() => Assert.Equal("14.0.0/1", TextFolding.Version);
}
