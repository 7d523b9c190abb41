using System.Text;
using Culver.Smtp.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Culver.Smtp.Tests.Wire;

public sealed class ContentDecoderTests
{
    [Theory]
    [InlineData(".\r\n", "", 3)]
    [InlineData("a\r\n.\r\n", "a\r\n", 6)]
    [InlineData("a\r\n..\r\n.\r\n", "a\r\n.\r\n", 10)]
    [InlineData("..a\r\n.\r\nQUIT\r\n", ".a\r\n", 8)]
    [InlineData(".a\r\n.\r\n", "a\r\n", 7)]
    [InlineData("\r\n.\r\n", "\r\n", 5)]
    [InlineData("\r\n\r\n.\r\n", "\r\n\r\n", 7)]
    [InlineData("a.\r\n.\r\n", "a.\r\n", 7)]
    [InlineData("...\r\n.\r\n", "..\r\n", 8)]
    [InlineData("\u00ff\u0000\u0001\r\n.\r\n", "\u00ff\u0000\u0001\r\n", 8)]
    public void Dots_are_unstuffed_and_the_end_is_found(string wire, string message, int consumed)
    {
        var (text, used, decoder) = Decode(wire, repair: false);
        Assert.Equal(message, text);
        Assert.Equal(consumed, used);
        Assert.True(decoder.Ended);
        Assert.False(decoder.SawBareLineEnd);
    }

    [Theory]
    [MemberData(nameof(SmugglingVariants))]
    public void Nothing_but_a_dot_between_two_true_line_ends_ends_the_message(string end)
    {
        var (_, _, decoder) = Decode("Subject: x\r\n\r\nbody" + end + "MAIL FROM:<evil@example.com>\r\n", repair: false);
        Assert.False(decoder.Ended);
        Assert.True(decoder.SawBareLineEnd);
        (_, _, decoder) = Decode("Subject: x\r\n\r\nbody" + end + "MAIL FROM:<evil@example.com>\r\n", repair: true);
        Assert.False(decoder.Ended);
    }

    public static TheoryData<string> SmugglingVariants => new(
        "\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r.\r\n", "\r\n.\r", "\n.\r", "\r.\n", "\r\r\n.\r\r\n", "\r\n.\r\r\n", "\n\r.\r\n", "\r\n\r.\r\n",
        "\n\n.\n\n", "\r\n.\r\u0000\n", "\r\u0000\n.\r\n", "\r\n.\n\r\n", "\n.\n\r\n", "\r\n..\n.\r", "\n\r\n.\n", "\r\n\n.\r\n", "\r\n\n.\n", "\r\n\r.\r");

    [Theory]
    [InlineData("a\nb\r\n.\r\n", "a\r\nb\r\n")]
    [InlineData("a\rb\r\n.\r\n", "a\r\nb\r\n")]
    [InlineData("a\r\r\n.\r\n", "a\r\n\r\n")]
    [InlineData("a\n.\r\n.\r\n", "a\r\n.\r\n")]
    [InlineData(".\rb\r\n.\r\n", "\r\nb\r\n")]
    [InlineData(".\nb\r\n.\r\n", "\r\nb\r\n")]
    public void Bare_line_ends_are_made_whole_where_that_is_set(string wire, string message)
    {
        var (text, _, decoder) = Decode(wire, repair: true);
        Assert.Equal(message, text);
        Assert.True(decoder.Ended);
        Assert.True(decoder.SawBareLineEnd);
    }

    [Theory]
    [InlineData("a\nb\r\n.\r\n", "a\nb\r\n")]
    [InlineData("a\rb\r\r\n.\r\n", "a\rb\r\r\n")]
    [InlineData(".\rb\r\n.\r\n", "\rb\r\n")]
    public void Bare_line_ends_are_otherwise_passed_and_reported(string wire, string message)
    {
        var (text, _, decoder) = Decode(wire, repair: false);
        Assert.Equal(message, text);
        Assert.True(decoder.SawBareLineEnd);
    }

    [Fact]
    public void A_held_carriage_return_at_the_end_of_counted_content_is_given_back()
    {
        var decoder = new ContentDecoder(ContentFraming.Counted, repair: false);
        var output = new byte[64];
        Assert.Equal(4, decoder.Decode("abc\r"u8, output, out var written));
        Assert.Equal("abc", Encoding.Latin1.GetString(output, 0, written));
        Assert.Equal(1, decoder.Finish(output));
        Assert.Equal((byte)'\r', output[0]);
        Assert.True(decoder.SawBareLineEnd);
    }

    [Fact]
    public void Binary_content_passes_untouched_and_unjudged()
    {
        var decoder = new ContentDecoder(ContentFraming.Binary, repair: true);
        var output = new byte[64];
        decoder.Decode("\r\n.\r\n\n\r\0"u8, output, out var written);
        Assert.Equal("\r\n.\r\n\n\r\0"u8.ToArray(), output[..written]);
        Assert.False(decoder.SawBareLineEnd);
        Assert.False(decoder.Ended);
    }

    [Fact]
    public void The_longest_line_is_measured_without_its_end()
    {
        var (_, _, decoder) = Decode("ab\r\n" + new string('x', 998) + "\r\nc\r\n.\r\n", repair: false);
        Assert.Equal(998, decoder.LongestLine);
    }

    [Fact]
    public void However_the_bytes_are_cut_the_message_is_the_same() =>
        Prop.ForAll(Wire().ToArbitrary(), Cuts().ToArbitrary(), Gen.Elements(true, false).ToArbitrary(), (wire, cuts, repair) =>
        {
            foreach (var framing in (ContentFraming[])[ContentFraming.Dots, ContentFraming.Counted, ContentFraming.Binary])
            {
                var whole = Run(wire, [wire.Length], framing, repair);
                var pieces = Run(wire, cuts, framing, repair);
                if (!whole.Equals(pieces))
                    return false;
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void What_was_stuffed_by_the_book_comes_back() =>
        Prop.ForAll(Lines().ToArbitrary(), Cuts().ToArbitrary(), (lines, cuts) =>
        {
            var message = string.Concat(lines.Select(line => line + "\r\n"));
            // RFC 5321 §4.5.2, the client's side.
            var wire = string.Concat(lines.Select(line => (line.StartsWith('.') ? "." + line : line) + "\r\n")) + ".\r\n";
            var result = Run(wire, cuts, ContentFraming.Dots, repair: false);
            return result == (message, wire.Length, true, false);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static Gen<string> Wire() => Gen.Elements("\r", "\n", ".", "\r\n", "\r\n.", "\r\n.\r\n", "a", "bcd", "\0", "\u00e9").ListOf().Select(parts => string.Concat(parts));

    private static Gen<string[]> Lines() => Gen.Elements(".", "..", "a", "bc.", "\u00ff", " ", "").ListOf().Select(parts => string.Concat(parts)).ArrayOf();

    private static Gen<int[]> Cuts() => Gen.Choose(1, 9).NonEmptyListOf().Select(cuts => cuts.ToArray());

    private static (string Text, int Used, bool Ended, bool Bare) Run(string wire, int[] cuts, ContentFraming framing, bool repair)
    {
        var input = Encoding.Latin1.GetBytes(wire);
        var decoder = new ContentDecoder(framing, repair);
        var text = new StringBuilder();
        var used = 0;
        for (var piece = 0; used < input.Length && !decoder.Ended; piece++)
        {
            var length = Math.Min(cuts[piece % cuts.Length], input.Length - used);
            var output = new byte[ContentDecoder.OutputFor(length)];
            used += decoder.Decode(input.AsSpan(used, length), output, out var written);
            text.Append(Encoding.Latin1.GetString(output, 0, written));
        }

        if (!decoder.Ended)
        {
            var rest = new byte[4];
            text.Append(Encoding.Latin1.GetString(rest, 0, decoder.Finish(rest)));
        }

        return (text.ToString(), used, decoder.Ended, decoder.SawBareLineEnd);
    }

    private static (string Text, int Used, ContentDecoder Decoder) Decode(string wire, bool repair)
    {
        var input = Encoding.Latin1.GetBytes(wire);
        var decoder = new ContentDecoder(ContentFraming.Dots, repair);
        var output = new byte[ContentDecoder.OutputFor(input.Length)];
        var used = decoder.Decode(input, output, out var written);
        return (Encoding.Latin1.GetString(output, 0, written), used, decoder);
    }
}
