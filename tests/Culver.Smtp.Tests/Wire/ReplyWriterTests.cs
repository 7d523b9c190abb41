using System.IO.Pipelines;
using System.Text;
using Culver.Smtp.Wire;

namespace Culver.Smtp.Tests.Wire;

public sealed class ReplyWriterTests
{
    [Fact]
    public async Task What_is_held_back_is_bounded()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var writer = new ReplyWriter(pipe.Writer);
        var lines = 0;
        for (; !writer.IsFull; lines++)
            writer.Write(new SmtpReply(250, 0, 0, "Reset"));
        Assert.InRange(lines * "250 2.0.0 Reset\r\n".Length, 1, 17 * 1024);
        Assert.True(await writer.FlushAsync(CancellationToken.None));
        Assert.False(writer.IsFull);
        await pipe.Reader.CompleteAsync();
        writer.Write(new SmtpReply(250, 0, 0, "Reset"));
        Assert.False(await writer.FlushAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData(250, 1, 5, "OK", "250 2.1.5 OK\r\n")]
    [InlineData(452, 4, 3, "later", "452 4.4.3 later\r\n")]
    [InlineData(550, 7, 100, "a\r\nQUIT\0\u00e9\u2028", "550 5.7.100 a??QUIT???\r\n")]
    public void A_reply_is_printable_ASCII_on_one_line_whatever_it_is_made_from(int code, int subject, int detail, string text, string line) =>
        Assert.Equal(line, Encoding.Latin1.GetString(ReplyWriter.Format(new SmtpReply(code, subject, detail, text))));

    [Fact]
    public void RFC_5321_section_4_5_3_1_5_a_reply_line_has_at_most_512_octets()
    {
        var line = ReplyWriter.Format(new SmtpReply(550, 1, 1, new string('x', 2000)));
        Assert.Equal(512, line.Length);
        Assert.Equal("\r\n"u8.ToArray(), line[^2..]);
    }

    [Fact]
    public async Task Every_line_of_a_reply_has_its_code_and_status()
    {
        var pipe = new Pipe();
        var writer = new ReplyWriter(pipe.Writer);
        writer.Write(new SmtpReply(214, 0, 0, "a") { More = ["b", "c"] });
        await writer.FlushAsync(CancellationToken.None);
        var read = await pipe.Reader.ReadAsync();
        Assert.Equal("214-2.0.0 a\r\n214-2.0.0 b\r\n214 2.0.0 c\r\n", Encoding.ASCII.GetString(System.Buffers.BuffersExtensions.ToArray(read.Buffer)));
    }
}
