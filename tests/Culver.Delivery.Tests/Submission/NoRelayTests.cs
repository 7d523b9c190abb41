using System.Text;
using Culver.Delivery.Tests.Support;
using Culver.Dns;
using Culver.Dns.Zones;
using Culver.Identity.Addresses;
using Culver.Smtp.Client;
using Culver.Smtp.Tests.Support;
using Culver.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Culver.Delivery.Tests.Submission;

/// <summary>One server for a table of attempts to have it send mail on. Nobody of these logs in.</summary>
public sealed class ClosedHouse : IAsyncLifetime
{
    internal TestMailServer Mail { get; private set; } = null!;

    internal TestAccount Alice { get; private set; } = null!;

    internal FakeNetwork Network { get; } = new();

    public async ValueTask InitializeAsync()
    {
        // AUTH is there to be abused on smtp too, and no attempt may be spared by the limits of a connection.
        // What was relayed after all would wait in the queue, or dial a server.
        Mail = await TestMailServer.StartAsync(new TestMailServerOptions
        {
            Ports = false,
            Configure = static options => options.Smtp.OfferLogin = true,
            Services = services =>
            {
                services.AddSingleton<IDnsResolver>(ZoneResolver.Parse("example.com A 192.0.2.1\nexample.net A 192.0.2.1"));
                services.AddSingleton<IClientTransport>(Network);
            },
        });
        Alice = await Mail.AddAccountAsync("alice");
        await Mail.AddAccountAsync("postmaster");
    }

    public ValueTask DisposeAsync() => Mail.DisposeAsync();
}

/// <summary>Nothing is relayed for who did not log in, by whatever form of address or command, on any listener.</summary>
public sealed class NoRelayTests(ClosedHouse house) : IClassFixture<ClosedHouse>
{
    private static readonly (MailProtocol Protocol, string Hello)[] Doors =
        [(MailProtocol.Smtp, "EHLO"), (MailProtocol.Smtp, "HELO"), (MailProtocol.Lmtp, "LHLO"), (MailProtocol.Submission, "EHLO")];

    /// <summary>Commands in place of an honest transaction. Each line is one command; <c>\n</c>, <c>\r</c> and <c>\0</c> in it are those octets.</summary>
    public static TheoryData<string> Commands => new(
        "RCPT TO:<u@example.com>",
        "MAIL FROM:<alice@example.org>\nRCPT TO:<u@example.com>\nDATA",
        "MAIL FROM:<alice@example.org> AUTH=alice@example.org\nRCPT TO:<u@example.com>\nDATA",
        "MAIL FROM:<alice@example.org> AUTH=<>\nRCPT TO:<u@example.com>\nDATA",
        "MAIL FROM:<> AUTH=<>\nRCPT TO:<u@example.com>\nDATA",
        "MAIL FROM:<postmaster@example.org>\nRCPT TO:<u@example.com>\nDATA",
        "MAIL FROM:<u@[127.0.0.1]>\nRCPT TO:<u@example.com>\nDATA",
        "MAIL FROM:<@example.org:alice@example.org>\nRCPT TO:<@example.org,@example.com:u@example.net>\nDATA",
        "MAIL FROM:<alice@example.org> SMTPUTF8\nRCPT TO:<u@éxample.com>\nDATA",
        "MAIL FROM:<alice@example.org> RELAY=yes\nRCPT TO:<u@example.com>\nDATA",
        "MAIL FROM:<alice@example.org>\nRCPT TO:<u@example.com> NOTIFY=NEVER\nDATA",
        "MAIL FROM:<alice@example.org>\nRCPT TO:<u@example.com> ORCPT=rfc822;alice@example.org\nDATA",
        "MAIL FROM:<alice@example.org>\nRCPT TO:<u@example.com> RELAY\nDATA",
        "MAIL FROM:<alice@example.org> HOLDFOR=60\nRCPT TO:<u@example.com>\nDATA",
        "MAIL FROM:<alice@example.org> BY=60;R\nRCPT TO:<u@example.com>\nDATA",
        "MAIL FROM:<alice@example.org>\nRSET\nRCPT TO:<u@example.com>\nDATA",
        "MAIL FROM:<alice@example.org>\nRCPT TO:<u@example.com>\nRCPT TO:<u@example.com>\nBDAT 0 LAST",
        "EHLO example.org\nMAIL FROM:<alice@example.org>\nRCPT TO:<u@example.com>\nDATA",
        "EHLO localhost\nMAIL FROM:<alice@example.org>\nRCPT TO:<u@example.com>\nDATA",
        "EHLO [127.0.0.1]\nMAIL FROM:<alice@example.org>\nRCPT TO:<u@example.com>\nDATA",
        "HELO alice@example.org\nMAIL FROM:<alice@example.org>\nRCPT TO:<u@example.com>\nDATA",
        "LHLO example.org\nMAIL FROM:<alice@example.org>\nRCPT TO:<u@example.com>\nDATA",
        "VRFY u@example.com",
        "EXPN u@example.com",
        "ETRN example.com",
        "ETRN @example.com",
        "ATRN example.com",
        "TURN",
        "SEND FROM:<alice@example.org>\nRCPT TO:<u@example.com>",
        "SOML FROM:<alice@example.org>\nRCPT TO:<u@example.com>",
        "SAML FROM:<alice@example.org>\nRCPT TO:<u@example.com>",
        "XCLIENT ADDR=127.0.0.1 LOGIN=alice@example.org\nMAIL FROM:<alice@example.org>\nRCPT TO:<u@example.com>\nDATA",
        "XFORWARD ADDR=127.0.0.1\nMAIL FROM:<alice@example.org>\nRCPT TO:<u@example.com>\nDATA",
        "PROXY TCP4 127.0.0.1 127.0.0.1 1 25\nMAIL FROM:<alice@example.org>\nRCPT TO:<u@example.com>\nDATA",
        "BURL imap://example.org/INBOX;UID=1 LAST",
        "AUTH PLAIN AGFsaWNlQGV4YW1wbGUub3JnAA==\nMAIL FROM:<alice@example.org>\nRCPT TO:<u@example.com>\nDATA",
        "AUTH PLAIN AGFsaWNlQGV4YW1wbGUub3JnAHdyb25n\nMAIL FROM:<alice@example.org>\nRCPT TO:<u@example.com>\nDATA",
        "AUTH ANONYMOUS dHJhY2U=\nMAIL FROM:<alice@example.org>\nRCPT TO:<u@example.com>\nDATA",
        "AUTH EXTERNAL =\nMAIL FROM:<alice@example.org>\nRCPT TO:<u@example.com>\nDATA",
        "AUTH LOGIN\n*\nMAIL FROM:<alice@example.org>\nRCPT TO:<u@example.com>\nDATA",
        "AUTH PLAIN\nMAIL FROM:<alice@example.org>\nMAIL FROM:<alice@example.org>\nRCPT TO:<u@example.com>\nDATA",
        "MAIL FROM:<alice@example.org>\\rRCPT TO:<u@example.com>\nDATA",
        "MAIL FROM:<alice@example.org>\\nRCPT TO:<u@example.com>\nDATA",
        "NOOP\\nMAIL FROM:<alice@example.org>\\nRCPT TO:<u@example.com>\\nDATA",
        "MAIL\\0FROM:<alice@example.org>\nRCPT TO:<u@example.com>\nDATA");

    [Theory]
    [MemberData(nameof(RelayForms.All), MemberType = typeof(RelayForms))]
    public async Task No_form_of_address_is_relayed(string path)
    {
        foreach (var (protocol, hello) in Doors)
        {
            await using var client = await GreetAsync(protocol, hello);
            foreach (var sender in (string[])["<alice@example.org>", "<a@example.com>", "<>"])
            {
                await client.AskAsync($"MAIL FROM:{sender}{(hello == "HELO" ? "" : " SMTPUTF8")}");
                var reply = await client.AskAsync("RCPT TO:" + path);
                // Letters of other widths and other dots are, once prepared, the domain that is served here: no relaying.
                var isOurs = EmailAddress.TryParse(path.Trim('<', '>'), out var address) && address.ToString() == "alice@example.org";
                Assert.True(reply[0] is '5' || isOurs, $"{protocol}, {sender}, {path}: {reply}");
                Assert.Matches(reply[0] is '5' ? "^5(03|30) " : "^354 ", await client.AskAsync("DATA"));
                if (reply[0] is not '5')
                    await client.AskAsync(".");
                await client.AskAsync("RSET");
                await NothingQueuedAsync();
            }
        }

        await NothingLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task No_form_of_command_relays(string commands)
    {
        foreach (var (protocol, hello) in Doors)
        {
            foreach (var pipelined in (bool[])[false, true])
            {
                await using var client = await GreetAsync(protocol, hello);
                var lines = commands.Split('\n').Select(static line => line.Replace("\\r", "\r", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\0", "\0", StringComparison.Ordinal)).ToList();
                // The last line tells where the replies end.
                lines.Add("QUIT");
                var replies = new List<string>();
                if (pipelined)
                {
                    await client.WriteAsync(string.Join("\r\n", lines) + "\r\n");
                }
                else
                {
                    foreach (var line in lines)
                        await client.WriteAsync(line + "\r\n");
                }

                while (await client.ReadAsync() is var reply && reply != "closed")
                    replies.Add(reply);
                Assert.StartsWith("221", replies[^1], StringComparison.Ordinal);
                // No recipient elsewhere is accepted, and no message at all begun.
                Assert.DoesNotContain(replies, static reply => reply.StartsWith("354", StringComparison.Ordinal) || reply.Contains("Recipient OK", StringComparison.Ordinal));
                await NothingQueuedAsync();
            }
        }

        await NothingLeftAsync();
    }

    [Theory]
    [InlineData("\n.\nMAIL FROM:<alice@example.org>\nRCPT TO:<u@example.com>\nDATA\nsecond\n.\n")]
    [InlineData("\n.\r\nMAIL FROM:<alice@example.org>\r\nRCPT TO:<u@example.com>\r\nDATA\r\nsecond\n.\r\n")]
    [InlineData("\r.\rMAIL FROM:<alice@example.org>\rRCPT TO:<u@example.com>\rDATA\rsecond\r.\r")]
    [InlineData("\r.\r\nMAIL FROM:<alice@example.org>\r\nRCPT TO:<u@example.com>\r\nDATA\r\n")]
    [InlineData("\r\n.\nMAIL FROM:<alice@example.org>\r\nRCPT TO:<u@example.com>\r\nDATA\r\n")]
    [InlineData("\r\n.\rMAIL FROM:<alice@example.org>\r\nRCPT TO:<u@example.com>\r\nDATA\r\n")]
    [InlineData("\r\n\0.\r\nMAIL FROM:<alice@example.org>\r\nRCPT TO:<u@example.com>\r\nDATA\r\n")]
    public async Task No_command_is_smuggled_in_content(string smuggled)
    {
        foreach (var (protocol, hello) in Doors.Where(static door => door.Protocol != MailProtocol.Submission))
        {
            await using var client = await GreetAsync(protocol, hello);
            await client.AskAsync("MAIL FROM:<a@example.com>");
            Assert.StartsWith("250", await client.AskAsync("RCPT TO:<alice@example.org>"), StringComparison.Ordinal);
            Assert.StartsWith("354", await client.AskAsync("DATA"), StringComparison.Ordinal);
            await client.WriteAsync("Subject: x\r\n\r\nfirst" + smuggled + "\r\n.\r\nNOOP\r\n");
            // One reply to one message, taken or not; then the command behind the real end.
            Assert.Matches("^(550 5.6.0|250) ", await client.ReadAsync());
            Assert.Equal("250 2.0.0 OK", await client.ReadAsync());
            await NothingQueuedAsync();

            var chunk = Encoding.ASCII.GetBytes("x\r\n.\r\nMAIL FROM:<alice@example.org>\r\nRCPT TO:<u@example.com>\r\nDATA\r\n");
            if (hello == "HELO")
                continue;
            await client.AskAsync("MAIL FROM:<a@example.com>");
            await client.AskAsync("RCPT TO:<alice@example.org>");
            await client.WriteAsync($"BDAT {chunk.Length} LAST\r\n" + Encoding.ASCII.GetString(chunk) + "NOOP\r\n");
            Assert.StartsWith("250", await client.ReadAsync(), StringComparison.Ordinal);
            Assert.Equal("250 2.0.0 OK", await client.ReadAsync());
        }

        await NothingLeftAsync();
    }

    private async Task<Submitter> GreetAsync(MailProtocol protocol, string hello)
    {
        var client = new Submitter(house.Mail.Connect(protocol));
        await client.ReadAsync();
        Assert.StartsWith("250", await client.AskAsync(hello + " client.example"), StringComparison.Ordinal);
        return client;
    }

    private async Task NothingQueuedAsync()
    {
        var queue = house.Mail.Services.GetRequiredService<QueueControl>();
        await queue.QuietAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Empty(await queue.ListAsync(null, 10, CancellationToken.None));
        Assert.Empty(house.Network.Dialled);
    }

    private async Task NothingLeftAsync()
    {
        await NothingQueuedAsync();
        await house.Mail.CheckAsync(house.Alice);
    }
}
