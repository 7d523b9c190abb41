namespace Culver.Delivery.Tests.Submission;

/// <summary>Nothing is sent as another (RFC 6409 §6.1, §6.3).</summary>
public sealed class SenderTests
{
    [Theory]
    [InlineData("ann@example.org")]
    [InlineData("ANN@Example.ORG")]
    [InlineData("\"ann\"@example.org")]
    [InlineData("ann+lists@example.org")]
    [InlineData("info@example.org")]
    [InlineData("info+x@example.org")]
    [InlineData("team@example.org")]
    [InlineData("")]
    public async Task The_envelope_may_name_what_reaches_the_account(string from)
    {
        await using var house = await House.OpenAsync();
        await using var ann = await house.LogInAsync();
        Assert.StartsWith("250 2.1.0", await ann.AskAsync($"MAIL FROM:<{from}>"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ben@example.org")]
    [InlineData("ben+ann@example.org")]
    [InlineData("nobody@example.org")]
    [InlineData("ann@example.com")]
    [InlineData("ann@sub.example.org")]
    [InlineData("\"ann@example.org\"@example.com")]
    [InlineData("@example.org:ann@example.com")]
    [InlineData("annn@example.org")]
    [InlineData("ann@[127.0.0.1]")]
    public async Task The_envelope_may_name_nobody_else(string from)
    {
        await using var house = await House.OpenAsync();
        await using var ann = await house.LogInAsync();
        Assert.StartsWith("550 5.7.1 You may not send as", await ann.AskAsync($"MAIL FROM:<{from}>"), StringComparison.Ordinal);
        Assert.StartsWith("503", await ann.AskAsync("RCPT TO:<ben@example.org>"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("From: ann@example.org")]
    [InlineData("From: Ann <ANN@example.org>")]
    [InlineData("From: \"Ben <ben@example.org>\" <ann@example.org>")]
    [InlineData("From:\r\n Ann\r\n\t<info@example.org>")]
    [InlineData("From: ann@example.org, info@example.org\r\nSender: ann+x@example.org")]
    [InlineData("FROM : (ben@example.org) ann@example.org")]
    [InlineData("From: ann@example.org\r\nReply-To: ben@example.org")]
    [InlineData("From: ann@example.org <ann@example.org>")]
    [InlineData("From: \"ann\"@example.org (\"ben\"@example.org)")]
    public async Task The_From_field_may_name_what_is_ones_own(string fields)
    {
        await using var house = await House.OpenAsync();
        Assert.StartsWith("250 2.0.0", await house.SubmitAsync(fields + "\r\n\r\nhello\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("From: ben@example.org", "550 5.7.1")]
    [InlineData("From: \"ann@example.org\" <ben@example.org>", "550 5.7.1")]
    [InlineData("from :\r\n ben@example.org", "550 5.7.1")]
    [InlineData("From: ann@example.org, ben@example.org", "550 5.7.1")]
    [InlineData("From: friends: ann@example.org, ben@example.org;", "550 5.7.1")]
    [InlineData("From: ann@example.org\r\nSender: ben@example.org", "550 5.7.1")]
    [InlineData("From: ann@example.org\r\nResent-From: ben@example.org", "550 5.7.1")]
    [InlineData("From: ann@example.org\r\nResent-Sender: ben@example.org", "550 5.7.1")]
    [InlineData("From: <@example.org:ben@example.com>", "550 5.7.1")]
    [InlineData("From: ann", "550 5.7.1")]
    [InlineData("From: ann@example.org <ben@example.org>", "550 5.7.1")]
    [InlineData("From: ben@example.org <ann@example.org>", "550 5.7.1")]
    [InlineData("From: <ann@example.org> <ben@example.org>", "550 5.7.1")]
    [InlineData("From: ann@example.org ben@example.org", "550 5.7.1")]
    [InlineData("From: ann@example.org;ben@example.org", "550 5.7.1")]
    [InlineData("From: ann@example.org \"ben\"@example.org", "550 5.7.1")]
    [InlineData("From: <ann@example.org>, <ben@example.org", "550 5.7.1")]
    [InlineData("From: ann@example.org\0, ben@example.org", "554 5.6.0")]
    [InlineData("From: ann@example.org\r\nFrom: ben@example.org", "554 5.6.0")]
    [InlineData("From: ben@example.org\r\nFROM: ann@example.org", "554 5.6.0")]
    [InlineData("From: ann@example.org\r\nSender: ann@example.org\r\nSender: ben@example.org", "554 5.6.0")]
    [InlineData("From:", "554 5.6.0")]
    [InlineData("From: (ann@example.org)", "554 5.6.0")]
    [InlineData("From: nobody:;", "554 5.6.0")]
    public async Task The_From_field_may_name_nobody_else_and_nothing_is_delivered(string fields, string reply)
    {
        foreach (var cut in (bool[])[false, true])
        {
            await using var house = await House.OpenAsync();
            Assert.StartsWith(reply, await house.SubmitAsync(fields + "\r\n\r\nhello\r\n", cut: cut), StringComparison.Ordinal);
            Assert.Empty(await house.ReadAsync(house.Ben));
        }
    }

    [Fact]
    public async Task By_setting_a_Sender_field_tells_who_wrote_for_whom()
    {
        await using var house = await House.OpenAsync(options => options.Submission.CheckFrom = FromCheck.AddSender);
        Assert.StartsWith("250", await house.SubmitAsync("From: ben@example.org\r\nSender: boss@example.com\r\nDate: x\r\nMessage-ID: <a@b>\r\n\r\nhello\r\n"), StringComparison.Ordinal);
        Assert.Equal("From: ben@example.org\r\nDate: x\r\nMessage-ID: <a@b>\r\nSender: ann@example.org\r\n\r\nhello\r\n", House.WithoutTrace((await house.ReadAsync(house.Ben)).Single()));
        // One's own stays as it was.
        Assert.StartsWith("250", await house.SubmitAsync("From: info@example.org\r\nSender: Ann\r\n <ann@example.org>\r\nDate: x\r\nMessage-ID: <a@b>\r\n\r\nhello\r\n"), StringComparison.Ordinal);
        Assert.EndsWith("Message-ID: <a@b>\r\nSender: Ann\r\n <ann@example.org>\r\n\r\nhello\r\n", (await house.ReadAsync(house.Ben))[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_setting_the_From_field_is_not_looked_at_and_the_envelope_is()
    {
        await using var house = await House.OpenAsync(options => options.Submission.CheckFrom = FromCheck.Off);
        Assert.StartsWith("250", await house.SubmitAsync("From: someone@elsewhere.example\r\n\r\nhello\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("550 5.7.1", await house.SubmitAsync("From: ann@example.org\r\n\r\nhello\r\n", from: "someone@elsewhere.example"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grants_let_an_account_send_as_addresses_and_domains_besides()
    {
        await using var house = await House.OpenAsync(options =>
            options.Submission.MaySendAs.Add(new() { Account = "Ann@example.org", Addresses = { "sales@Example.com", "@news.example" } }));
        await using var ann = await house.LogInAsync();
        foreach (var from in (string[])["SALES@example.com", "anyone@news.example"])
        {
            Assert.StartsWith("250", await ann.AskAsync($"MAIL FROM:<{from}>"), StringComparison.Ordinal);
            await ann.AskAsync("RSET");
        }

        foreach (var from in (string[])["other@example.com", "anyone@sub.news.example"])
            Assert.StartsWith("550 5.7.1", await ann.AskAsync($"MAIL FROM:<{from}>"), StringComparison.Ordinal);
        await using var ben = await house.LogInAsync(house.Ben);
        Assert.StartsWith("550 5.7.1", await ben.AskAsync("MAIL FROM:<sales@example.com>"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_setting_an_alias_of_several_is_nobodys_to_send_as()
    {
        await using var house = await House.OpenAsync(options => options.Submission.SharedAliases = false);
        await using var ann = await house.LogInAsync();
        Assert.StartsWith("550 5.7.1", await ann.AskAsync("MAIL FROM:<team@example.org>"), StringComparison.Ordinal);
        Assert.StartsWith("250", await ann.AskAsync("MAIL FROM:<info@example.org>"), StringComparison.Ordinal);
    }
}
