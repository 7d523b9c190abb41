using Culver.Delivery.Tests.Support;
using Culver.Smtp;
using Culver.Storage.Queue;

namespace Culver.Delivery.Tests.Bounces;

/// <summary>The fields of a notification, one by one (RFC 3464 §2, RFC 3461 §6.3).</summary>
public sealed class DeliveryStatusTests
{
    private const string Zone = """
        example.net MX 10 mx.example.net
        mx.example.net A 192.0.2.1
        """;

    [Theory]
    [InlineData("rfc822;\"a;b\"@example.org", "rfc822; \"a;b\"@example.org")]
    [InlineData("rfc822;", "rfc822; ")]
    [InlineData("x400;/C=US/A=x;y/", "x400; /C=US/A=x;y/")]
    [InlineData("utf-8;j\\x{F6}rg@example.org", "utf-8; j\\x{F6}rg@example.org")]
    [InlineData("utf-8;jörg+x@example.org", "utf-8; j\\x{F6}rg\\x{2B}x@example.org")]
    [InlineData("UTF-8;a\\x{0D}b@example.org", "UTF-8; a\\x{0D}b@example.org")]
    public async Task The_original_recipient_is_told_as_it_was_given(string original, string told)
    {
        var bounce = await FailAsync("bob@example.net", original, "550 5.1.1 no such person");
        Assert.Contains($"\r\nOriginal-Recipient: {told}\r\n", bounce, StringComparison.Ordinal);
        Assert.Contains("Content-Type: message/delivery-status\r\n", bounce, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RFC_3461_section_6_3_who_gave_no_original_recipient_is_told_none() =>
        Assert.DoesNotContain("Original-Recipient", await FailAsync("bob@example.net", null, "550 5.1.1 no such person"), StringComparison.Ordinal);

    [Fact]
    public async Task RFC_6533_section_4_1_in_UTF_8_escapes_are_undone()
    {
        var bounce = await FailAsync("bøb@example.net", "utf-8;j\\x{F6}rg@example.org", "550 5.1.1 no such person");
        Assert.Contains("\r\nOriginal-Recipient: utf-8; jörg@example.org\r\nFinal-Recipient: utf-8; bøb@example.net\r\n", bounce, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RFC_5322_section_2_1_1_no_line_is_too_long_whatever_a_server_says()
    {
        var words = string.Join(' ', Enumerable.Repeat("another word", 60));
        var bounce = await FailAsync("bob@example.net", "utf-8;" + new string('ö', 490), $"550-5.7.1 {words}\r\n550-5.7.1 {new string('x', 990)}\r\n550 5.7.1 {words}");
        Assert.All(bounce.Split("\r\n"), static line => Assert.True(System.Text.Encoding.UTF8.GetByteCount(line) <= 998, line));
        // Folded, so that it reads as one.
        var diagnostic = bounce[bounce.IndexOf("Diagnostic-Code: ", StringComparison.Ordinal)..].Replace("\r\n ", " ", StringComparison.Ordinal);
        Assert.StartsWith($"Diagnostic-Code: smtp; 550 5.7.1 {words} 5.7.1 xxx", diagnostic, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RFC_3461_section_6_3_what_was_relayed_is_told_with_the_reply_of_the_server_that_took_it()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var ann = await house.Server.AddAccountAsync("ann");
        var mta = house.Network["192.0.2.1"] = new FakeMta { Answer = static line => line == "." ? "250 2.6.0 kept as 42" : null };
        mta.Keywords.Remove("DSN");
        await SendAsync(house, ann.Address, "bob@example.net", null, DsnNotify.Success);
        await mta.NextAsync();
        await house.QuietAsync();
        Assert.Contains(
            "Action: relayed\r\nStatus: 2.0.0\r\nRemote-MTA: dns; mx.example.net\r\nDiagnostic-Code: smtp; 250 2.6.0 kept as 42\r\n",
            Assert.Single(await house.InboxAsync(ann)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RFC_6710_section_4_6_a_notification_is_as_urgent_as_what_it_tells_of()
    {
        await using var house = await RelayHouse.StartAsync(Zone + "\nfar.example MX 10 mx.far.example\nmx.far.example A 192.0.2.2");
        house.Network["192.0.2.1"] = new FakeMta { Answer = static line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 no such person" : null };
        var far = house.Network["192.0.2.2"] = new FakeMta();
        far.Keywords.Add("MT-PRIORITY");
        await house.SendAsync(
            new() { Id = TransactionId.New(house.Server.Clock), ReversePath = RelayHouse.Address("zoe@far.example"), Priority = 3 },
            "Subject: hello\r\n\r\nhello\r\n",
            new OutboundRecipient(RelayHouse.Address("bob@example.net")));
        Assert.EndsWith(" MT-PRIORITY=3", (await far.NextAsync()).From, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rfc822;a;b+c@example.org", "rfc822;a;b+2Bc@example.org")]
    [InlineData("RFC822;Bob@Example.ORG", "RFC822;Bob@Example.ORG")]
    [InlineData("utf-8;j\\x{F6}rg@example.org", "utf-8;j\\x{F6}rg@example.org")]
    [InlineData("utf-8;jörg@example.org", "utf-8;j\\x{F6}rg@example.org")]
    public async Task RFC_3461_section_5_2_1_the_original_recipient_goes_on_as_it_came(string original, string parameter)
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        await SendAsync(house, "ann@example.org", "bob@example.net", original, DsnNotify.Unspecified);
        Assert.Equal("RCPT TO:<bob@example.net> ORCPT=" + parameter, Assert.Single((await mta.NextAsync()).Recipients));
    }

    private static async Task<string> FailAsync(string to, string? original, string reply)
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var ann = await house.Server.AddAccountAsync("ann");
        var mta = house.Network["192.0.2.1"] = new FakeMta { Answer = line => line.StartsWith("RCPT", StringComparison.Ordinal) ? reply : null };
        mta.Keywords.Add("SMTPUTF8");
        await SendAsync(house, ann.Address, to, original, DsnNotify.Unspecified);
        await house.QuietAsync();
        return Assert.Single(await house.InboxAsync(ann));
    }

    private static Task<QueueId> SendAsync(RelayHouse house, string from, string to, string? original, DsnNotify notify) => house.SendAsync(
        new() { Id = TransactionId.New(house.Server.Clock), ReversePath = RelayHouse.Address(from) },
        "Subject: hello\r\n\r\nhello\r\n",
        new OutboundRecipient(RelayHouse.Address(to), notify, original));
}
