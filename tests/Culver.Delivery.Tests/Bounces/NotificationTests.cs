using System.Text.RegularExpressions;
using Culver.Delivery.Tests.Support;
using Culver.Smtp;
using Culver.Storage.Queue;

namespace Culver.Delivery.Tests.Bounces;

public sealed partial class NotificationTests
{
    private const string Zone = """
        example.net MX 10 mx.example.net
        mx.example.net A 192.0.2.1
        """;

    [Fact]
    public async Task A_failure_reads_like_this()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var ann = await house.Server.AddAccountAsync("ann");
        house.Network["192.0.2.1"] = new FakeMta { Answer = static line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 no such person" : null };
        await house.SendAsync(
            new() { Id = TransactionId.New(house.Server.Clock), ReversePath = RelayHouse.Address(ann.Address), EnvelopeId = "QQ314159" },
            "Message-ID: <one@example.org>\r\nSubject: hello\r\n\r\nhello\r\n",
            new OutboundRecipient(RelayHouse.Address("bob@example.net"), DsnNotify.Failure, "rfc822;robert@example.net"));
        await house.QuietAsync();
        var bounce = Identifier().Replace(Assert.Single(await house.InboxAsync(ann)), "ID");
        Assert.Equal("""
            Return-Path: <>
            Delivered-To: ann@example.org
            From: Mail Delivery System <postmaster@example.org>
            To: <ann@example.org>
            Subject: Your message could not be delivered
            Date: Thu, 15 Jan 2026 12:00:00 +0000
            Message-ID: <ID@mail.example.org>
            References: <one@example.org>
            Auto-Submitted: auto-replied
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status;
            	boundary="=_ID"
            Content-Transfer-Encoding: 7bit


            --=_ID
            Content-Type: text/plain; charset=us-ascii
            Content-Transfer-Encoding: 7bit

            This is the mail server mail.example.org.

            Your message could not be delivered to the recipients below, and will
            not be tried again.

            <bob@example.net>
                (you wrote to robert@example.net)
                There is no such address.
                mx.example.net said: 550 5.1.1 no such person

            Your message is attached.

            --=_ID
            Content-Type: message/delivery-status
            Content-Transfer-Encoding: 7bit

            Original-Envelope-Id: QQ314159
            Reporting-MTA: dns; mail.example.org
            Arrival-Date: Thu, 15 Jan 2026 12:00:00 +0000

            Original-Recipient: rfc822; robert@example.net
            Final-Recipient: rfc822; bob@example.net
            Action: failed
            Status: 5.1.1
            Remote-MTA: dns; mx.example.net
            Diagnostic-Code: smtp; 550 5.1.1 no such person
            Last-Attempt-Date: Thu, 15 Jan 2026 12:00:00 +0000

            --=_ID
            Content-Type: message/rfc822
            Content-Transfer-Encoding: 7bit

            Message-ID: <one@example.org>
            Subject: hello

            hello

            --=_ID--

            """.ReplaceLineEndings("\r\n"), bounce);
    }

    [Theory]
    [InlineData(DsnNotify.Unspecified, 0)]
    [InlineData(DsnNotify.Never, 0)]
    [InlineData(DsnNotify.Failure | DsnNotify.Delay, 0)]
    [InlineData(DsnNotify.Success, 1)]
    public async Task RFC_3461_section_5_2_2_a_server_without_DSN_makes_us_say_relayed_to_who_asked_for_success(DsnNotify notify, int told)
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var ann = await house.Server.AddAccountAsync("ann");
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        mta.Keywords.Remove("DSN");
        await SendAsync(house, ann.Address, "bob@example.net", notify);
        Assert.Equal("RCPT TO:<bob@example.net>", (await mta.NextAsync()).Recipients[0]);
        await house.QuietAsync();
        var mails = await house.InboxAsync(ann);
        Assert.Equal(told, mails.Count);
        Assert.All(mails, static mail => Assert.Contains("Action: relayed\r\nStatus: 2.0.0\r\n", mail, StringComparison.Ordinal));
    }

    [Fact]
    public async Task RFC_3461_section_5_2_1_a_server_with_DSN_is_told_what_the_sender_wants_and_we_say_nothing()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var ann = await house.Server.AddAccountAsync("ann");
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        await house.SendAsync(
            new() { Id = TransactionId.New(house.Server.Clock), ReversePath = RelayHouse.Address(ann.Address), EnvelopeId = "a+b", Return = DsnReturn.Headers },
            "Subject: hello\r\n\r\nhello\r\n",
            new OutboundRecipient(RelayHouse.Address("bob@example.net"), DsnNotify.Success | DsnNotify.Delay, "rfc822;bo=b@example.net"));
        var message = await mta.NextAsync();
        Assert.EndsWith(" RET=HDRS ENVID=a+2Bb", message.From, StringComparison.Ordinal);
        Assert.Equal("RCPT TO:<bob@example.net> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;bo+3Db@example.net", message.Recipients[0]);
        await house.QuietAsync();
        Assert.Empty(await house.InboxAsync(ann));
    }

    [Fact]
    public async Task Success_is_told_of_an_account_here_when_it_was_asked_for()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var ann = await house.Server.AddAccountAsync("ann");
        var bob = await house.Server.AddAccountAsync("bob");
        await SendAsync(house, ann.Address, bob.Address, DsnNotify.Success);
        await house.QuietAsync();
        Assert.Single(await house.InboxAsync(bob));
        var told = Assert.Single(await house.InboxAsync(ann));
        Assert.Contains("Action: delivered\r\n", told, StringComparison.Ordinal);
        Assert.Contains("Content-Type: text/rfc822-headers\r\n", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DsnNotify.Never)]
    [InlineData(DsnNotify.Success)]
    public async Task A_failure_is_told_to_nobody_who_does_not_want_to_hear_of_it(DsnNotify notify)
    {
        await using var house = await RelayHouse.StartAsync("");
        var ann = await house.Server.AddAccountAsync("ann");
        await SendAsync(house, ann.Address, "bob@nowhere.example", notify);
        await house.QuietAsync();
        Assert.Empty(await house.InboxAsync(ann));
        Assert.Empty(await house.ListAsync());
    }

    [Fact]
    public async Task Nobody_is_told_of_the_fate_of_a_notification()
    {
        await using var house = await RelayHouse.StartAsync("");
        var postmaster = await house.Server.AddAccountAsync("postmaster");
        await house.SendAsync("", "bob@nowhere.example");
        await house.QuietAsync();
        Assert.Empty(await house.ListAsync());
        Assert.Empty(await house.InboxAsync(postmaster));
    }

    [Theory]
    [InlineData(DsnReturn.Headers, false)]
    [InlineData(DsnReturn.Full, true)]
    [InlineData(DsnReturn.Unspecified, false)]
    public async Task A_failure_returns_what_the_sender_asked_for_and_of_large_messages_the_header(DsnReturn wanted, bool isWhole)
    {
        await using var house = await RelayHouse.StartAsync("", static options => options.Relay.ReturnedContent = 100);
        var ann = await house.Server.AddAccountAsync("ann");
        await house.SendAsync(
            new() { Id = TransactionId.New(house.Server.Clock), ReversePath = RelayHouse.Address(ann.Address), Return = wanted },
            "Subject: hello\r\n\r\n" + new string('x', 200) + "\r\n",
            new OutboundRecipient(RelayHouse.Address("bob@nowhere.example")));
        await house.QuietAsync();
        var bounce = Assert.Single(await house.InboxAsync(ann));
        Assert.Equal(isWhole, bounce.Contains("xxxx", StringComparison.Ordinal));
        Assert.Contains("\r\nSubject: hello\r\n", bounce, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RFC_6533_addresses_beyond_ASCII_are_told_in_UTF_8()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var ann = await house.Server.AddAccountAsync("ann");
        house.Network["192.0.2.1"] = new FakeMta();
        await house.SendAsync(
            new() { Id = TransactionId.New(house.Server.Clock), ReversePath = RelayHouse.Address(ann.Address), SmtpUtf8 = true },
            "Subject: grüße\r\n\r\nhello\r\n",
            new OutboundRecipient(RelayHouse.Address("bøb@example.net")));
        await house.QuietAsync();
        var bounce = Assert.Single(await house.InboxAsync(ann));
        Assert.Contains("Content-Type: message/global-delivery-status\r\nContent-Transfer-Encoding: 8bit\r\n", bounce, StringComparison.Ordinal);
        Assert.Contains("Final-Recipient: utf-8; bøb@example.net\r\n", bounce, StringComparison.Ordinal);
        Assert.Contains("Content-Type: message/global\r\n", bounce, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DsnReturn.Full, "message/global")]
    [InlineData(DsnReturn.Headers, "message/global-headers")]
    public async Task RFC_6533_section_4_5_header_fields_in_UTF_8_go_back_in_seven_bits_where_no_server_is_known_to_take_them(DsnReturn wanted, string type)
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        await house.SendAsync(
            new() { Id = TransactionId.New(house.Server.Clock), ReversePath = RelayHouse.Address("carl@example.net"), SmtpUtf8 = true, Return = wanted },
            "Subject: grüße\r\n\r\nhello\r\n",
            new OutboundRecipient(RelayHouse.Address("bob@nowhere.example")));
        var bounce = await mta.NextAsync();
        Assert.Equal("MAIL FROM:<>", bounce.From.Split(" SIZE=")[0]);
        Assert.DoesNotContain("8BITMIME", bounce.From, StringComparison.Ordinal);
        Assert.True(System.Text.Ascii.IsValid(bounce.Content));
        var part = bounce.Content[bounce.Content.IndexOf($"Content-Type: {type}\r\nContent-Transfer-Encoding: base64\r\n\r\n", StringComparison.Ordinal)..];
        var encoded = part[(part.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..part.IndexOf("\r\n--", StringComparison.Ordinal)];
        var returned = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(encoded.Replace("\r\n", "", StringComparison.Ordinal)));
        Assert.Contains("Subject: grüße\r\n", returned, StringComparison.Ordinal);
        Assert.Equal(wanted == DsnReturn.Full, returned.EndsWith("hello\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RFC_6152_section_3_what_has_eight_bits_is_recoded_for_a_server_that_takes_seven()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        mta.Keywords.Remove("8BITMIME");
        await house.SendAsync(
            new() { Id = TransactionId.New(house.Server.Clock), ReversePath = RelayHouse.Address("ann@example.org"), Body = BodyType.EightBitMime },
            "Subject: hello\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\ngrüße\r\n.\r\n",
            new OutboundRecipient(RelayHouse.Address("bob@example.net")));
        var content = (await mta.NextAsync()).Content;
        Assert.Contains("Content-Transfer-Encoding: base64\r\n", content, StringComparison.Ordinal);
        var encoded = content[(content.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        Assert.Equal("grüße\r\n.\r\n", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(encoded.Replace("\r\n", "", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task What_is_signed_is_returned_rather_than_recoded()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var ann = await house.Server.AddAccountAsync("ann");
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        mta.Keywords.Remove("8BITMIME");
        await house.SendAsync(
            new() { Id = TransactionId.New(house.Server.Clock), ReversePath = RelayHouse.Address(ann.Address), Body = BodyType.EightBitMime },
            "MIME-Version: 1.0\r\nContent-Type: multipart/signed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\ngrüße\r\n--b\r\n\r\nsig\r\n--b--\r\n",
            new OutboundRecipient(RelayHouse.Address("bob@example.net")));
        await house.QuietAsync();
        Assert.Contains("Status: 5.6.3\r\n", Assert.Single(await house.InboxAsync(ann)), StringComparison.Ordinal);
        Assert.False(mta.HasMessage);
    }

    [Fact]
    public async Task A_message_larger_than_the_server_takes_is_not_offered_to_it()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var ann = await house.Server.AddAccountAsync("ann");
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        mta.Keywords[2] = "SIZE 10";
        await SendAsync(house, ann.Address, "bob@example.net", DsnNotify.Unspecified);
        await house.QuietAsync();
        Assert.Contains("Status: 5.3.4\r\n", Assert.Single(await house.InboxAsync(ann)), StringComparison.Ordinal);
        Assert.DoesNotContain(mta.Log, static line => line.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RFC_2852_section_4_1_4_what_is_left_of_the_time_goes_on_and_a_server_that_does_not_know_it_gets_no_message_that_must_be_returned()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var ann = await house.Server.AddAccountAsync("ann");
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        mta.Keywords.Add("DELIVERBY 60");
        await ByAsync(TimeSpan.FromMinutes(10), DeliverByMode.Return);
        Assert.EndsWith(" BY=600;R", (await mta.NextAsync()).From, StringComparison.Ordinal);
        await ByAsync(TimeSpan.FromSeconds(30), DeliverByMode.Return);
        await house.QuietAsync();
        Assert.Contains("Status: 5.4.7\r\n", Assert.Single(await house.InboxAsync(ann)), StringComparison.Ordinal);
        mta.Keywords.Remove("DELIVERBY 60");
        await house.PassAsync(TimeSpan.FromSeconds(10));
        await ByAsync(TimeSpan.FromMinutes(10), DeliverByMode.Notify);
        Assert.DoesNotContain(" BY=", (await mta.NextAsync()).From, StringComparison.Ordinal);
        await house.QuietAsync();
        Assert.Contains("Action: relayed\r\n", (await house.InboxAsync(ann))[1], StringComparison.Ordinal);
        await ByAsync(TimeSpan.FromMinutes(10), DeliverByMode.Return);
        await house.QuietAsync();
        Assert.Equal(3, (await house.InboxAsync(ann)).Count);
        Assert.False(mta.HasMessage);

        Task<QueueId> ByAsync(TimeSpan time, DeliverByMode mode) => house.SendAsync(
            new() { Id = TransactionId.New(house.Server.Clock), ReversePath = RelayHouse.Address(ann.Address), DeliverBy = new(house.Server.Clock.GetUtcNow() + time, mode, Trace: false) },
            "Subject: hello\r\n\r\nhello\r\n",
            new OutboundRecipient(RelayHouse.Address("bob@example.net")));
    }

    [Fact]
    public async Task What_is_held_stays_until_it_is_let_go_and_what_is_removed_goes_nowhere()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var first = await house.SendAsync("ann@example.org", "bob@example.net");
        var second = await house.SendAsync("ann@example.org", "bob@example.net");
        await house.QuietAsync();
        Assert.Equal(2, await house.Control.HoldAsync(null, CancellationToken.None));
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        await house.PassAsync(TimeSpan.FromHours(1));
        Assert.Equal(2, (await house.ListAsync()).Count(static entry => entry.Message.IsHeld));
        Assert.True(await house.Control.RemoveAsync(second, CancellationToken.None));
        Assert.Equal(1, await house.Control.ReleaseAsync(first, CancellationToken.None));
        await mta.NextAsync();
        await house.QuietAsync();
        Assert.Empty(await house.ListAsync());
        Assert.False(mta.HasMessage);
    }

    [GeneratedRegex("[0-9a-z]{26}")]
    private static partial Regex Identifier();

    private static Task<QueueId> SendAsync(RelayHouse house, string from, string to, DsnNotify notify) => house.SendAsync(
        new() { Id = TransactionId.New(house.Server.Clock), ReversePath = RelayHouse.Address(from) },
        "Subject: hello\r\n\r\nhello\r\n",
        new OutboundRecipient(RelayHouse.Address(to), notify));
}
