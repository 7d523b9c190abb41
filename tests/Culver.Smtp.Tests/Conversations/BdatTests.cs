using System.Text;
using Culver.Smtp.Tests.Support;

namespace Culver.Smtp.Tests.Conversations;

/// <summary>BDAT and BINARYMIME (RFC 3030).</summary>
public sealed class BdatTests
{
    private const string Hello = """
        S: 220 ...
        C: EHLO client.example
        S: 250-...
        S: 250-...
        S: 250-...
        S: 250-...
        S: 250-...
        S: 250-...
        S: 250-...
        S: 250-...
        S: 250-LIMITS RCPTMAX=1000
        S: 250 HELP

        """;

    private const string Begin = Hello + """
        C: MAIL FROM:<a@example.com>
        S: 250 ...
        C: RCPT TO:<alice@example.org>
        S: 250 ...

        """;

    [Fact]
    public async Task RFC_3030_section_4_1_a_single_chunk()
    {
        var server = new SmtpTestServer();
        await Script.PlayAsync(server, Begin + """
            R: BDAT 17 LAST\r\nSubject: x\r\n\r\n.\r\n
            S: 250 2.0.0 Message accepted as ...
            C: BDAT 0 LAST
            S: 503 5.5.1 No transaction is open: MAIL comes first
            """);
        Assert.Equal("Subject: x\r\n\r\n.\r\n", server.Sink.Messages.First().Text);
    }

    [Fact]
    public async Task RFC_3030_section_4_2_pipelined_chunks_of_binary()
    {
        var server = new SmtpTestServer();
        await Script.PlayAsync(server, Hello + """
            R: MAIL FROM:<a@example.com> BODY=BINARYMIME\r\nRCPT TO:<alice@example.org>\r\nBDAT 6\r\n\0\n\r\n.\rBDAT 0\r\nBDAT 3\r\nQUIBDAT 0 LAST\r\nNOOP\r\n
            S: 250 2.1.0 Sender OK
            S: 250 2.1.5 Recipient OK
            S: 250 2.0.0 6 octets received
            S: 250 2.0.0 0 octets received
            S: 250 2.0.0 3 octets received
            S: 250 2.0.0 Message accepted as ...
            S: 250 2.0.0 OK
            """);
        Assert.Equal("\0\n\r\n.\rQUI", server.Sink.Messages.First().Text);
    }

    [Fact]
    public Task BINARYMIME_cannot_come_by_DATA() => Script.PlayAsync(new(), Hello + """
        C: MAIL FROM:<a@example.com> BODY=BINARYMIME
        S: 250 ...
        C: RCPT TO:<alice@example.org>
        S: 250 ...
        C: DATA
        S: 503 5.5.1 A BINARYMIME message comes by BDAT, not by DATA
        C: RSET
        S: 250 ...
        """);

    [Fact]
    public Task DATA_and_RCPT_cannot_follow_BDAT() => Script.PlayAsync(new(), Begin + """
        R: BDAT 3\r\na\r\n
        S: 250 2.0.0 3 octets received
        C: DATA
        S: 503 5.5.1 The message has begun to come by BDAT: BDAT LAST or RSET comes next
        C: RCPT TO:<bob@example.org>
        S: 503 5.5.1 ...
        C: MAIL FROM:<b@example.com>
        S: 503 5.5.1 ...
        C: RSET
        S: 250 2.0.0 Reset
        C: MAIL FROM:<b@example.com>
        S: 250 ...
        """);

    [Fact]
    public async Task Text_chunks_have_whole_line_ends_even_across_a_border()
    {
        var server = new SmtpTestServer();
        await Script.PlayAsync(server, Begin + """
            R: BDAT 4\r\nabc\rBDAT 1 LAST\r\n\n
            S: 250 ...
            S: 250 2.0.0 Message accepted ...
            """);
        Assert.Equal("abc\r\n", server.Sink.Messages.First().Text);
        await Script.PlayAsync(server, Begin + """
            R: BDAT 4\r\nab\ncBDAT 2 LAST\r\n\r\n
            S: 550 5.6.0 ...
            S: 550 5.6.0 ...
            """);
        await Script.PlayAsync(server, Begin + """
            R: BDAT 4 LAST\r\nabc\r
            S: 550 5.6.0 ...
            C: NOOP
            S: 250 ...
            """);
        Assert.Equal(2, server.Sink.Messages.Count);
    }

    [Fact]
    public Task A_chunk_without_a_transaction_is_read_and_never_run() => Script.PlayAsync(new(), Hello + """
        R: BDAT 6\r\nQUIT\r\nNOOP\r\n
        S: 503 5.5.1 No transaction is open: MAIL comes first
        S: 250 2.0.0 OK
        C: MAIL FROM:<a@example.com>
        S: 250 ...
        R: BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n
        S: 503 5.5.1 No recipient was accepted: RCPT comes first
        S: 250 2.0.0 OK
        """);

    [Fact]
    public async Task After_a_failed_chunk_the_others_in_the_pipeline_are_read_and_refused_alike()
    {
        var server = new SmtpTestServer();
        server.Sink.OnWrite = (4, new MessageRefusedException(new SmtpReply(452, 3, 1, "No room")));
        await Script.PlayAsync(server, Begin + """
            R: BDAT 4\r\na\r\nbBDAT 6\r\nQUIT\r\nBDAT 6 LAST\r\nRSET\r\nNOOP\r\n
            S: 250 ...
            S: 452 4.3.1 No room
            S: 452 4.3.1 No room
            S: 250 2.0.0 OK
            """);
        Assert.Empty(server.Sink.Messages);
    }

    [Theory]
    [InlineData("BDAT")]
    [InlineData("BDAT ")]
    [InlineData("BDAT x")]
    [InlineData("BDAT -1")]
    [InlineData("BDAT 1x")]
    [InlineData("BDAT 1 FIRST")]
    [InlineData("BDAT 1 LAST LAST")]
    [InlineData("BDAT 999999999999999999999")]
    public Task A_chunk_whose_size_cannot_be_read_ends_the_connection(string bdat) => Script.PlayAsync(new(), Begin + $"""
        C: {bdat}
        S: 501 5.5.4 Expected BDAT, the number of octets, and perhaps LAST
        S: closed
        """);

    [Fact]
    public async Task A_chunk_beyond_any_size_is_not_waited_for()
    {
        var server = new SmtpTestServer(configure: options => options.MaxMessageSize = 65536);
        await using var client = server.Connect();
        await client.ReadReplyAsync();
        await client.AskAsync("EHLO a");
        Assert.StartsWith("503", await client.AskAsync("BDAT 18446744073709551615 LAST"), StringComparison.Ordinal);
        Assert.Null(await client.ReadReplyAsync());
    }

    [Fact]
    public async Task Chunks_that_add_up_to_too_much_are_refused()
    {
        var server = new SmtpTestServer(configure: options => options.MaxMessageSize = 65536);
        await using var client = await DataTests.BeginAsync(server);
        var chunk = new string('x', 65534) + "\r\n";
        Assert.StartsWith("250", await SendChunkAsync(client, chunk, ""), StringComparison.Ordinal);
        Assert.StartsWith("552 5.3.4", await SendChunkAsync(client, "more\r\n", " LAST"), StringComparison.Ordinal);
        Assert.StartsWith("250", await client.AskAsync("NOOP"), StringComparison.Ordinal);
        Assert.Empty(server.Sink.Messages);
    }

    [Fact]
    public async Task A_client_that_goes_in_a_chunk_leaves_nothing()
    {
        var server = new SmtpTestServer();
        await using var client = await DataTests.BeginAsync(server);
        await client.SendAsync("BDAT 100 LAST\r\nonly this");
        await client.EndSendingAsync();
        Assert.Equal("", await client.ReadToEndAsync());
        await client.Served;
        Assert.Empty(server.Sink.Messages);
        Assert.Equal(0, server.Sink.Open);
    }

    private static async Task<string?> SendChunkAsync(SmtpTestClient client, string chunk, string last)
    {
        await client.SendAsync($"BDAT {Encoding.Latin1.GetByteCount(chunk)}{last}\r\n{chunk}");
        return await client.ReadReplyAsync();
    }
}
