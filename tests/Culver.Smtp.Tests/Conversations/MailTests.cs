using Culver.Smtp.Tests.Support;

namespace Culver.Smtp.Tests.Conversations;

/// <summary>MAIL and RCPT.</summary>
public sealed class MailTests
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

    [Theory]
    [InlineData("MAIL FROM:<a@example.com>", "250 2.1.0 Sender OK")]
    [InlineData("mail from:<a@example.com>", "250 2.1.0 Sender OK")]
    [InlineData("MAIL FROM: <a@example.com>  ", "250 2.1.0 Sender OK")]
    [InlineData("MAIL FROM:<>", "250 2.1.0 Sender OK")]
    [InlineData("MAIL FROM:<@relay.example:a@example.com>", "250 2.1.0 Sender OK")]
    [InlineData("MAIL FROM:<a@example.com> SIZE=1000", "250 2.1.0 Sender OK")]
    [InlineData("MAIL FROM:<a@example.com> size=157286400 body=8bitmime", "250 2.1.0 Sender OK")]
    [InlineData("MAIL FROM:<a@example.com> BODY=7BIT SMTPUTF8", "250 2.1.0 Sender OK")]
    [InlineData("MAIL FROM:<a@example.com> BODY=BINARYMIME", "250 2.1.0 Sender OK")]
    [InlineData("MAIL FROM:<jörg@müller.example> SMTPUTF8", "250 2.1.0 Sender OK")]
    [InlineData("MAIL FROM:<jörg@müller.example>", "550 5.6.7 An address outside ASCII needs the SMTPUTF8 parameter")]
    [InlineData("MAIL FROM:<a@müller.example> BODY=8BITMIME", "550 5.6.7 ...")]
    [InlineData("MAIL FROM:<a@example.com> SIZE=157286401", "552 5.3.4 The message is larger than the 157286400 octets allowed here")]
    [InlineData("MAIL FROM:<a@example.com> SIZE=99999999999999999999", "552 5.3.4 ...")]
    [InlineData("MAIL FROM:<a@example.com> SIZE=999999999999999999999", "501 5.5.4 SIZE= is followed by a number of octets, up to twenty digits")]
    [InlineData("MAIL FROM:<a@example.com> SIZE=-1", "501 5.5.4 ...")]
    [InlineData("MAIL FROM:<a@example.com> SIZE=1 SIZE=1", "501 5.5.4 The parameter SIZE is given twice")]
    [InlineData("MAIL FROM:<a@example.com> SIZE", "501 5.5.4 ...")]
    [InlineData("MAIL FROM:<a@example.com> SIZE=", "501 5.5.4 ...")]
    [InlineData("MAIL FROM:<a@example.com> BODY=9BIT", "501 5.5.4 BODY= is followed by 7BIT, 8BITMIME or BINARYMIME")]
    [InlineData("MAIL FROM:<a@example.com> BODY", "501 5.5.4 ...")]
    [InlineData("MAIL FROM:<a@example.com> SMTPUTF8=yes", "501 5.5.4 SMTPUTF8 takes no value")]
    [InlineData("MAIL FROM:<a@example.com> RET=FULL", "555 5.5.4 MAIL has no parameter RET here")]
    [InlineData("MAIL FROM:<a@example.com> AUTH=<>", "555 5.5.4 MAIL has no parameter AUTH here")]
    [InlineData("MAIL FROM:<a@example.com> =x", "501 5.5.4 ...")]
    [InlineData("MAIL FROM:<a@example.com> -X=x", "501 5.5.4 ...")]
    [InlineData("MAIL FROM:<a@example.com> X_Y=x", "501 5.5.4 ...")]
    [InlineData("MAIL FROM:<a@example.com> X=a=b", "501 5.5.4 The value of X has a character that is not allowed there")]
    [InlineData("MAIL FROM:<a@example.com>SIZE=1", "501 5.5.4 Expected a space after the address, then parameters")]
    [InlineData("MAIL FROM:a@example.com", "501 5.1.7 The address goes in angle brackets, as in <name@example.org>")]
    [InlineData("MAIL FROM:<a>", "501 5.1.7 ...")]
    [InlineData("MAIL FROM:", "501 5.1.7 ...")]
    [InlineData("MAIL FROM", "501 5.5.4 Expected MAIL FROM:<address>")]
    [InlineData("MAIL", "501 5.5.4 Expected MAIL FROM:<address>")]
    [InlineData("MAIL TO:<a@example.com>", "501 5.5.4 Expected MAIL FROM:<address>")]
    [InlineData("MAIL FROM:<a b@example.com>", "501 5.1.7 ...")]
    public Task MAIL_is_answered(string mail, string reply) => Script.PlayAsync(new(), Hello + $"""
        C: {mail}
        S: {reply}
        """);

    [Fact]
    public Task MAIL_in_a_transaction_is_out_of_order_and_changes_nothing() => Script.PlayAsync(new(), Hello + """
        C: MAIL FROM:<a@example.com>
        S: 250 ...
        C: MAIL FROM:<b@example.com>
        S: 503 5.5.1 A transaction is open already: RSET ends it
        C: RCPT TO:<alice@example.org>
        S: 250 ...
        """);

    [Fact]
    public Task A_refused_sender_opens_no_transaction()
    {
        var server = new SmtpTestServer();
        server.Sink.JudgeSender = sender => sender.ReversePath?.LocalPart == "spam" ? new SmtpReply(550, 7, 1, "Not you") : null;
        return Script.PlayAsync(server, Hello + """
            C: MAIL FROM:<spam@example.com>
            S: 550 5.7.1 Not you
            C: RCPT TO:<alice@example.org>
            S: 503 5.5.1 ...
            C: MAIL FROM:<a@example.com>
            S: 250 ...
            """);
    }

    [Theory]
    [InlineData("RCPT TO:<alice@example.org>", "250 2.1.5 Recipient OK")]
    [InlineData("rcpt to: <alice@EXAMPLE.ORG> ", "250 2.1.5 Recipient OK")]
    [InlineData("RCPT TO:<\"joe,smith\"@example.org>", "250 2.1.5 Recipient OK")]
    [InlineData("RCPT TO:<\"Joe\\,Smith\"@example.org>", "250 2.1.5 Recipient OK")]
    [InlineData("RCPT TO:<\"a b\"@example.org>", "250 2.1.5 Recipient OK")]
    [InlineData("RCPT TO:<Postmaster>", "250 2.1.5 Recipient OK")]
    [InlineData("RCPT TO:<pOstmaster@example.org>", "250 2.1.5 Recipient OK")]
    [InlineData("RCPT TO:<nobody@example.org>", "550 5.1.1 No such recipient")]
    [InlineData("RCPT TO:<alice@example.com>", "550 5.7.1 Relaying denied")]
    [InlineData("RCPT TO:<jörg@example.org>", "553 5.6.7 An address outside ASCII needs the SMTPUTF8 parameter of MAIL")]
    [InlineData("RCPT TO:<alice@example.org> NOTIFY=NEVER", "555 5.5.4 RCPT has no parameter NOTIFY here")]
    [InlineData("RCPT TO:<>", "501 5.1.3 A recipient has an address; <> is for senders")]
    [InlineData("RCPT TO:alice@example.org", "501 5.1.3 ...")]
    [InlineData("RCPT TO:<alice>", "501 5.1.3 The address has no domain: expected @ and a domain after the local part")]
    [InlineData("RCPT FROM:<alice@example.org>", "501 5.5.4 Expected RCPT TO:<address>")]
    [InlineData("RCPT", "501 5.5.4 Expected RCPT TO:<address>")]
    public Task RCPT_is_answered(string rcpt, string reply) => Script.PlayAsync(new(), Hello + $"""
        C: MAIL FROM:<a@example.com>
        S: 250 ...
        C: {rcpt}
        S: {reply}
        """);

    [Fact]
    public Task RCPT_and_DATA_before_MAIL_are_out_of_order() => Script.PlayAsync(new(), Hello + """
        C: RCPT TO:<alice@example.org>
        S: 503 5.5.1 No transaction is open: MAIL comes first
        C: DATA
        S: 503 5.5.1 No transaction is open: MAIL comes first
        """);

    [Fact]
    public Task With_SMTPUTF8_a_recipient_may_be_international() => Script.PlayAsync(new(), Hello + """
        C: MAIL FROM:<jörg@müller.example> SMTPUTF8 BODY=8BITMIME
        S: 250 ...
        C: RCPT TO:<jörg@example.org>
        S: 250 2.1.5 Recipient OK
        """);

    [Fact]
    public async Task A_hundred_recipients_fit_and_the_limit_is_told_with_452()
    {
        var server = new SmtpTestServer(configure: options => options.MaxRecipients = 100);
        await using var client = server.Connect();
        await client.ReadReplyAsync();
        await client.AskAsync("EHLO a");
        await client.AskAsync("MAIL FROM:<>");
        for (var i = 0; i < 100; i++)
            Assert.Equal("250 2.1.5 Recipient OK", await client.AskAsync("RCPT TO:<alice@example.org>"));
        Assert.Equal("452 4.5.3 Too many recipients; send the rest in another transaction", await client.AskAsync("RCPT TO:<bob@example.org>"));
        Assert.StartsWith("354", await client.AskAsync("DATA"), StringComparison.Ordinal);
        Assert.StartsWith("250", await client.AskAsync("hi\r\n."), StringComparison.Ordinal);
        Assert.Equal(100, server.Sink.Messages.Single().Recipients.Count);
    }

    [Fact]
    public async Task The_sink_is_told_all_that_MAIL_said()
    {
        var server = new SmtpTestServer();
        await using var client = server.Connect();
        await client.ReadReplyAsync();
        await client.AskAsync("EHLO client.example");
        await client.AskAsync("MAIL FROM:<a@example.com> SIZE=77 BODY=8BITMIME SMTPUTF8");
        var sender = server.Sink.Senders.Single();
        Assert.Equal(new MailAddress("a", "example.com"), sender.ReversePath);
        Assert.Equal((77, BodyType.EightBitMime, true), (sender.DeclaredSize, sender.Body, sender.SmtpUtf8));
        Assert.Equal(("client.example", "192.0.2.1", SmtpProtocol.Smtp), (sender.Origin.ClientName, sender.Origin.Remote.Address.ToString(), sender.Origin.Protocol));
        await client.AskAsync("RSET");
        await client.AskAsync("MAIL FROM:<>");
        Assert.Null(server.Sink.Senders[1].ReversePath);
        Assert.Equal(-1, server.Sink.Senders[1].DeclaredSize);
        Assert.NotEqual(sender.Id, server.Sink.Senders[1].Id);
    }
}
