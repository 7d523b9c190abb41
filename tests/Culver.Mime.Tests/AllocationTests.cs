using System.Text;

namespace Culver.Mime.Tests;

public sealed class AllocationTests
{
    [Fact]
    public void Scanning_lines_and_parts_allocates_nothing_once_the_buffers_have_grown()
    {
        var message = new StringBuilder("From: a@example.org\r\nSubject: many\r\nContent-Type: multipart/mixed; boundary=bbb\r\n\r\n");
        for (var part = 0; part < 200; part++)
        {
            message.Append("--bbb\r\nContent-Type: application/octet-stream; name=\"x.bin\"\r\nX-Other: field\r\n\r\n");
            for (var line = 0; line < 50; line++) message.Append("--not the boundary, only dashes\r\nand an ordinary line of text\r\n");
        }

        var octets = Encoding.ASCII.GetBytes(message.Append("--bbb--\r\n").ToString());
        var scanner = new MessageScanner();
        scanner.Write(octets);
        scanner.Complete();
        scanner.Reset();

        var before = GC.GetAllocatedBytesForCurrentThread();
        scanner.Write(octets);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n")]
    public void The_preview_of_a_plain_text_allocates_nothing(string fields)
    {
        var octets = Encoding.ASCII.GetBytes($"From: a@example.org\r\n{fields}\r\nHello there,\r\n> a quotation\r\nsee you on Friday.\r\n-- \r\nA\r\n");
        // What follows the text ends it before the message is complete.
        byte[] message = [.. "Content-Type: multipart/mixed; boundary=bbb\r\n\r\n--bbb\r\n"u8, .. octets.AsSpan(octets.AsSpan().IndexOf((byte)'\n') + 1), .. "--bbb--\r\n"u8];
        var scanner = new MessageScanner();
        scanner.Write(message);
        Assert.Equal("Hello there, see you on Friday.", scanner.Complete().Preview);
        scanner.Reset();

        var before = GC.GetAllocatedBytesForCurrentThread();
        scanner.Write(message);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Reading_a_stored_digest_allocates_nothing()
    {
        var blob = Corpus.Scan(Corpus.Message("rfc9051-numbering")).Bytes;
        var output = new System.Buffers.ArrayBufferWriter<byte>(16 * 1024);
        long sum = 0;
        for (var warm = 0; warm < 2; warm++)
        {
            output.ResetWrittenCount();
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.True(DigestView.TryRead(blob.Span, out var view));
            sum += view.Envelope.Length + view.BodyStructure.Length + view.Size + view.Preview.Length + (view.SentDate?.Year ?? 0);
            view.WriteBody(output, utf8: false);
            if (warm > 0) Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.True(sum > 0);
    }

    [Fact]
    public void Looking_for_a_text_in_a_plain_field_allocates_nothing()
    {
        var needle = new Text.FoldedNeedle("needle");
        Assert.True(needle.IsIn(" a field with a NEEDLE\r\n in it\r\n"u8));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(needle.IsIn(" a field with a NEEDLE\r\n in it\r\n"u8));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Choosing_header_fields_allocates_nothing()
    {
        var header = Corpus.Message("rfc5322-a4-trace");
        var names = new Headers.HeaderFieldSet("subject", "FROM", "Date");
        var output = new System.Buffers.ArrayBufferWriter<byte>(16 * 1024);
        Headers.HeaderFields.WriteSelected(header, names, except: false, output);
        output.ResetWrittenCount();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Headers.HeaderFields.WriteSelected(header, names, except: false, output);
        Span<Headers.HeaderSlice> slices = stackalloc Headers.HeaderSlice[8];
        Assert.True(Headers.HeaderFields.TrySelect(header, names, except: false, slices, out _));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
