using Culver.Smtp.Tests.Support;

namespace Culver.Smtp.Tests.Conversations;

/// <summary>LMTP (RFC 2033).</summary>
public sealed class LmtpTests
{
    private const string Begin = """
        S: 220 mx.example.org LMTP Culver
        C: LHLO client.example
        S: 250-mx.example.org greets client.example
        S: 250-PIPELINING
        S: 250-...
        S: 250-...
        S: 250-...
        S: 250-ENHANCEDSTATUSCODES
        S: 250-...
        S: 250-...
        S: 250-LIMITS RCPTMAX=1000
        S: 250 HELP
        C: MAIL FROM:<chris@bar.com>
        S: 250 ...

        """;

    private static SmtpTestServer Server() => new(SmtpProtocol.Lmtp);

    [Fact]
    public async Task RFC_2033_section_4_2_one_reply_per_accepted_recipient()
    {
        var server = Server();
        await Script.PlayAsync(server, Begin + """
            C: RCPT TO:<alice@example.org>
            S: 250 ...
            C: RCPT TO:<jones@example.org>
            S: 550 5.1.1 No such recipient
            C: RCPT TO:<dave@example.org>
            S: 250 ...
            C: RCPT TO:<alice@example.org>
            S: 250 ...
            C: RCPT TO:<erin@example.org>
            S: 250 ...
            C: DATA
            S: 354 ...
            C: Blah blah blah...
            C: ...etc. etc. etc.
            C: .
            S: 250 2.1.5 <alice@example.org> Delivered
            S: 552 5.2.2 <dave@example.org> Full
            S: 250 2.1.5 <alice@example.org> Delivered
            S: 451 4.3.0 <erin@example.org> Down
            C: QUIT
            S: 221 ...
            S: closed
            """);
        Assert.Contains("with LMTP\r\n", server.Sink.Messages.First().Trace, StringComparison.Ordinal);
        Assert.DoesNotContain("for <", server.Sink.Messages.First().Trace, StringComparison.Ordinal);
    }

    [Fact]
    public Task RFC_2033_section_4_1_HELO_and_EHLO_are_refused() => Script.PlayAsync(Server(), """
        S: 220 ...
        C: EHLO a
        S: 500 5.5.1 This is LMTP: LHLO comes first
        C: HELO a
        S: 500 5.5.1 This is LMTP: LHLO comes first
        C: MAIL FROM:<a@b.example>
        S: 503 5.5.1 LHLO comes first
        """);

    [Fact]
    public Task RFC_2033_section_4_2_DATA_without_recipients_fails_with_503() => Script.PlayAsync(Server(), Begin + """
        C: DATA
        S: 503 5.5.1 No recipient was accepted: RCPT comes first
        """);

    [Fact]
    public Task RFC_2033_section_4_3_BDAT_LAST_gives_one_reply_per_recipient_and_others_one() => Script.PlayAsync(Server(), Begin + """
        C: RCPT TO:<alice@example.org>
        S: 250 ...
        C: RCPT TO:<dave@example.org>
        S: 250 ...
        R: BDAT 3\r\na\r\n
        S: 250 2.0.0 3 octets received
        R: BDAT 3 LAST\r\nb\r\n
        S: 250 2.1.5 <alice@example.org> Delivered
        S: 552 5.2.2 <dave@example.org> Full
        C: NOOP
        S: 250 2.0.0 OK
        """);

    [Fact]
    public Task RFC_2033_section_4_3_BDAT_LAST_without_recipients_gives_no_reply() => Script.PlayAsync(Server(), Begin + """
        R: BDAT 3 LAST\r\na\r\nNOOP\r\n
        S: 250 2.0.0 OK
        """);

    [Fact]
    public Task A_refused_message_is_refused_for_each() => Script.PlayAsync(Server(), Begin + """
        C: RCPT TO:<alice@example.org>
        S: 250 ...
        C: RCPT TO:<bob@example.org>
        S: 250 ...
        C: DATA
        S: 354 ...
        R: bare\nline\r\n.\r\n
        S: 550 5.6.0 <alice@example.org> ...
        S: 550 5.6.0 <bob@example.org> ...
        """);

    [Fact]
    public async Task A_reply_that_is_known_is_not_held_back_for_one_that_is_not()
    {
        var server = Server();
        var second = new TaskCompletionSource();
        server.Sink.SecondResult = second.Task;
        await using var client = server.Connect();
        await client.ReadReplyAsync();
        await client.AskAsync("LHLO a");
        await client.AskAsync("MAIL FROM:<>");
        await client.AskAsync("RCPT TO:<alice@example.org>");
        await client.AskAsync("RCPT TO:<bob@example.org>");
        await client.AskAsync("DATA");
        Assert.Equal("250 2.1.5 <alice@example.org> Delivered", await client.AskAsync("."));
        second.SetResult();
        Assert.Equal("250 2.1.5 <bob@example.org> Delivered", await client.ReadReplyAsync());
    }

    [Fact]
    public async Task A_sink_that_breaks_in_the_middle_still_answers_for_each()
    {
        var server = Server();
        server.Sink.OnSecondResult = new InvalidOperationException("secret");
        await Script.PlayAsync(server, Begin + """
            C: RCPT TO:<alice@example.org>
            S: 250 ...
            C: RCPT TO:<bob@example.org>
            S: 250 ...
            C: RCPT TO:<carol@example.org>
            S: 250 ...
            C: DATA
            S: 354 ...
            C: .
            S: 250 2.1.5 <alice@example.org> Delivered
            S: 451 4.3.0 <bob@example.org> Something failed here; please try again later
            S: 451 4.3.0 <carol@example.org> Something failed here; please try again later
            """);
    }
}
