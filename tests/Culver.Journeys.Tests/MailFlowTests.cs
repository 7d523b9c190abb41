using Culver.Testing;
using Xunit;

namespace Culver.Journeys.Tests;

/// <summary>A message comes in by one door and is read at another.</summary>
public sealed class MailFlowTests
{
    [Theory]
    [InlineData(MailProtocol.Smtp, "EHLO")]
    [InlineData(MailProtocol.Lmtp, "LHLO")]
    public async Task What_comes_in_by_SMTP_or_LMTP_is_read_by_IMAP_octet_for_octet(MailProtocol protocol, string hello)
    {
        await using var mail = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false });
        var options = new ConversationOptions { Account = await mail.AddAccountAsync("ann") };
        await LineConversation.RunAsync(mail, protocol, $$$$"""
            C1: {{{{hello}}}} client.example
            S1: ...
            S1: 250 ...
            C1: MAIL FROM:<ben@example.net>
            S1: 250 ...
            C1: RCPT TO:<$user>
            S1: 250 ...
            C1: DATA
            S1: 354 ...
            C1: {{{
            From: Ben <ben@example.net>
            Subject: Through the whole house

            Line one
            ..a line with a dot
            the end
            }}}
            C1: .
            S1: 250 ...
            C1: QUIT
            S1: 221 ...
            """, options);
        await ImapConversation.RunAsync(mail, """
            C1: a SELECT INBOX
            S1: * 1 EXISTS
            S1: ...
            S1: a OK ...
            C1: b FETCH 1 (BODY.PEEK[HEADER.FIELDS (FROM SUBJECT)] BODY.PEEK[TEXT])
            S1: * 1 FETCH (BODY[HEADER.FIELDS (FROM SUBJECT)] {{{
            From: Ben <ben@example.net>
            Subject: Through the whole house

            }}} BODY[TEXT] {{{
            Line one
            .a line with a dot
            the end
            }}})
            S1: b OK ...
            C1: c FETCH 1 BODY.PEEK[HEADER.FIELDS (RETURN-PATH)]
            S1: * 1 FETCH (BODY[HEADER.FIELDS (RETURN-PATH)] {{{
            Return-Path: <ben@example.net>

            }}})
            S1: c OK ...
            """, options);
    }

    [Fact]
    public async Task A_delivery_reaches_a_session_that_idles()
    {
        await using var mail = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false });
        var account = await mail.AddAccountAsync("ann");
        var session = ImapConversation.RunAsync(mail, """
            C1: a SELECT INBOX
            S1: ...
            S1: a OK ...
            C1: b IDLE
            S1: + ...
            S1: * 1 EXISTS
            S1: ...
            C1: DONE
            S1: b OK ...
            """, new ConversationOptions { Account = account });
        await LineConversation.RunAsync(mail, MailProtocol.Lmtp, """
            C1: LHLO client.example
            S1: ...
            S1: 250 ...
            C1: MAIL FROM:<>
            S1: 250 ...
            C1: RCPT TO:<$user>
            S1: 250 ...
            C1: DATA
            S1: 354 ...
            C1: {{{
            Subject: Wake up

            }}}
            C1: .
            S1: 250 ...
            """, new ConversationOptions { Account = account });
        await session;
    }

    [Fact]
    public Task Unknown_recipients_are_refused_at_RCPT_and_nothing_is_relayed() => LineConversation.RunAsync(MailProtocol.Smtp, """
        C1: EHLO client.example
        S1: ...
        S1: 250 ...
        C1: MAIL FROM:<ben@example.net>
        S1: 250 ...
        C1: RCPT TO:<nobody@example.org>
        S1: 550 5.1.1 ...
        C1: RCPT TO:<someone@elsewhere.example>
        S1: 550 5.7.1 ...
        """);
}
