using Culver.Delivery.Tests.Support;
using Culver.Smtp;

namespace Culver.Delivery.Tests.Queue;

/// <summary>What a server says of itself is kept to: LIMITS (RFC 9422), SMTPUTF8 (RFC 6531).</summary>
public sealed class ServerLimitTests
{
    private const string Zone = """
        smart.example A 192.0.2.9
        example.net MX 10 mx.example.net
        mx.example.net A 192.0.2.1
        """;

    [Fact]
    public async Task RFC_9422_section_4_2_no_transaction_has_more_recipients_than_the_server_takes()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        mta.Keywords.Add("LIMITS RCPTMAX=2");
        await house.SendAsync("ann@example.org", [.. Enumerable.Range(0, 5).Select(static i => $"user{i}@example.net")]);
        int[] sizes = [(await mta.NextAsync()).Recipients.Count, (await mta.NextAsync()).Recipients.Count, (await mta.NextAsync()).Recipients.Count];
        await house.QuietAsync();
        Assert.Equal([2, 2, 1], sizes);
        Assert.Equal(1, mta.Connections);
        Assert.Empty(await house.ListAsync());
    }

    [Fact]
    public async Task RFC_9422_section_4_3_no_session_has_recipients_of_more_domains_than_the_server_takes()
    {
        await using var house = await RelayHouse.StartAsync(Zone, static options =>
        {
            options.Relay.Smarthost.Host = "smart.example";
            options.Relay.MaxConnectionsPerDestination = 1;
        });
        var smart = house.Network["192.0.2.9"] = new FakeMta();
        smart.Keywords.Add("LIMITS RCPTDOMAINMAX=1");
        await house.SendAsync("ann@example.org", "bob@one.example", "carl@TWO.example", "dora@one.example");
        Assert.Equal(["RCPT TO:<bob@one.example>", "RCPT TO:<dora@one.example>"], (await smart.NextAsync()).Recipients);
        Assert.Equal(["RCPT TO:<carl@TWO.example>"], (await smart.NextAsync()).Recipients);
        await house.QuietAsync();
        Assert.Equal(2, smart.Connections);
        Assert.Empty(await house.ListAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RFC_6531_section_3_2_UTF_8_in_the_header_of_a_part_needs_the_extension_too(bool isKnown)
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var ann = await house.Server.AddAccountAsync("ann");
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        if (isKnown)
            mta.Keywords.Add("SMTPUTF8");
        await SendAsync("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; name=\"grüße.txt\"\r\n\r\nhello\r\n--b--\r\n");
        if (isKnown)
            Assert.Contains(" SMTPUTF8", (await mta.NextAsync()).From, StringComparison.Ordinal);
        await house.QuietAsync();
        Assert.Equal(isKnown ? 0 : 1, (await house.InboxAsync(ann)).Count(static bounce => bounce.Contains("Status: 5.6.9\r\n", StringComparison.Ordinal)));
        // A body in UTF-8 alone is what 8BITMIME is for.
        await SendAsync("Subject: hello\r\n\r\ngrüße\r\n");
        Assert.DoesNotContain(" SMTPUTF8", (await mta.NextAsync()).From, StringComparison.Ordinal);

        Task SendAsync(string content) => house.SendAsync(
            new OutboundEnvelope { Id = TransactionId.New(house.Server.Clock), ReversePath = RelayHouse.Address(ann.Address), SmtpUtf8 = true },
            content, new OutboundRecipient(RelayHouse.Address("bob@example.net")));
    }
}
