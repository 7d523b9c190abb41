using Culver.Mime.Buffers;
using Culver.Mime.Headers;

namespace Culver.Mime.Tests;

public sealed class EncodedWordTests
{
    // RFC 2047 §8, the table of what is shown.
    [Theory]
    [InlineData("(=?ISO-8859-1?Q?a?=)", "(a)")]
    [InlineData("(=?ISO-8859-1?Q?a?= b)", "(a b)")]
    [InlineData("(=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=)", "(ab)")]
    [InlineData("(=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=)", "(ab)")]
    [InlineData("(=?ISO-8859-1?Q?a?=\r\n    =?ISO-8859-1?Q?b?=)", "(ab)")]
    [InlineData("(=?ISO-8859-1?Q?a_b?=)", "(a b)")]
    [InlineData("(=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=)", "(a b)")]
    [InlineData("=?US-ASCII?Q?Keith_Moore?= <moore@cs.utk.edu>", "Keith Moore <moore@cs.utk.edu>")]
    [InlineData("=?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?=", "Keld Jørn Simonsen")]
    [InlineData("=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=\r\n =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=", "If you can read this you understand the example.")]
    [InlineData("(=?iso-8859-8?b?7eXs+SDv4SDs8eg=?=)", "(\u05DD\u05D5\u05DC\u05E9 \u05DF\u05D1 \u05DC\u05E1\u05D8)")]
    public void The_examples_of_RFC_2047_are_shown_as_it_says(string raw, string shown)
    {
        Assert.Equal(shown, HeaderText.Decode(System.Text.Encoding.ASCII.GetBytes(raw)));
    }

    [Theory]
    [InlineData("=?utf-8?B?4pi6IOKY?= =?utf-8?B?uiBlbmQ=?=", "☺ ☺ end")] // a character cut between two words
    [InlineData("=?utf-8*en?Q?caf=C3=A9?=", "café")] // RFC 2231 §5
    [InlineData("x=?utf-8?q?=C3=A4?=y", "xäy")]
    [InlineData("=?utf-8?Q?with space?=", "with space")]
    [InlineData("=?utf-8?B?w6Q?=", "ä")]
    [InlineData("=?UTF-8?Q?=3F?= =?UTF-8?Q?=?=", "?=")]
    [InlineData("=?no-such-charset?Q?x?= y", "=?no-such-charset?Q?x?= y")]
    [InlineData("=?utf-8?X?x?= y", "=?utf-8?X?x?= y")]
    [InlineData("=?utf-8?Q?unended", "=?utf-8?Q?unended")]
    [InlineData("=?utf-8?Q??= x", " x")]
    [InlineData("=?utf-8?Q?=ZZ=4?=", "=ZZ=4")]
    [InlineData("=??Q?x?=", "=??Q?x?=")]
    [InlineData("a  b\r\n\tc", "a  b\tc")]
    [InlineData("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?= =?iso-2022-jp?B?GyRCOGwbKEI=?=", "日本語")]
    public void Words_as_they_are_found_are_read_tolerantly(string raw, string shown) =>
        Assert.Equal(shown, HeaderText.Decode(System.Text.Encoding.ASCII.GetBytes(raw)));

    [Fact]
    public void Raw_eight_bit_is_UTF8_or_else_windows_1252()
    {
        Assert.Equal("Grüße", HeaderText.Decode("Grüße"u8));
        Assert.Equal("Grüße €", HeaderText.Decode([(byte)'G', (byte)'r', 0xFC, 0xDF, (byte)'e', (byte)' ', 0x80]));
    }

    [Fact]
    public void Encoding_gives_words_within_75_octets_that_decode_to_the_same()
    {
        var random = new Random(7);
        for (var run = 0; run < 300; run++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => "aä €𝄞ß".EnumerateRunes().ElementAt(random.Next(6)).ToString())).Trim();
            var output = new ByteBuffer(16);
            EncodedWords.Encode(System.Text.Encoding.UTF8.GetBytes(text), output);
            var encoded = Corpus.Text(output.Written);
            Assert.All(encoded.Split(' ', StringSplitOptions.RemoveEmptyEntries), word => Assert.True(word.Length <= 75));
            Assert.Equal(text, HeaderText.Decode(output.Written));
        }
    }
}
