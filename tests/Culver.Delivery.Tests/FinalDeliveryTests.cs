using Culver.Delivery.Tests.Support;
using Culver.Storage;

namespace Culver.Delivery.Tests;

/// <summary>What is stored, for whom, and under which fields.</summary>
public sealed class FinalDeliveryTests
{
    private const string Message = "From: a@example.com\r\nSubject: hi\r\n\r\n.dot\r\n8bit \u00ff\r\n";

    // RFC 5321 §4.5.2, the client's side.
    private const string Wire = "From: a@example.com\r\nSubject: hi\r\n\r\n..dot\r\n8bit \u00ff\r\n";

    [Fact]
    public async Task A_message_is_stored_octet_for_octet_behind_Return_Path_Delivered_To_and_Received()
    {
        await using var house = await MailHouse.OpenAsync("alice");
        await using var client = await house.GreetAsync();
        Assert.StartsWith("250 2.0.0", Assert.Single(await MailHouse.SendAsync(client, Wire, "alice@example.org")), StringComparison.Ordinal);
        var stored = Assert.Single(await house.ReadAsync("alice"));
        Assert.StartsWith("Return-Path: <sender@example.com>\r\nDelivered-To: alice@example.org\r\nReceived: from client.example ([192.0.2.1])\r\n\tby mx.example.org with ESMTP\r\n\tid ", stored, StringComparison.Ordinal);
        Assert.Contains("\r\n\tfor <alice@example.org>;\r\n", stored, StringComparison.Ordinal);
        Assert.EndsWith("\r\n" + Message, stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_null_reverse_path_is_kept_as_such()
    {
        await using var house = await MailHouse.OpenAsync("alice");
        await using var client = await house.GreetAsync("lmtp");
        await client.AskAsync("MAIL FROM:<>");
        await client.AskAsync("RCPT TO:<Postmaster>");
        await client.AskAsync("DATA");
        Assert.StartsWith("250 2.1.5 <Postmaster> ", await client.AskAsync("x\r\n."), StringComparison.Ordinal);
        Assert.StartsWith("Return-Path: <>\r\nDelivered-To: alice@example.org\r\nReceived: ", Assert.Single(await house.ReadAsync("alice")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RFC_5321_section_4_4_exactly_one_Return_Path_is_left()
    {
        await using var house = await MailHouse.OpenAsync("alice");
        await using var client = await house.GreetAsync();
        await MailHouse.SendAsync(
            client, "Return-Path: <old@example.com>\r\nSubject: a\r\nRETURN-PATH: <older@example.com>\r\n folded\r\nReturn-Pathology: no\r\n\r\nReturn-Path: body\r\n", "alice@example.org");
        var stored = Assert.Single(await house.ReadAsync("alice"));
        Assert.DoesNotContain("old", stored, StringComparison.Ordinal);
        Assert.EndsWith("\r\nSubject: a\r\nReturn-Pathology: no\r\n\r\nReturn-Path: body\r\n", stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RFC_9228_section_4_an_address_that_was_mapped_is_recorded_below_the_one_it_became()
    {
        await using var house = await MailHouse.OpenAsync("alice");
        await house.AliasAsync("sales@example.org", "alice@example.org");
        await using var client = await house.GreetAsync();
        await MailHouse.SendAsync(client, "x\r\n", "sales@example.org");
        Assert.StartsWith(
            "Return-Path: <sender@example.com>\r\nDelivered-To: alice@example.org\r\nDelivered-To: sales@example.org\r\nReceived: ",
            Assert.Single(await house.ReadAsync("alice")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RFC_9228_section_6_recipients_are_not_told_of_one_another()
    {
        await using var house = await MailHouse.OpenAsync("alice", "bob");
        await using var client = await house.GreetAsync();
        await MailHouse.SendAsync(client, "x\r\n", "alice@example.org", "bob@example.org");
        foreach (var name in (string[])["alice", "bob"])
        {
            var stored = Assert.Single(await house.ReadAsync(name));
            Assert.DoesNotContain("Delivered-To", stored, StringComparison.Ordinal);
            Assert.DoesNotContain("alice", stored, StringComparison.Ordinal);
            Assert.DoesNotContain("bob", stored, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_account_gets_a_message_once_however_many_addresses_lead_to_it()
    {
        await using var house = await MailHouse.OpenAsync("alice", "bob");
        await house.AliasAsync("team@example.org", "alice@example.org", "bob@example.org");
        await house.AliasAsync("all@example.org", "team@example.org", "alice@example.org");
        await using var client = await house.GreetAsync("lmtp");
        var replies = await MailHouse.SendAsync(client, "x\r\n", "team@example.org", "alice@example.org", "ALICE+tag@Example.Org", "all@example.org", "alice@example.org");
        Assert.Equal(5, replies.Length);
        Assert.All(replies, reply => Assert.StartsWith("250 2.1.5 ", reply, StringComparison.Ordinal));
        Assert.Single(await house.ReadAsync("alice"));
        Assert.Single(await house.ReadAsync("bob"));
    }

    [Theory]
    [InlineData(false, "INBOX")]
    [InlineData(true, "Lists/dotnet")]
    public async Task A_detail_goes_to_INBOX_unless_set_otherwise(bool byDetail, string expected)
    {
        await using var house = new MailHouse(options => options.FileByDetail = byDetail);
        await house.PeopleAsync("alice");
        await using (var account = await house.Store.OpenAccountAsync(house.Store.Ids["alice"], CancellationToken.None))
            Assert.IsType<MailboxResult.Done>(await account.CreateMailboxAsync(MailboxName.Parse("Lists/dotnet"), SpecialUse.None, CancellationToken.None));
        await using var client = await house.GreetAsync();
        await MailHouse.SendAsync(client, "x\r\n", "alice+lists/dotnet@example.org");
        Assert.Single(await house.ReadAsync("alice", expected));
        await MailHouse.SendAsync(client, "x\r\n", "alice+nosuch@example.org");
        Assert.Equal(byDetail ? 1 : 2, (await house.ReadAsync("alice")).Length);
    }

    [Fact]
    public async Task An_international_recipient_is_delivered_to()
    {
        await using var house = await MailHouse.OpenAsync("jörg");
        await using var client = await house.GreetAsync();
        await client.AskAsync("MAIL FROM:<grüße@müller.example> SMTPUTF8 BODY=8BITMIME");
        Assert.StartsWith("250", await client.AskAsync("RCPT TO:<jörg@example.org>"), StringComparison.Ordinal);
        await client.AskAsync("DATA");
        Assert.StartsWith("250", await client.AskAsync("Subject: grüße\r\n\r\nx\r\n."), StringComparison.Ordinal);
        var stored = System.Text.Encoding.UTF8.GetString(System.Text.Encoding.Latin1.GetBytes(Assert.Single(await house.ReadAsync("jörg"))));
        Assert.StartsWith("Return-Path: <grüße@müller.example>\r\nDelivered-To: jörg@example.org\r\n", stored, StringComparison.Ordinal);
        Assert.Contains(" with UTF8SMTP\r\n", stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Twenty_megabytes_come_back_as_they_were_sent()
    {
        await using var house = await MailHouse.OpenAsync("alice");
        await using var client = await house.GreetAsync();
        var random = new Random(7);
        var text = new System.Text.StringBuilder("Subject: big\r\n\r\n");
        while (text.Length < 20_000_000)
            text.Append((char)('A' + random.Next(26)), random.Next(1, 900)).Append(random.Next(4) == 0 ? ".\r\n" : "\r\n");
        var body = text.ToString();
        Assert.StartsWith("250", Assert.Single(await MailHouse.SendAsync(client, body, "alice@example.org")), StringComparison.Ordinal);
        Assert.Equal(body, Assert.Single(await house.ReadAsync("alice"))[^body.Length..]);
    }

    [Fact]
    public async Task Chunks_are_stored_like_DATA()
    {
        await using var house = await MailHouse.OpenAsync("alice");
        await using var client = await house.GreetAsync("lmtp");
        await client.AskAsync("MAIL FROM:<a@example.com> BODY=BINARYMIME");
        await client.AskAsync("RCPT TO:<alice@example.org>");
        await client.SendAsync("BDAT 12\r\nSubject: x\r\nBDAT 5\r\n\r\n.\r\nBDAT 0 LAST\r\n");
        Assert.StartsWith("250 2.0.0", await client.ReadReplyAsync(), StringComparison.Ordinal);
        Assert.StartsWith("250 2.0.0", await client.ReadReplyAsync(), StringComparison.Ordinal);
        Assert.StartsWith("250 2.1.5 <alice@example.org>", await client.ReadReplyAsync(), StringComparison.Ordinal);
        Assert.EndsWith("\r\nSubject: x\r\n\r\n.\r\n", Assert.Single(await house.ReadAsync("alice")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_ends_in_the_middle_of_a_field_name_is_whole()
    {
        await using var house = await MailHouse.OpenAsync("alice");
        await using var client = await house.GreetAsync();
        await client.AskAsync("MAIL FROM:<>");
        await client.AskAsync("RCPT TO:<alice@example.org>");
        await client.SendAsync("BDAT 6 LAST\r\nReturn");
        Assert.StartsWith("250", await client.ReadReplyAsync(), StringComparison.Ordinal);
        Assert.EndsWith("\r\nReturn", Assert.Single(await house.ReadAsync("alice")), StringComparison.Ordinal);
    }
}
