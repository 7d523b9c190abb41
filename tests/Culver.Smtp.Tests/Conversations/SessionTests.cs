using Culver.Smtp.Tests.Support;

namespace Culver.Smtp.Tests.Conversations;

/// <summary>EHLO, HELO, RSET, NOOP, VRFY, EXPN, HELP, QUIT and what is no command.</summary>
public sealed class SessionTests
{
    [Fact]
    public Task EHLO_lists_what_is_registered() => Script.PlayAsync(new(), """
        S: 220 mx.example.org ESMTP Culver
        C: EHLO client.example
        S: 250-mx.example.org greets client.example
        S: 250-PIPELINING
        S: 250-SIZE 157286400
        S: 250-8BITMIME
        S: 250-SMTPUTF8
        S: 250-ENHANCEDSTATUSCODES
        S: 250-CHUNKING
        S: 250-BINARYMIME
        S: 250-LIMITS RCPTMAX=1000
        S: 250 HELP
        C: QUIT
        S: 221 2.0.0 mx.example.org closing
        S: closed
        """);

    [Fact]
    public Task HELO_lists_nothing_and_offers_no_parameters() => Script.PlayAsync(new(), """
        S: 220 ...
        C: HELO client.example
        S: 250 mx.example.org greets client.example
        C: MAIL FROM:<a@example.com> SIZE=10
        S: 555 5.5.4 Parameters need EHLO first
        C: MAIL FROM:<a@example.com>
        S: 250 2.1.0 Sender OK
        """);

    [Theory]
    [InlineData("EHLO")]
    [InlineData("EHLO ")]
    [InlineData("HELO")]
    [InlineData("EHLO a/b")]
    [InlineData("EHLO (x)")]
    [InlineData("EHLO <script>")]
    public Task A_greeting_without_a_name_is_refused_and_changes_nothing(string hello) => Script.PlayAsync(new(), $"""
        S: 220 ...
        C: {hello}
        S: 501 5.5.4 Expected ...
        C: MAIL FROM:<a@example.com>
        S: 503 5.5.1 EHLO or HELO comes first
        """);

    [Theory]
    [InlineData("EHLO [192.0.2.1]")]
    [InlineData("EHLO [IPv6:2001:db8::1]")]
    [InlineData("EHLO my_laptop")]
    [InlineData("EHLO client.example with words behind")]
    [InlineData("ehlo client.example   ")]
    public Task A_greeting_tolerates_what_honest_clients_send(string hello) => Script.PlayAsync(new(), $"""
        S: 220 ...
        C: {hello}
        S: 250-...
        S: 250-PIPELINING
        S: 250-SIZE ...
        S: 250-8BITMIME
        S: 250-SMTPUTF8
        S: 250-ENHANCEDSTATUSCODES
        S: 250-CHUNKING
        S: 250-BINARYMIME
        S: 250-LIMITS RCPTMAX=1000
        S: 250 HELP
        """);

    [Fact]
    public Task A_later_EHLO_clears_the_transaction() => Script.PlayAsync(new(), """
        S: 220 ...
        C: HELO a
        S: 250 ...
        C: MAIL FROM:<a@example.com>
        S: 250 ...
        C: HELO b
        S: 250 ...
        C: RCPT TO:<alice@example.org>
        S: 503 5.5.1 No transaction is open: MAIL comes first
        """);

    [Fact]
    public Task RSET_ends_the_transaction_and_keeps_the_session() => Script.PlayAsync(new(), """
        S: 220 ...
        C: RSET
        S: 250 2.0.0 Reset
        C: HELO a
        S: 250 ...
        C: MAIL FROM:<a@example.com>
        S: 250 ...
        C: RSET
        S: 250 2.0.0 Reset
        C: MAIL FROM:<b@example.com>
        S: 250 2.1.0 Sender OK
        C: RSET now
        S: 501 5.5.4 RSET has no parameters
        C: RCPT TO:<alice@example.org>
        S: 250 2.1.5 Recipient OK
        """);

    [Fact]
    public Task NOOP_VRFY_EXPN_HELP_and_RSET_need_no_greeting() => Script.PlayAsync(new(), """
        S: 220 ...
        C: NOOP
        S: 250 2.0.0 OK
        C: NOOP with any string at all
        S: 250 2.0.0 OK
        C: VRFY alice
        S: 252 2.5.0 Names are not verified here; RCPT tells whether mail is taken
        C: VRFY <nobody@example.org> SMTPUTF8
        S: 252 2.5.0 ...
        C: VRFY
        S: 501 5.5.4 Expected VRFY and a name
        C: EXPN list
        S: 252 2.5.0 Lists are not expanded here; RCPT tells whether mail is taken
        C: HELP
        S: 214 2.0.0 Commands: BDAT DATA EHLO HELO HELP MAIL NOOP QUIT RCPT RSET STARTTLS VRFY
        C: help mail
        S: 214 2.0.0 ...
        """);

    [Fact]
    public Task QUIT_may_come_at_any_time() => Script.PlayAsync(new(), """
        S: 220 ...
        C: QUIT now
        S: 501 5.5.4 QUIT has no parameters
        C: quit  
        S: 221 2.0.0 mx.example.org closing
        S: closed
        """);

    [Theory]
    [InlineData("C: XYZZY", "500 5.5.1 XYZZY is not a command here")]
    [InlineData("C: LHLO a", "500 5.5.1 This is SMTP: EHLO or HELO comes first")]
    [InlineData("C: TURN", "502 5.5.1 TURN is not implemented here")]
    [InlineData("C: SEND FROM:<a@b>", "502 5.5.1 ...")]
    [InlineData("C: AUTH PLAIN AGFsaWNlAHNlY3JldA==", "502 5.5.1 AUTH is not implemented here")]
    [InlineData("C: STARTTLS", "502 5.5.1 STARTTLS is not offered here")]
    [InlineData("C: STARTTLS now", "501 5.5.4 STARTTLS has no parameters")]
    [InlineData("C:", "500 5.5.2 The line does not begin with a command")]
    [InlineData("C:  NOOP", "500 5.5.2 The line does not begin with a command")]
    [InlineData("C: NOOP!", "500 5.5.2 ...")]
    [InlineData("R: N\\0OP\\r\\n", "500 5.5.2 ...")]
    [InlineData("R: \\xFF\\xFE\\r\\n", "500 5.5.2 ...")]
    [InlineData("R: NOOP\\n", "500 5.5.2 Command lines end in CRLF, not in a bare LF")]
    [InlineData("R: \\n", "500 5.5.2 Command lines end in CRLF, not in a bare LF")]
    [InlineData("R: NO\\rOP\\r\\n", "500 5.5.2 The line does not begin with a command")]
    [InlineData("R: MAIL FROM:<a@b>\\rRCPT TO:<c@d>\\r\\n", "503 5.5.1 ...")]
    public Task What_is_no_command_is_told_so(string line, string reply) => Script.PlayAsync(new(), $"""
        S: 220 ...
        {line}
        S: {reply}
        C: NOOP
        S: 250 ...
        """);

    [Fact]
    public Task A_web_browser_is_turned_away_before_it_can_do_harm() => Script.PlayAsync(new(), """
        S: 220 ...
        C: POST / HTTP/1.1
        S: 421 4.7.0 This is not a web server
        S: closed
        """);

    [Fact]
    public Task A_line_that_is_too_long_is_one_error_however_long() => Script.PlayOnceAsync(
        new(configure: options => options.MaxCommandLine = 1024), $"""
        S: 220 ...
        C: NOOP {new string('x', 1019)}
        S: 250 2.0.0 OK
        C: NOOP {new string('x', 1020)}
        S: 500 5.5.2 The command line is too long
        C: NOOP {new string('x', 300_000)}
        S: 500 5.5.2 The command line is too long
        C: NOOP
        S: 250 2.0.0 OK
        """);

    [Fact]
    public Task Too_many_errors_end_the_connection() => Script.PlayAsync(new(configure: options => options.MaxErrors = 2), """
        S: 220 ...
        C: A
        S: 500 ...
        C: B
        S: 500 ...
        C: C
        S: 500 ...
        S: 421 4.7.0 mx.example.org too many errors, closing
        S: closed
        """);

    [Fact]
    public Task Guessing_addresses_ends_the_connection() => Script.PlayAsync(new(configure: options => options.MaxRefusedRecipients = 1), """
        S: 220 ...
        C: HELO a
        S: 250 ...
        C: MAIL FROM:<>
        S: 250 ...
        C: RCPT TO:<x1@example.org>
        S: 550 5.1.1 No such recipient
        C: RCPT TO:<x2@example.org>
        S: 550 5.1.1 No such recipient
        S: 421 4.7.0 mx.example.org too many unknown recipients, closing
        S: closed
        """);

    [Fact]
    public async Task Commands_without_a_message_have_a_limit_that_a_message_resets()
    {
        var server = new SmtpTestServer(configure: options => options.MaxIdleCommands = 10);
        await using var client = server.Connect();
        await client.ReadReplyAsync();
        await client.AskAsync("HELO a");
        for (var i = 0; i < 9; i++)
            Assert.StartsWith("250", await client.AskAsync("NOOP"), StringComparison.Ordinal);
        await client.AskAsync("MAIL FROM:<>");
        await client.AskAsync("RCPT TO:<alice@example.org>");
        await client.AskAsync("DATA");
        Assert.StartsWith("250", await client.AskAsync("a\r\n."), StringComparison.Ordinal);
        for (var i = 0; i < 10; i++)
            Assert.StartsWith("250", await client.AskAsync("NOOP"), StringComparison.Ordinal);
        Assert.StartsWith("250", await client.AskAsync("NOOP"), StringComparison.Ordinal);
        Assert.StartsWith("421 4.7.0", await client.ReadReplyAsync(), StringComparison.Ordinal);
        Assert.Null(await client.ReadReplyAsync());
    }

    [Fact]
    public async Task A_client_that_half_closes_gets_its_answers()
    {
        await using var client = new SmtpTestServer().Connect();
        await client.SendAsync("HELO a\r\nNOOP\r\nVRFY x\r\nNOO");
        await client.EndSendingAsync();
        var all = await client.ReadToEndAsync();
        Assert.Equal(["220", "250", "250", "252"], all.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[..3]));
    }

    [Fact]
    public void A_refused_connection_is_told_why_in_our_words()
    {
        var handler = new SmtpTestServer().Handler;
        var text = System.Text.Encoding.ASCII.GetString(handler.Refuse(new(Culver.Connections.RefusalReason.TooManyFromAddress, "too many connections from your address")).Span);
        Assert.Equal("421 4.7.0 mx.example.org too many connections from your address\r\n", text);
        text = System.Text.Encoding.ASCII.GetString(handler.Refuse(new(Culver.Connections.RefusalReason.ServerStopping, "stopping")).Span);
        Assert.StartsWith("421 4.3.2 ", text, StringComparison.Ordinal);
    }
}
