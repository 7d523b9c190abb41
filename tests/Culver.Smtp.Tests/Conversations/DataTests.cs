using System.Text;
using Culver.Smtp.Tests.Support;

namespace Culver.Smtp.Tests.Conversations;

/// <summary>DATA: what comes in, and how it is answered.</summary>
public sealed class DataTests
{
    private const string Begin = """
        S: 220 ...
        C: HELO client.example
        S: 250 ...
        C: MAIL FROM:<a@example.com>
        S: 250 ...
        C: RCPT TO:<alice@example.org>
        S: 250 ...

        """;

    [Fact]
    public async Task A_message_is_taken_octet_for_octet_behind_one_trace_field()
    {
        var server = new SmtpTestServer();
        await Script.PlayAsync(server, Begin + """
            C: DATA
            S: 354 Send the message, end with CRLF.CRLF
            R: Subject: dots\r\n\r\n..\r\n...x\r\n8bit \xFF\x80 \0 \t \r\n\r\n\r\n.\r\n
            S: 250 2.0.0 Message accepted as ...
            C: QUIT
            S: 221 ...
            S: closed
            """);
        Assert.Equal(2, server.Sink.Messages.Count);
        Assert.All(server.Sink.Messages, message =>
        {
            Assert.Equal("Subject: dots\r\n\r\n.\r\n..x\r\n8bit \u00ff\u0080 \0 \t \r\n\r\n\r\n", message.Text);
            Assert.StartsWith("Received: from client.example ([192.0.2.1])\r\n\tby mx.example.org with SMTP\r\n\tid ", message.Trace, StringComparison.Ordinal);
            Assert.Contains("\r\n\tfor <alice@example.org>;\r\n\t", message.Trace, StringComparison.Ordinal);
        });
    }

    [Fact]
    public Task Two_messages_in_one_session() => Script.PlayAsync(new(), Begin + """
        C: DATA
        S: 354 ...
        C: .
        S: 250 2.0.0 ...
        C: RCPT TO:<alice@example.org>
        S: 503 5.5.1 No transaction is open: MAIL comes first
        C: MAIL FROM:<a@example.com>
        S: 250 ...
        C: RCPT TO:<bob@example.org>
        S: 250 ...
        C: DATA
        S: 354 ...
        C: second
        C: .
        S: 250 2.0.0 ...
        """);

    [Fact]
    public Task DATA_without_recipients_or_with_parameters_is_refused() => Script.PlayAsync(new(), """
        S: 220 ...
        C: HELO a
        S: 250 ...
        C: MAIL FROM:<a@example.com>
        S: 250 ...
        C: RCPT TO:<nobody@example.org>
        S: 550 ...
        C: DATA
        S: 503 5.5.1 No recipient was accepted: RCPT comes first
        C: RCPT TO:<alice@example.org>
        S: 250 ...
        C: DATA now
        S: 501 5.5.4 DATA has no parameters
        """);

    [Theory]
    [InlineData("\\n.\\n")]
    [InlineData("\\n.\\r\\n")]
    [InlineData("\\r\\n.\\n")]
    [InlineData("\\r.\\r")]
    [InlineData("\\r.\\r\\n")]
    [InlineData("\\r\\n.\\r")]
    [InlineData("\\n\\n.\\n\\n")]
    [InlineData("\\r\\r\\n.\\r\\r\\n")]
    [InlineData("\\n\\r.\\r\\n")]
    [InlineData("\\r\\n\\n.\\r\\n")]
    [InlineData("\\r\\n\\0.\\r\\n\\n")]
    public async Task A_smuggled_message_is_neither_delivered_nor_run(string end)
    {
        var server = new SmtpTestServer();
        await Script.PlayAsync(server, Begin + $"""
            C: DATA
            S: 354 ...
            R: Subject: outer\r\n\r\nbody{end}MAIL FROM:<admin@example.org>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\nSubject: smuggled\r\n\r\nx\r\n.\r\n
            S: 550 5.6.0 The message has a CR or LF that is not part of CRLF...
            C: NOOP
            S: 250 ...
            """);
        Assert.Empty(server.Sink.Messages);
        Assert.Equal(2, server.Sink.Senders.Count);
    }

    [Fact]
    public async Task With_the_setting_bare_line_ends_are_made_whole_and_still_end_nothing()
    {
        var server = new SmtpTestServer(configure: options => options.BareLineEnds = BareLineEnds.Normalize);
        await Script.PlayAsync(server, Begin + """
            C: DATA
            S: 354 ...
            R: Subject: x\n\nbody\n.\nMAIL FROM:<x@y>\r\n.\r\n
            S: 250 2.0.0 ...
            """);
        Assert.Equal("Subject: x\r\n\r\nbody\r\n.\r\nMAIL FROM:<x@y>\r\n", server.Sink.Messages.First().Text);
    }

    [Fact]
    public async Task A_message_that_grows_too_big_is_read_to_its_end_and_refused()
    {
        var server = new SmtpTestServer(configure: options => options.MaxMessageSize = 65536);
        var line = new string('x', 98) + "\r\n";
        await using var client = await BeginAsync(server);
        var body = string.Concat(Enumerable.Repeat(line, 655));
        Assert.StartsWith("250", await SendDataAsync(client, body), StringComparison.Ordinal);
        await client.AskAsync("MAIL FROM:<a@example.com>");
        await client.AskAsync("RCPT TO:<alice@example.org>");
        Assert.Equal("552 5.3.4 The message is larger than the 65536 octets allowed here", await SendDataAsync(client, body + line));
        Assert.Equal("250 2.0.0 OK", await client.AskAsync("NOOP"));
        Assert.Single(server.Sink.Messages);
        Assert.Equal(0, server.Sink.Open);
    }

    [Fact]
    public async Task An_endless_message_ends_the_connection()
    {
        var server = new SmtpTestServer(configure: options => options.MaxMessageSize = 65536);
        await using var client = await BeginAsync(server);
        await client.AskAsync("DATA");
        var line = Encoding.ASCII.GetBytes(new string('x', 65534) + "\r\n");
        for (var i = 0; i < 40; i++)
        {
            var flush = await client.Pipe.Output.WriteAsync(line);
            if (flush.IsCompleted)
                break;
        }

        Assert.StartsWith("552 5.3.4", await client.ReadReplyAsync(), StringComparison.Ordinal);
        Assert.Null(await client.ReadReplyAsync());
    }

    [Fact]
    public async Task A_message_that_runs_in_a_circle_is_refused()
    {
        var server = new SmtpTestServer();
        await using var client = await BeginAsync(server);
        var hop = "Received: from a by b; Mon, 1 Jan 2024 00:00:00 +0000\r\n";
        Assert.Equal(
            "554 5.4.6 Too many Received fields: the message runs in a circle",
            await SendDataAsync(client, string.Concat(Enumerable.Repeat(hop, 101)) + "\r\nbody\r\n"));
        await client.AskAsync("MAIL FROM:<a@example.com>");
        await client.AskAsync("RCPT TO:<alice@example.org>");
        Assert.StartsWith("250", await SendDataAsync(client, string.Concat(Enumerable.Repeat(hop, 100)) + "\r\n" + hop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_beyond_the_limit_is_refused()
    {
        var server = new SmtpTestServer(configure: options => options.MaxTextLine = 1000);
        await using var client = await BeginAsync(server);
        Assert.StartsWith("250", await SendDataAsync(client, new string('x', 1000) + "\r\n"), StringComparison.Ordinal);
        await client.AskAsync("MAIL FROM:<a@example.com>");
        await client.AskAsync("RCPT TO:<alice@example.org>");
        Assert.StartsWith("554 5.6.0", await SendDataAsync(client, new string('x', 1001) + "\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_goes_in_the_middle_leaves_nothing()
    {
        var server = new SmtpTestServer();
        await using var client = await BeginAsync(server);
        await client.AskAsync("DATA");
        await client.SendAsync("Subject: half\r\n\r\n.");
        await client.EndSendingAsync();
        Assert.Equal("", await client.ReadToEndAsync());
        await client.Served;
        Assert.Empty(server.Sink.Messages);
        Assert.Equal(0, server.Sink.Open);
    }

    [Theory]
    [InlineData(true, "452 4.3.1 No room")]
    [InlineData(false, "451 4.3.0 Something failed here; please try again later")]
    public async Task A_sink_that_fails_at_the_start_answers_DATA(bool known, string reply)
    {
        var server = new SmtpTestServer();
        await using var client = await BeginAsync(server);
        server.Sink.OnOpen = known ? new MessageRefusedException(new SmtpReply(452, 3, 1, "No room")) : new InvalidOperationException("secret path /var/x");
        Assert.Equal(reply, await client.AskAsync("DATA"));
        Assert.Equal("503 5.5.1 No transaction is open: MAIL comes first", await client.AskAsync("DATA"));
    }

    [Theory]
    [InlineData(true, "452 4.3.1 No room")]
    [InlineData(false, "451 4.3.0 Something failed here; please try again later")]
    public async Task A_sink_that_fails_in_the_middle_answers_at_the_end_and_nothing_is_run_as_a_command(bool known, string reply)
    {
        var server = new SmtpTestServer();
        server.Sink.OnWrite = (100, known ? new MessageRefusedException(new SmtpReply(452, 3, 1, "No room")) : new InvalidOperationException("secret"));
        await using var client = await BeginAsync(server);
        await client.AskAsync("DATA");
        for (var i = 0; i < 50; i++)
            await client.SendAsync("QUIT\r\n");
        Assert.Equal(reply, await client.AskAsync("."));
        Assert.Equal("250 2.0.0 OK", await client.AskAsync("NOOP"));
    }

    [Fact]
    public async Task SMTP_answers_once_for_all_recipients()
    {
        var server = new SmtpTestServer();
        await using var client = server.Connect();
        await client.ReadReplyAsync();
        await client.AskAsync("HELO a");
        Assert.StartsWith("250 2.0.0 ", await DeliverAsync("alice", "bob"), StringComparison.Ordinal);
        Assert.Equal("552 5.2.2 Full", await DeliverAsync("dave"));
        Assert.Equal("451 4.3.0 Down", await DeliverAsync("dave", "erin"));
        Assert.Equal("451 4.3.0 Not every recipient could be reached; please send it again", await DeliverAsync("alice", "dave"));
        server.Sink.OnSecondResult = new InvalidOperationException("broken");
        Assert.StartsWith("451 4.3.0 Not every", await DeliverAsync("alice", "bob"), StringComparison.Ordinal);

        async Task<string> DeliverAsync(params string[] names)
        {
            await client.AskAsync("MAIL FROM:<a@example.com>");
            foreach (var name in names)
                await client.AskAsync($"RCPT TO:<{name}@example.org>");
            return await SendDataAsync(client, "x\r\n");
        }
    }

    [Fact]
    public async Task Pipelined_commands_are_answered_in_order_and_a_group_in_one_flush()
    {
        var server = new SmtpTestServer();
        await using var client = server.Connect();
        await client.ReadReplyAsync();
        await client.AskAsync("EHLO a");
        await client.SendAsync("MAIL FROM:<a@example.com>\r\nRCPT TO:<alice@example.org>\r\nRCPT TO:<nobody@example.org>\r\nDATA\r\n");
        var read = await client.Pipe.Input.ReadAsync();
        // One flush: all four replies are there at the first read.
        Assert.Equal(["250", "250", "550", "354"], Encoding.ASCII.GetString(System.Buffers.BuffersExtensions.ToArray(read.Buffer))
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line[..3]));
        client.Pipe.Input.AdvanceTo(read.Buffer.End);
        await client.SendAsync("body\r\n.\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n");
        Assert.Equal(["250", "250", "250", "354"], [await CodeAsync(), await CodeAsync(), await CodeAsync(), await CodeAsync()]);
        await client.SendAsync("second\r\n.\r\nQUIT\r\n");
        Assert.Equal(["250", "221"], [await CodeAsync(), await CodeAsync()]);
        Assert.Equal(["body\r\n", "second\r\n"], server.Sink.Messages.Select(message => message.Text));

        async Task<string> CodeAsync() => (await client.ReadReplyAsync())![..3];
    }

    [Fact]
    public async Task When_the_server_stops_a_waiting_client_is_released()
    {
        var server = new SmtpTestServer();
        await using var client = await BeginAsync(server);
        client.EndConnection();
        await client.Served.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(0, server.Sink.Open);
    }

    internal static async Task<SmtpTestClient> BeginAsync(SmtpTestServer server)
    {
        var client = server.Connect();
        await client.ReadReplyAsync();
        await client.AskAsync("EHLO client.example");
        await client.AskAsync("MAIL FROM:<a@example.com>");
        await client.AskAsync("RCPT TO:<alice@example.org>");
        return client;
    }

    private static async Task<string> SendDataAsync(SmtpTestClient client, string content)
    {
        Assert.StartsWith("354", await client.AskAsync("DATA"), StringComparison.Ordinal);
        await client.SendAsync(content);
        return await client.AskAsync(".");
    }
}
