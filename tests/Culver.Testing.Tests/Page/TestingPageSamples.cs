using System.Net.Mail;
using System.Text;
using Culver.Storage;
using Xunit;

namespace Culver.Testing.Tests.Page;

/// <summary>The code of <c>docs/testing.md</c>: each block there is one of the methods here, word for word.</summary>
public sealed class TestingPageSamples
{
    // sample: send
    [Fact]
    public async Task Our_newsletter_arrives()
    {
        await using var mail = await TestMailServer.StartAsync();
        var ann = await mail.AddAccountAsync("ann@example.org");

        var port = mail.EndPoint(MailProtocol.Smtp).Port;
        using (var client = new SmtpClient("127.0.0.1", port))
            await client.SendMailAsync("news@example.net", ann.Address, "Issue 7", "Doves come home.");

        await using var account = await mail.OpenAsync(ann);
        account.Mailboxes.TryGet(MailboxName.Inbox, out var inbox);
        Assert.Equal(1, inbox!.Messages);
    }

    // sample: read
    [Fact]
    public async Task What_we_sent_reads_as_we_meant_it()
    {
        await using var mail = await TestMailServer.StartAsync();
        var ann = await mail.AddAccountAsync();
        using (var client = new SmtpClient("127.0.0.1", mail.EndPoint(MailProtocol.Smtp).Port))
            await client.SendMailAsync("news@example.net", ann.Address, "Issue 7", "Doves come home.");

        await ImapConversation.RunAsync(mail, """
            C: a SELECT INBOX
            S: * 1 EXISTS
            S: ...
            S: a OK ...
            C: b FETCH 1 (FLAGS BODY.PEEK[HEADER.FIELDS (FROM SUBJECT)])
            S: * 1 FETCH (FLAGS (\Recent) BODY[HEADER.FIELDS (FROM SUBJECT)] {{{
            From: news@example.net
            Subject: Issue 7

            }}})
            S: b OK ...
            """, new ConversationOptions { Account = ann });
    }

    // sample: own client
    [Fact]
    public async Task Our_client_reads_the_greeting()
    {
        await using var mail = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false });

        await using var stream = mail.Connect(MailProtocol.Imap);
        var buffer = new byte[1024];
        var read = await stream.ReadAsync(buffer);
        Assert.StartsWith("* OK ", Encoding.ASCII.GetString(buffer, 0, read), StringComparison.Ordinal);
    }

    // sample: eml
    [Fact]
    public async Task Our_importer_finds_its_messages()
    {
        await using var mail = await TestMailServer.StartAsync();
        var ann = await mail.AddAccountAsync();

        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "From: ben@example.net\nSubject: Saved\n\nAn old message.\n");
        var uid = await mail.AddEmlAsync(ann, file, mailbox: "Archive");
        Assert.Equal(new Uid(1), uid);
        File.Delete(file);
    }

    // sample: clock
    [Fact]
    public async Task A_client_that_does_not_log_in_is_told_BYE()
    {
        await using var mail = await TestMailServer.StartAsync();
        using var reader = new StreamReader(mail.Connect(MailProtocol.Imap), Encoding.ASCII);
        await reader.ReadLineAsync();

        await mail.PassTimeAsync(TimeSpan.FromSeconds(182)); // The server waits three minutes.
        Assert.StartsWith("* BYE ", await reader.ReadLineAsync(), StringComparison.Ordinal);
    }

    // sample: settings
    [Fact]
    public async Task Our_client_copes_with_a_server_that_takes_no_large_messages()
    {
        await using var mail = await TestMailServer.StartAsync(new TestMailServerOptions
        {
            Configure = server => server.Imap.MaxMessage = 2000,
        });
        await ImapConversation.RunAsync(mail, """
            C: a APPEND INBOX {2001}
            S: a NO [TOOBIG] ...
            """);
    }

    // sample: conversation
    [Fact]
    public Task Two_sessions_see_each_other() => ImapConversation.RunAsync("""
        given INBOX with 2 messages, the first \Deleted, selected by both
        C1: a FETCH 1:* (UID)
        S1: * 1 FETCH (UID $first)
        S1: * 2 FETCH (UID $second)
        S1: a OK ...
        C2: a EXPUNGE
        S2: * 1 EXPUNGE
        S2: a OK ...
        C1: b NOOP
        S1: * 1 EXPUNGE
        S1: b OK ...
        C1: c FETCH 1:* (UID)
        S1: * 1 FETCH (UID $second)
        S1: c OK ...
        """);

    // sample: lines
    [Fact]
    public Task Strangers_are_refused() => LineConversation.RunAsync(MailProtocol.Smtp, """
        C: EHLO client.example
        S: ...
        S: 250 ...
        C: MAIL FROM:<news@example.net>
        S: 250 ...
        C: RCPT TO:<nobody@example.org>
        S: 550 5.1.1 ...
        """);
}
