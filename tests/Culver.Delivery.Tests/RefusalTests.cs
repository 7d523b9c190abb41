using Culver.Delivery.Tests.Support;
using Culver.Smtp.Tests.Support;

namespace Culver.Delivery.Tests;

/// <summary>Who is refused, and when: at RCPT, while the client still has the message.</summary>
public sealed class RefusalTests
{
    [Theory]
    [MemberData(nameof(RelayForms.All), MemberType = typeof(RelayForms))]
    public async Task No_form_of_address_is_relayed(string path)
    {
        await using var house = await MailHouse.OpenAsync("alice");
        await using var client = await house.GreetAsync();
        await client.AskAsync("MAIL FROM:<alice@example.org> SMTPUTF8");
        var reply = await client.AskAsync("RCPT TO:" + path);
        // Two forms are another way to write our own domain in Unicode; they lead to alice and to nobody else.
        if (path is "<alice@ｅxample.org>" or "<alice@example。org>")
        {
            Assert.Matches("^(250|550 5.7.1|550 5.1.1) ", reply);
            return;
        }

        Assert.Matches("^(550 5.7.1|550 5.1.1|501 5.1.3|501 5.5.4|555 5.5.4|500 5.5.2) ", reply);
        Assert.StartsWith("503", await client.AskAsync("DATA"), StringComparison.Ordinal);
        Assert.Empty(await house.ReadAsync("alice"));
    }

    [Fact]
    public async Task A_catch_all_does_not_make_a_route_of_a_local_part()
    {
        await using var house = await MailHouse.OpenAsync("alice");
        await house.Directory.SetCatchAllAsync("example.org", "alice@example.org", CancellationToken.None);
        await using var client = await house.GreetAsync();
        await client.AskAsync("MAIL FROM:<>");
        Assert.StartsWith("250", await client.AskAsync("RCPT TO:<anything@example.org>"), StringComparison.Ordinal);
        foreach (var path in (string[])["<u%example.com@example.org>", "<example.com!u@example.org>", "<\"u@example.com\"@example.org>"])
            Assert.StartsWith("550 5.7.1 Relaying denied", await client.AskAsync("RCPT TO:" + path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_and_foreign_recipients_are_refused_each_in_its_words()
    {
        await using var house = await MailHouse.OpenAsync("alice");
        await house.AliasAsync("loop@example.org", "pool@example.org");
        await house.AliasAsync("pool@example.org", "loop@example.org");
        await using var client = await house.GreetAsync();
        await client.AskAsync("MAIL FROM:<a@example.com>");
        Assert.Equal("550 5.1.1 No such recipient here", await client.AskAsync("RCPT TO:<nobody@example.org>"));
        Assert.Equal("550 5.7.1 Relaying denied: the domain is not served here", await client.AskAsync("RCPT TO:<alice@example.com>"));
        Assert.StartsWith("550 5.1.1 No such", await client.AskAsync("RCPT TO:<loop@example.org>"), StringComparison.Ordinal);
        Assert.StartsWith("550 5.1.1 No such", await client.AskAsync($"RCPT TO:<{new string('x', 400)}@example.org>"), StringComparison.Ordinal);
        Assert.StartsWith("503", await client.AskAsync("DATA"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_alias_sends_on_goes_to_the_queue_and_everybody_else_has_it_at_once()
    {
        await using var house = await MailHouse.OpenAsync("alice");
        await house.AliasAsync("away@example.org", "someone@example.com");
        await using var client = await house.GreetAsync();
        Assert.StartsWith("250", Assert.Single(await MailHouse.SendAsync(client, "Subject: hello\r\n\r\nhello\r\n", "alice@example.org", "away@example.org")), StringComparison.Ordinal);
        Assert.Single(await house.ReadAsync("alice"));
        var entry = Assert.Single(await house.Queue.ListAsync(null, 10, CancellationToken.None));
        Assert.Equal(("sender@example.com", "away@example.org", "local"), (entry.Message.ReversePath, Assert.Single(entry.Recipients).Address, entry.Recipients[0].Destination));
    }

    [Theory]
    [InlineData("<Postmaster>")]
    [InlineData("<postmaster@example.org>")]
    [InlineData("<PostMaster@EXAMPLE.ORG>")]
    [InlineData("<\"postmaster\"@example.org>")]
    public async Task RFC_5321_section_4_5_1_postmaster_is_always_somebody(string path)
    {
        await using var house = await MailHouse.OpenAsync("alice");
        await using var client = await house.GreetAsync();
        await client.AskAsync("MAIL FROM:<>");
        Assert.StartsWith("250", await client.AskAsync("RCPT TO:" + path), StringComparison.Ordinal);
    }
}
