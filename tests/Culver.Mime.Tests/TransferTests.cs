using System.Buffers;
using Culver.Mime.Transfer;

namespace Culver.Mime.Tests;

public sealed class TransferTests
{
    [Theory]
    [InlineData("SGVsbG8=", "Hello")]
    [InlineData("SGVs\r\nbG8=\r\n", "Hello")]
    [InlineData("SGVsbG8", "Hello")] // no padding
    [InlineData("SGVsbG8=SGVsbG8=", "HelloHello")] // encoded in pieces
    [InlineData("S G*V-s bG8=", "Hello")] // octets outside the alphabet
    [InlineData("VGhpcyBpcyBh IHRlc3Qgb2Yg YmFzZTY0IHdp\tdGggc3BhY2Vz", "This is a test of base64 with spaces")] // in a line long enough for whole groups at once
    [InlineData("", "")]
    [InlineData("=", "")]
    [InlineData("SA", "H")]
    [InlineData("S", "")]
    public void Base64_is_read_tolerantly(string encoded, string expected) => AllPieces(TransferEncoding.Base64, encoded, expected);

    // RFC 2045 §6.7
    [Theory]
    [InlineData("Now's the time =\r\nfor all folk to come=\r\n to the aid of their country.", "Now's the time for all folk to come to the aid of their country.")]
    [InlineData("caf=C3=A9", "café")]
    [InlineData("caf=c3=a9", "café")]
    [InlineData("trailing \t \r\nspace", "trailing\r\nspace")] // rule 3
    [InlineData("kept=20\r\n", "kept \r\n")]
    [InlineData("soft=  \r\nbreak", "softbreak")]
    [InlineData("soft=\nbreak", "softbreak")]
    [InlineData("=XY bad =4", "=XY bad =4")]
    [InlineData("a=b", "a=b")]
    [InlineData("a==41", "a=A")]
    [InlineData("=4=41", "=4A")]
    [InlineData("end=", "end")]
    [InlineData("two  words here", "two  words here")]
    [InlineData("a \rb", "a \rb")]
    [InlineData("x\r \ny", "x\r\ny")]
    [InlineData("a \r \r\nb", "a \r\r\nb")]
    [InlineData("a \t=20 \nb", "a \t \nb")]
    public void Quoted_printable_is_read_tolerantly(string encoded, string expected) => AllPieces(TransferEncoding.QuotedPrintable, encoded, expected);

    [Theory]
    [InlineData("begin 644 hello.txt\r\n,2&5L;&\\@=V]R;&0A\r\n`\r\nend\r\nafter", "Hello world!")]
    [InlineData("text before\n\nbegin 644 cat.txt\n#0V%T\n`\nend\n", "Cat")]
    [InlineData("#0V%T\n", "Cat")]
    public void Uuencode_is_read_tolerantly(string encoded, string expected) => AllPieces(TransferEncoding.Uuencode, encoded, expected);

    [Theory]
    [InlineData(TransferEncoding.QuotedPrintable, "= \t\r\nA4x=")]
    [InlineData(TransferEncoding.Base64, "AQg=\r\n-=")]
    [InlineData(TransferEncoding.Uuencode, "#0V%T\n`bend")]
    public void Anything_decodes_alike_in_any_pieces(TransferEncoding encoding, string alphabet)
    {
        var random = new Random(17);
        for (var run = 0; run < 3000; run++)
        {
            var octets = new byte[random.Next(0, 60)];
            for (var i = 0; i < octets.Length; i++) octets[i] = (byte)alphabet[random.Next(alphabet.Length)];
            var whole = Decode(encoding, octets, 1000);
            for (var size = 1; size < 8; size++) Assert.Equal(Convert.ToHexString(whole), Convert.ToHexString(Decode(encoding, octets, size)));
        }
    }

    [Fact]
    public void An_unknown_encoding_is_told()
    {
        Assert.False(TransferDecoder.TryCreate(TransferEncoding.Unknown, out var decoder));
        var output = new ArrayBufferWriter<byte>();
        decoder.Decode("as is"u8, output);
        Assert.Equal("as is", Corpus.Text(output.WrittenSpan));
    }

    [Fact]
    public void Base64_in_lines_comes_back_from_any_pieces()
    {
        var random = new Random(11);
        for (var run = 0; run < 200; run++)
        {
            var octets = new byte[random.Next(0, 700)];
            random.NextBytes(octets);
            var output = new ArrayBufferWriter<byte>();
            var encoder = new Base64LineEncoder();
            for (var at = 0; at < octets.Length;)
            {
                var length = Math.Min(random.Next(1, 130), octets.Length - at);
                encoder.Encode(octets.AsSpan(at, length), output);
                at += length;
            }

            encoder.Flush(output);
            var text = Corpus.Text(output.WrittenSpan);
            Assert.Equal(Convert.ToBase64String(octets), text.Replace("\r\n", ""));
            Assert.All(text.Split("\r\n")[..^1], line => Assert.Equal(76, line.Length));
            Assert.Equal(octets, Decode(TransferEncoding.Base64, output.WrittenSpan.ToArray(), random.Next(1, 100)));
        }
    }

    private static void AllPieces(TransferEncoding encoding, string encoded, string expected)
    {
        var octets = System.Text.Encoding.UTF8.GetBytes(encoded);
        for (var size = 1; size <= Math.Max(1, octets.Length); size++) Assert.Equal(expected, Corpus.Text(Decode(encoding, octets, size)));
    }

    private static byte[] Decode(TransferEncoding encoding, byte[] octets, int size)
    {
        Assert.True(TransferDecoder.TryCreate(encoding, out var decoder));
        var output = new ArrayBufferWriter<byte>();
        for (var at = 0; at < octets.Length; at += size) decoder.Decode(octets.AsSpan(at, Math.Min(size, octets.Length - at)), output);
        decoder.Flush(output);
        return output.WrittenSpan.ToArray();
    }
}
