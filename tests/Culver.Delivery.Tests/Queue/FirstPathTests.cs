using Culver.Delivery.Tests.Support;

namespace Culver.Delivery.Tests.Queue;

public sealed class FirstPathTests
{
    private const string Zone = """
        example.net MX 10 mx.example.net
        mx.example.net A 192.0.2.1
        """;

    [Fact]
    public async Task A_queued_message_goes_to_the_mail_exchanger_of_its_domain()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        await house.SendAsync("ann@example.org", "bob@example.net", "carl@example.net");
        var message = await mta.NextAsync();
        Assert.Equal("MAIL FROM:<ann@example.org> SIZE=25", message.From);
        Assert.Equal(["RCPT TO:<bob@example.net>", "RCPT TO:<carl@example.net>"], message.Recipients);
        Assert.Equal("Subject: hello\r\n\r\nhello\r\n", message.Content);
        await house.QuietAsync();
        Assert.Empty(await house.ListAsync());
    }

    [Fact]
    public async Task What_a_server_refuses_for_good_comes_back_to_an_account_here()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var ann = await house.Server.AddAccountAsync("ann");
        house.Network["192.0.2.1"] = new FakeMta { Answer = static line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 no such person" : null };
        await house.SendAsync(ann.Address, "bob@example.net");
        await house.QuietAsync();
        Assert.Empty(await house.ListAsync());
        var bounce = Assert.Single(await house.InboxAsync(ann));
        Assert.Contains("Status: 5.1.1\r\n", bounce, StringComparison.Ordinal);
        Assert.Contains("Diagnostic-Code: smtp; 550 5.1.1 no such person\r\n", bounce, StringComparison.Ordinal);
        Assert.StartsWith("Return-Path: <>\r\n", bounce, StringComparison.Ordinal);
    }
}
