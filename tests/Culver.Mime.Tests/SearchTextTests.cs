using System.Buffers;
using Culver.Mime.Text;

namespace Culver.Mime.Tests;

public sealed class SearchTextTests
{
    private static async Task<(string Header, string Body)> Read(byte[] message, SearchTextLimits? limits = null, bool seekable = true)
    {
        var header = new ArrayBufferWriter<byte>();
        var body = new ArrayBufferWriter<byte>();
        Stream stream = seekable ? new MemoryStream(message) : new TrickleStream(message);
        await SearchText.WriteAsync(stream, Corpus.Scan(message), header, body, limits ?? SearchTextLimits.Default, TestContext.Current.CancellationToken);
        return (Corpus.Text(header.WrittenSpan), Corpus.Text(body.WrittenSpan));
    }

    private static byte[] Crlf(string text) => System.Text.Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));

    [Fact]
    public async Task Headers_are_decoded_unfolded_and_folded()
    {
        var (header, _) = await Read(Crlf("Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\n from HERE\nX-Test: Ok\n\nbody"));
        Assert.Equal(TextFolding.Fold("Subject: Grüße from HERE\nX-Test: Ok\n"), header);
    }

    [Fact]
    public async Task Text_parts_are_decoded_and_attachments_passed_over()
    {
        var (header, body) = await Read(Crlf(
            "Subject: s\nContent-Type: multipart/mixed; boundary=b\n\nPREAMBLE\n--b\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nGr=FC=DFe\n" +
            "--b\nContent-Type: text/html; charset=utf-8\n\n<p>Fish&amp;Chips</p><script>hidden()</script><style>no</style>\n" +
            "--b\nContent-Type: image/png; name=PIC.png\n\nNOTTEXT\n" +
            "--b\nContent-Type: message/rfc822\n\nSubject: Inner\n\nInner TEXT\n--b--\nEPILOGUE\n"));
        Assert.Contains(TextFolding.Fold("Grüße"), body, StringComparison.Ordinal);
        Assert.Contains("fish&chips", body, StringComparison.Ordinal);
        Assert.Contains("inner text", body, StringComparison.Ordinal);
        foreach (var absent in (string[])["hidden", "no\n", "nottext", "preamble", "epilogue", "subject"]) Assert.DoesNotContain(absent, body, StringComparison.Ordinal);
        Assert.Contains("subject: inner", header, StringComparison.Ordinal);
        Assert.Contains("pic.png", header, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("message/rfc822", "base64")]
    [InlineData("message/global", "base64")]
    [InlineData("message/global", "quoted-printable")]
    [InlineData("message/rfc822", "x-uuencode")]
    public async Task Embedded_messages_in_a_transfer_encoding_are_decoded(string type, string encoding)
    {
        var inner = Crlf("Subject: Gr\u00fc\u00dfe from within\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" + Convert.ToBase64String("<p>Fish&amp;Chips"u8) + "\n");
        var (header, body) = await Read(Outer(type, encoding, Encoded(inner, encoding)));
        Assert.Contains(TextFolding.Fold("Subject: Gr\u00fc\u00dfe from within"), header, StringComparison.Ordinal);
        Assert.Contains("fish&chips", body, StringComparison.Ordinal);
        Assert.Contains("behind it", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embedded_messages_that_only_say_they_are_encoded_are_read_as_they_are()
    {
        var (header, body) = await Read(Outer("message/rfc822", "base64", "Subject: Not Encoded\n\nPlain text"));
        Assert.Contains("subject: not encoded", header, StringComparison.Ordinal);
        Assert.Contains("plain text", body, StringComparison.Ordinal);
        Assert.Contains("behind it", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embedded_messages_in_a_transfer_encoding_are_opened_so_deep_and_so_far_and_no_more()
    {
        var message = Crlf("Subject: level 0\n\nfirst words, and then " + new string('x', 2000) + " last words\n");
        for (var level = 1; level <= 3; level++)
            message = Outer("message/rfc822", "base64", Encoded(message, "base64"), $"level {level}");
        var limits = SearchTextLimits.Default with { MaxDecodedMessageDepth = 2 };
        Assert.Contains("last words", (await Read(message)).Body, StringComparison.Ordinal);
        var (header, body) = await Read(message, limits, seekable: false);
        Assert.Contains("level 1", header, StringComparison.Ordinal);
        Assert.DoesNotContain("level 0", header, StringComparison.Ordinal);
        Assert.Contains("behind it", body, StringComparison.Ordinal);

        var once = Outer("message/rfc822", "base64", Encoded(Crlf("Subject: level 0\n\nfirst words, and then " + new string('x', 2000) + " last words\n"), "base64"));
        var cut = (await Read(once, SearchTextLimits.Default with { MaxDecodedMessageOctets = 1000 })).Body;
        Assert.Contains("first words", cut, StringComparison.Ordinal);
        Assert.DoesNotContain("last words", cut, StringComparison.Ordinal);
        Assert.Contains("behind it", cut, StringComparison.Ordinal);
    }

    private static byte[] Outer(string type, string encoding, string inner, string subject = "outer") => Crlf(
        $"Subject: {subject}\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: {type}\nContent-Transfer-Encoding: {encoding}\n\n{inner}\n--b\n\nBehind it\n--b--\n");

    private static string Encoded(byte[] message, string encoding) => encoding switch
    {
        "base64" => Convert.ToBase64String(message, Base64FormattingOptions.InsertLineBreaks),
        "quoted-printable" => string.Concat(message.Select(static octet => octet is (byte)'=' or > 126 or < 10 ? $"={octet:X2}" : octet == '\r' ? "" : ((char)octet).ToString())),
        _ => "begin 644 x\n" + string.Concat(message.Chunk(45).Select(static line => (char)(32 + line.Length) + string.Concat(line.Chunk(3).Select(Uuencoded)) + "\n")) + "`\nend",
    };

    private static string Uuencoded(byte[] three)
    {
        var bits = (three[0] << 16) | ((three.Length > 1 ? three[1] : 0) << 8) | (three.Length > 2 ? three[2] : 0);
        return string.Concat(new[] { 18, 12, 6, 0 }.Select(shift => (char)(((bits >> shift) & 63) == 0 ? '`' : 32 + ((bits >> shift) & 63))));
    }

    [Fact]
    public async Task File_names_in_sections_are_found_in_the_header_text()
    {
        var (header, _) = await Read(Corpus.Message("rfc2231-out-of-order"));
        Assert.Contains("abcd.pdf", header, StringComparison.Ordinal);
        Assert.Contains(TextFolding.Fold("Jähresbericht päge.pdf"), header, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Hello World", "o w", true)]
    [InlineData("Hello World", "HELLO", true)]
    [InlineData("Hello World", "hellow", false)]
    [InlineData("folded\r\n\tover LINES", "d\tover lines", true)]
    [InlineData("a\rb", "a b", true)]
    [InlineData("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "GRÜSSE", true)]
    [InlineData("Grüße", "grüsse", true)]
    [InlineData("plain", "ü", false)]
    [InlineData("anything", "", true)]
    [InlineData("", "", true)]
    [InlineData("", "x", false)]
    public void A_needle_is_found_in_the_decoded_field(string raw, string needle, bool expected) =>
        Assert.Equal(expected, new FoldedNeedle(needle).IsIn(System.Text.Encoding.UTF8.GetBytes(raw)));

    [Fact]
    public void A_needle_is_in_a_field_just_when_it_is_in_its_decoded_and_folded_text()
    {
        var random = new Random(23);
        string[] pieces = ["a", "B", " ", "\r\n ", "\r", "\0", "ä", "=?utf-8?Q?=C3=84?=", "ß", "\u001B$B", "=?", "S"];
        for (var run = 0; run < 5000; run++)
        {
            var raw = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(0, 12)).Select(_ => pieces[random.Next(pieces.Length)])));
            var needle = string.Concat(Enumerable.Range(0, random.Next(0, 3)).Select(_ => "aB äßs"[random.Next(6)]));
            var expected = TextFolding.Fold(Headers.HeaderText.Decode(raw)).Contains(TextFolding.Fold(needle), StringComparison.Ordinal);
            Assert.Equal(expected, new FoldedNeedle(needle).IsIn(raw));
        }
    }

    [Fact]
    public async Task What_is_written_is_bounded()
    {
        var message = Crlf("Subject: s\n\n" + string.Concat(Enumerable.Repeat("0123456789 ", 100_000)));
        var (_, body) = await Read(message, new SearchTextLimits { MaxBodyOctets = 10_000 });
        Assert.InRange(body.Length, 10_000, 50_000);
    }

    [Fact]
    public async Task A_stream_that_cannot_seek_gives_the_same()
    {
        foreach (var name in Corpus.Names.Take(40))
        {
            var message = Corpus.Message(name);
            Assert.Equal(await Read(message), await Read(message, seekable: false));
        }
    }

    [Fact]
    public async Task Every_corpus_message_has_search_text_that_is_folded_UTF8()
    {
        foreach (var name in Corpus.Names)
        {
            var (header, body) = await Read(Corpus.Message(name));
            Assert.DoesNotContain('\0', header);
            Assert.Equal(TextFolding.Fold(body), body);
        }
    }

    private sealed class TrickleStream(byte[] octets) : Stream
    {
        private int _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var length = Math.Min(Math.Min(count, 7), octets.Length - _at);
            octets.AsSpan(_at, length).CopyTo(buffer.AsSpan(offset));
            _at += length;
            return length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
