using Culver.Smtp.Tests.Support;

namespace Culver.Smtp.Tests.Conversations;

/// <summary>Every way to write an address that was ever used to be sent on by someone else's server.</summary>
public sealed class RelayTests
{
    [Theory]
    [MemberData(nameof(RelayForms.All), MemberType = typeof(RelayForms))]
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
