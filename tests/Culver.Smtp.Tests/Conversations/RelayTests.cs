using Culver.Smtp.Tests.Support;

namespace Culver.Smtp.Tests.Conversations;

/// <summary>Every way to write an address that was ever used to be sent on by someone else's server.</summary>
public sealed class RelayTests
{
    [Theory]
    [MemberData(nameof(Forms))]
    public async Task No_form_of_address_is_relayed(string path)
    {
        var server = new SmtpTestServer();
        await using var client = server.Connect();
        await client.ReadReplyAsync();
        await client.AskAsync("EHLO client.example");
        // The sender is ours, is nobody, is a local name: none of it opens anything.
        foreach (var sender in (string[])["<a@example.com>", "<alice@example.org>", "<>", "<postmaster@example.org>"])
        {
            await client.AskAsync("MAIL FROM:" + sender + " SMTPUTF8");
            var reply = await client.AskAsync("RCPT TO:" + path);
            Assert.Matches("^(550 5.7.1|550 5.1.1|501 5.1.3|501 5.5.4|555 5.5.4|500 5.5.2) ", reply);
            Assert.StartsWith("503", await client.AskAsync("DATA"), StringComparison.Ordinal);
            await client.AskAsync("RSET");
        }

        Assert.Empty(server.Sink.Messages);
    }

    public static TheoryData<string> Forms => new(
        "<u@example.com>",
        "<u@EXAMPLE.COM>",
        "<u@sub.example.org>",
        "<u@xexample.org>",
        "<u@example.org.example.com>",
        "<u@example.orgx>",
        "<u@example>",
        "<u@org>",
        "<u@localhost>",
        "<u@mx.example.org>",
        "<alice@localhost.localdomain>",
        "<@example.org:u@example.com>",
        "<@mx.example.org:u@example.com>",
        "<@example.org,@example.com:u@example.net>",
        "<@[127.0.0.1]:u@example.com>",
        "<@localhost:u@example.com>",
        "@example.org:u@example.com",
        "<@example.org:>",
        "<u%example.com@example.org>",
        "<u%example.com@mx.example.org>",
        "<u%example.com@localhost>",
        "<u%example.com@[127.0.0.1]>",
        "<u%example.com@>",
        "<u%example.com>",
        "<u%example.com%example.net@example.org>",
        "<\"u%example.com\"@example.org>",
        "<@example.org:u%example.com@example.org>",
        "<example.com!u@example.org>",
        "<example.com!u>",
        "<example.net!example.com!u@example.org>",
        "<\"example.com!u\"@example.org>",
        "<!u@example.org>",
        "<example.org!u@example.com>",
        "<\"u@example.com\"@example.org>",
        "<\"u@example.com\">",
        "<\"u\\@example.com\"@example.org>",
        "<\"@example.org:u@example.com\"@example.org>",
        "<u@example.com@example.org>",
        "<u@example.org@example.com>",
        "<u@@example.org>",
        "<\"u\"@example.com>",
        "<\"\"@example.com>",
        "<alice@[127.0.0.1]>",
        "<alice@[192.0.2.1]>",
        "<alice@[IPv6:::1]>",
        "<alice@127.0.0.1>",
        "<alice@[example.org]>",
        "<alice@>",
        "<@example.org>",
        "<alice>",
        "<\"alice\">",
        "alice@example.org",
        "\"alice\"@example.org",
        "<u@example.com>,<alice@example.org>",
        "<alice@example.org,u@example.com>",
        "<alice@example.org>u@example.com",
        "<alice@example.org> <u@example.com>",
        "<<u@example.com>alice@example.org>",
        "<u@example.com(alice@example.org)>",
        "<alice@example.org\0@example.com>",
        "<alice@example.org\u0000>",
        "<u@example.com\rRCPT TO:<alice@example.org>",
        "<u@example.com\tX@example.org>",
        "<|/bin/sh@example.org>",
        "</etc/passwd@example.org>",
        "<u@éxample.org>",
        "<alice@ｅxample.org>",
        "<alice＠example.org>",
        "<alice@example。org>",
        "<u:pass@example.org>",
        "<smtp:u@example.com>",
        "<u@example.com:25>",
        "<u@example.com.>",
        "<u@.>",
        "<.@example.org>");

    [Fact]
    public Task A_source_route_to_our_own_recipient_is_stripped_and_taken() => Script.PlayAsync(new(), """
        S: 220 ...
        C: HELO a
        S: 250 ...
        C: MAIL FROM:<a@example.com>
        S: 250 ...
        C: RCPT TO:<@relay.example,@[192.0.2.7]:alice@example.org>
        S: 250 2.1.5 Recipient OK
        """);
}
