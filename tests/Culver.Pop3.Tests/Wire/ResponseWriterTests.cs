using System.IO.Pipelines;
using System.Text;
using Culver.Pop3.Wire;
using Culver.Storage;

namespace Culver.Pop3.Tests.Wire;

public sealed class ResponseWriterTests
{
    [Fact]
    public void A_status_line_is_printable_and_no_longer_than_512_octets()
    {
        var line = ResponseWriter.Format(Pop3Reply.Err(ResponseCode.SysTemp, "ä\r\n" + new string('x', 1000)));
        Assert.Equal(512, line.Length);
        Assert.StartsWith("-ERR [SYS/TEMP] ???xxx", Encoding.ASCII.GetString(line), StringComparison.Ordinal);
        Assert.EndsWith("x\r\n", Encoding.ASCII.GetString(line), StringComparison.Ordinal);
        Assert.Equal("+OK done\r\n", Encoding.ASCII.GetString(ResponseWriter.Format(Pop3Reply.Ok("done"))));
    }

    [Fact]
    public void The_largest_numbers_and_ids_fit_their_lines()
    {
        var pipe = new Pipe();
        var writer = new ResponseWriter(pipe.Writer);
        writer.Listing(int.MaxValue, long.MaxValue);
        var id = new UniqueId(new EmailId(UInt128.MaxValue), new Uid(uint.MaxValue));
        writer.Listing(int.MaxValue, id);
        pipe.Writer.Complete();
        var text = new StreamReader(pipe.Reader.AsStream()).ReadToEnd();
        Assert.Equal($"2147483647 9223372036854775807\r\n2147483647 {id}\r\n", text);
        // RFC 1939 §7: one to 70 characters, 0x21 to 0x7E.
        Assert.True(id.ToString().Length == UniqueId.MaxLength && id.ToString().All(static c => c is >= '!' and <= '~'));
    }

    [Fact]
    public async Task A_client_that_is_gone_is_written_to_no_more()
    {
        var pipe = new Pipe();
        var writer = new ResponseWriter(pipe.Writer);
        await pipe.Reader.CompleteAsync();
        writer.Status(Pop3Reply.Ok("x"));
        await Assert.ThrowsAsync<PeerGoneException>(async () => await writer.FlushAsync(TestContext.Current.CancellationToken));
    }
}
