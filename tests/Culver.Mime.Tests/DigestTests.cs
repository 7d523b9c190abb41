namespace Culver.Mime.Tests;

public sealed class DigestTests
{
    [Fact]
    public void A_stored_digest_reads_back_with_everything_in_it()
    {
        var message = Corpus.Message("rfc5322-a2-reply");
        var digest = MessageDigest.Read(Corpus.Scan(message).Bytes.ToArray());
        Assert.Equal(MessageDigest.CurrentVersion, digest.Bytes.Span[0]);
        Assert.Equal("Saying Hello", digest.BaseSubject);
        Assert.True(digest.IsReplyOrForward);
        Assert.Equal("3456@example.net", digest.MessageId);
        Assert.Equal(["1234@local.machine.example"], digest.References);
        Assert.Equal("mary", digest.SortFrom);
        Assert.Equal("Mary Smith", digest.DisplayFrom);
        Assert.Equal("jdoe", digest.SortTo);
        Assert.Equal("John Doe", digest.DisplayTo);
        Assert.Equal("", digest.SortCc);
        Assert.Equal(new DateTimeOffset(1997, 11, 21, 10, 1, 10, TimeSpan.FromHours(-6)), digest.SentDate);
        Assert.Equal(TimeSpan.FromHours(-6), digest.SentDate!.Value.Offset);
        Assert.Equal(message.Length, digest.Size);
        Assert.Equal(Corpus.Text(message.AsSpan(0, (int)digest.HeaderLength)), Corpus.Text(digest.Header!.Value));
    }

    [Fact]
    public void An_unknown_version_a_cut_and_an_empty_blob_are_refused()
    {
        var blob = Corpus.Scan("Subject: x\n\ny").Bytes.ToArray();
        Assert.Throws<DigestFormatException>(() => MessageDigest.Read(blob.AsMemory(0, blob.Length - 1)));
        Assert.Throws<DigestFormatException>(() => MessageDigest.Read(default));
        Assert.False(DigestView.TryRead(blob.AsSpan(0, 20), out _));
        blob[0]++;
        Assert.Throws<DigestFormatException>(() => MessageDigest.Read(blob));
        Assert.False(DigestView.TryRead(blob, out _));
    }

    [Fact]
    public void Without_eight_bit_text_the_two_forms_are_one()
    {
        var digest = Corpus.Scan(Corpus.Message("rfc9051-numbering"));
        Assert.False(digest.Flags.HasFlag(DigestFlags.HasUtf8Forms));
        Assert.True(digest.Envelope.Span == digest.EnvelopeUtf8.Span);
        Assert.True(digest.BodyStructure.Span == digest.BodyStructureUtf8.Span);
    }

    [Theory]
    [InlineData("A: b\r\n\r\ntext\r\n", DigestFlags.None)]
    [InlineData("A: b\r\n\r\nte\0xt\r\n", DigestFlags.ContainsNul)]
    [InlineData("A: b\0\r\n\r\ntext\r\n", DigestFlags.ContainsNul)]
    [InlineData("A: ä\r\n\r\ntext\r\n", DigestFlags.EightBitHeader)]
    [InlineData("A: b\r\n\r\nä\r\n", DigestFlags.EightBitBody)]
    [InlineData("A: b\r\n\r\none\ntwo", DigestFlags.BareLineFeed)]
    [InlineData("A: b\r\n\r\none\rtwo", DigestFlags.BareCarriageReturn)]
    [InlineData("A: b\r\n\r\none\r", DigestFlags.BareCarriageReturn)]
    public void Facts_about_the_octets_are_told(string message, DigestFlags expected)
    {
        const DigestFlags facts = DigestFlags.ContainsNul | DigestFlags.EightBitHeader | DigestFlags.EightBitBody | DigestFlags.BareLineFeed | DigestFlags.BareCarriageReturn;
        var octets = System.Text.Encoding.UTF8.GetBytes(message);
        Assert.Equal(expected, Corpus.Scan(octets).Flags & facts);
        var scanner = new MessageScanner();
        foreach (var octet in octets) scanner.Write([octet]);
        Assert.Equal(expected, scanner.Complete().Flags & facts);
    }

    [Fact]
    public void Facts_hold_in_long_stretches_too()
    {
        // The vectorised and the plain ends of the counting agree with a simple count.
        var random = new Random(13);
        for (var run = 0; run < 500; run++)
        {
            var octets = new byte[random.Next(0, 200)];
            for (var i = 0; i < octets.Length; i++) octets[i] = "\r\nab\r\n "u8[random.Next(7)];
            var facts = Scanning.OctetFacts.Of(octets);
            Assert.Equal(octets.Count(octet => octet == '\n'), facts.LineFeeds);
            Assert.Equal(octets.Count(octet => octet == '\r'), facts.CarriageReturns);
            Assert.Equal(octets.Zip(octets.Skip(1)).Count(pair => pair is ((byte)'\r', (byte)'\n')), facts.Pairs);
        }
    }

    [Fact]
    public void A_scanner_refuses_more_after_the_end_and_is_ready_again_after_a_reset()
    {
        var scanner = new MessageScanner();
        scanner.Write("Subject: one\r\n\r\nx"u8);
        scanner.Complete();
        Assert.Throws<InvalidOperationException>(() => scanner.Write("y"u8));
        Assert.Throws<InvalidOperationException>(() => scanner.Complete());
        scanner.Reset();
        scanner.Write("Subject: two\r\n\r\nx"u8);
        Assert.Equal("two", scanner.Complete().BaseSubject);
    }
}
