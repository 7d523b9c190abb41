using System.IO.Pipelines;
using System.Text;
using Culver.Pop3.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Culver.Pop3.Tests.Wire;

public sealed class MessageEncoderTests
{
    [Theory]
    [InlineData("", ".\r\n")]
    [InlineData("a\r\n", "a\r\n.\r\n")]
    [InlineData("a", "a\r\n.\r\n")]
    [InlineData("a\r", "a\r\r\n.\r\n")]
    [InlineData("a\n", "a\n\r\n.\r\n")]
    [InlineData(".", "..\r\n.\r\n")]
    [InlineData(".\r\n", "..\r\n.\r\n")]
    [InlineData("..\r\n.", "...\r\n..\r\n.\r\n")]
    [InlineData("a\n.\nb\r\n", "a\n..\nb\r\n.\r\n")]
    [InlineData("a\r.\r\n", "a\r.\r\n.\r\n")]
    [InlineData("\r\n.\r\n\r\n", "\r\n..\r\n\r\n.\r\n")]
    public void Lines_are_stuffed_and_ended_wherever_pieces_end(string message, string expected)
    {
        for (var first = 0; first <= message.Length; first++)
        {
            for (var second = first; second <= message.Length; second++)
                Assert.Equal(expected, Encode(message[..first], message[first..second], message[second..]));
        }
    }

    [Fact]
    public void What_a_client_unstuffs_is_the_message_with_its_last_line_ended()
    {
        var pieces = Gen.Elements("a", ".", "\r\n", "\r\n.", "..", "\r\n.\r\n", "text of a line").ListOf();
        Prop.ForAll(pieces.ToArbitrary(), drawn =>
        {
            var message = string.Concat(drawn);
            var wire = Encode([.. drawn]);
            var lines = wire.Split("\r\n");
            // The dot ends the response, and nothing before it does.
            Assert.Equal([".", ""], lines[^2..]);
            Assert.DoesNotContain(".", lines[..^2]);
            var told = string.Concat(lines[..^2].Select(static line => (line.StartsWith('.') ? line[1..] : line) + "\r\n"));
            Assert.Equal(message.Length == 0 || message.EndsWith("\r\n", StringComparison.Ordinal) ? message : message + "\r\n", told);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(0, "A: b\r\n\r\n")]
    [InlineData(1, "A: b\r\n\r\none\r\n")]
    [InlineData(2, "A: b\r\n\r\none\r\n\r\n")]
    [InlineData(3, "A: b\r\n\r\none\r\n\r\ntwo")]
    [InlineData(int.MaxValue, "A: b\r\n\r\none\r\n\r\ntwo")]
    public void TOP_ends_behind_its_lines_wherever_pieces_end(int lines, string expected)
    {
        const string message = "A: b\r\n\r\none\r\n\r\ntwo";
        for (var first = 0; first <= message.Length; first++)
        {
            for (var second = first; second <= message.Length; second++)
            {
                var limit = new TopLimit(lines);
                var taken = "";
                foreach (var piece in (string[])[message[..first], message[first..second], message[second..]])
                {
                    if (!limit.IsReached)
                        taken += piece[..limit.Take(Encoding.Latin1.GetBytes(piece))];
                }

                Assert.Equal(expected, taken);
                Assert.Equal(lines < 3, limit.IsReached);
            }
        }
    }

    [Fact]
    public void TOP_of_a_message_that_is_all_header()
    {
        var limit = new TopLimit(0);
        Assert.Equal(6, limit.Take("A: b\r\n"u8));
        Assert.False(limit.IsReached);
    }

    private static string Encode(params string[] pieces)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var writer = new ResponseWriter(pipe.Writer);
        var encoder = new MessageEncoder();
        foreach (var piece in pieces)
            encoder.Write(Encoding.Latin1.GetBytes(piece), writer);
        encoder.Complete(writer);
        writer.End();
        pipe.Writer.Complete();
        using var text = new MemoryStream();
        pipe.Reader.AsStream().CopyTo(text);
        return Encoding.Latin1.GetString(text.ToArray());
    }
}
