using System.Text;

namespace Culver.Mime.Tests;

public sealed class LimitTests
{
    [Fact]
    public void Multiparts_two_hundred_deep_end_in_an_opaque_leaf()
    {
        var message = new StringBuilder("Subject: deep\r\nMIME-Version: 1.0\r\n");
        for (var level = 0; level < 200; level++) message.Append($"Content-Type: multipart/mixed; boundary=b{level}x\r\n\r\n--b{level}x\r\n");
        message.Append("\r\ntext\r\n");
        for (var level = 199; level >= 0; level--) message.Append($"--b{level}x--\r\n");
        var octets = Encoding.ASCII.GetBytes(message.ToString());

        var digest = Corpus.Scan(octets);

        DigestChecks.Check(digest, octets);
        Assert.True(digest.Flags.HasFlag(DigestFlags.Truncated));
        Assert.Equal(101, digest.Parts.Count);
        var leaf = digest.Parts[100];
        Assert.Equal("application/octet-stream", leaf.Type + "/" + leaf.Subtype);
        Assert.True(leaf.Flags.HasFlag(PartFlags.Opaque));
    }

    [Fact]
    public void Messages_in_messages_two_hundred_deep_end_in_an_opaque_leaf()
    {
        var message = new StringBuilder();
        for (var level = 0; level < 200; level++) message.Append($"Subject: {level}\r\nContent-Type: message/rfc822\r\n\r\n");
        message.Append("Subject: innermost\r\n\r\ntext\r\n");
        var octets = Encoding.ASCII.GetBytes(message.ToString());

        var digest = Corpus.Scan(octets);

        DigestChecks.Check(digest, octets);
        Assert.Equal(101, digest.Parts.Count);
        Assert.Equal(PartKind.Leaf, digest.Parts[100].Kind);
    }

    [Fact]
    public void Ten_thousand_parts_are_all_described_and_the_next_is_text_of_the_last()
    {
        var octets = ManyParts(9_999);
        var digest = Corpus.Scan(octets);
        Assert.Equal(10_000, digest.Parts.Count);
        Assert.False(digest.Flags.HasFlag(DigestFlags.Truncated));
        Assert.True(digest.TryFindPart([9_999], out var last));
        Assert.Equal("part 9998", Corpus.Text(octets.AsSpan((int)last.BodyOffset, (int)last.BodyLength)));
        DigestChecks.Check(digest, octets);

        octets = ManyParts(12_000);
        digest = Corpus.Scan(octets);
        Assert.Equal(10_000, digest.Parts.Count);
        Assert.True(digest.Flags.HasFlag(DigestFlags.Truncated));
        DigestChecks.Check(digest, octets);
    }

    [Fact]
    public void A_header_of_a_megabyte_is_read_but_not_kept()
    {
        var header = new StringBuilder("Subject: big\r\n");
        for (var i = 0; header.Length < 1024 * 1024; i++) header.Append($"X-Field-{i}: {new string('x', 60)}\r\n");
        header.Append("From: late@example.org\r\n\r\n");
        var octets = Encoding.ASCII.GetBytes(header + "body\r\n");

        var digest = Corpus.Scan(octets);

        Assert.Null(digest.Header);
        Assert.Equal(header.Length, digest.HeaderLength);
        Assert.Equal("late", digest.SortFrom);
        DigestChecks.Check(digest, octets);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7777)]
    [InlineData(2_000_000)]
    public void A_header_that_is_one_line_of_a_megabyte_is_cut_and_the_body_still_found(int piece)
    {
        var octets = Encoding.ASCII.GetBytes("Subject: " + new string('x', 1024 * 1024) + "\r\nFrom: a@example.org\r\n\r\nbody\r\n");
        var scanner = new MessageScanner();
        for (var at = 0; at < octets.Length; at += piece) scanner.Write(octets.AsSpan(at, Math.Min(piece, octets.Length - at)));

        var digest = scanner.Complete();

        Assert.Equal(Corpus.Scan(octets).Bytes.ToArray(), digest.Bytes.ToArray());
        Assert.Equal("a", digest.SortFrom);
        Assert.Equal(6, digest.Root.BodyLength);
        Assert.Equal(4, digest.Lines);
        Assert.True(digest.Flags.HasFlag(DigestFlags.Truncated));
        DigestChecks.Check(digest, octets);
    }

    [Fact]
    public void A_body_of_one_line_of_a_hundred_megabytes_costs_no_memory()
    {
        var scanner = new MessageScanner();
        scanner.Write("Subject: long\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n"u8);
        var piece = new byte[64 * 1024];
        Array.Fill(piece, (byte)'-');
        scanner.Write(piece);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 1; i < 1600; i++) scanner.Write(piece);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 256 * 1024);
        var digest = scanner.Complete();
        Assert.Equal(1600L * piece.Length, digest.Parts[1].BodyLength);
    }

    [Fact]
    public void Fields_beyond_the_captured_octets_are_as_if_absent()
    {
        var octets = Encoding.ASCII.GetBytes("Subject: " + new string('s', 600) + "\r\nFrom: a@example.org\r\n\r\nbody");
        var digest = Corpus.Scan(octets, new MimeLimits { MaxCapturedOctets = 500 });
        Assert.Equal("", digest.BaseSubject);
        Assert.Equal("a", digest.SortFrom);
        Assert.True(digest.Flags.HasFlag(DigestFlags.Truncated));
        DigestChecks.Check(digest, octets);
    }

    [Fact]
    public void A_thousand_To_fields_are_joined_within_the_limit()
    {
        var header = string.Concat(Enumerable.Range(0, 1000).Select(i => $"To: user{i}@example.org\r\n"));
        var digest = Corpus.Scan(header + "\r\nbody");
        Assert.Contains("\"user999\"", Corpus.Text(digest.Envelope), StringComparison.Ordinal);
    }

    [Fact]
    public void A_boundary_beyond_the_limit_makes_one_opaque_text()
    {
        var boundary = new string('b', 1200);
        var digest = Corpus.Scan($"Content-Type: multipart/mixed; boundary={boundary}\n\n--{boundary}\n\ntext\n--{boundary}--\n");
        Assert.Single(digest.Parts);
        Assert.True(digest.Root.Flags.HasFlag(PartFlags.Opaque));
        Assert.Equal("text/plain", digest.Root.Type + "/" + digest.Root.Subtype);
    }

    private static byte[] ManyParts(int count)
    {
        var message = new StringBuilder("Content-Type: multipart/mixed; boundary=b\r\n\r\n");
        for (var i = 0; i < count; i++) message.Append($"--b\r\n\r\npart {i}\r\n");
        return Encoding.ASCII.GetBytes(message.Append("--b--\r\n").ToString());
    }
}
