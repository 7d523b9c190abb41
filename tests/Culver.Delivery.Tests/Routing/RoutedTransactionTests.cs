using System.Net;
using System.Text;
using Culver.Delivery.Routing;
using Culver.Delivery.Tests.Support;
using Culver.Identity.Authentication;
using Culver.Smtp;
using Culver.Storage;
using Culver.Storage.Directory;
using Culver.Storage.Queue;

namespace Culver.Delivery.Tests.Routing;

/// <summary>One message to accounts here and to other servers: all durable before a positive reply, and nothing half done that can be helped.</summary>
public sealed class RoutedTransactionTests
{
    private const string Content = "Subject: x\r\n\r\nhello\r\n";

    private readonly FakeQueue _queue = new();

    [Fact]
    public async Task Accounts_here_have_it_at_once_and_the_others_are_queued_with_one_content()
    {
        await using var house = await MailHouse.OpenAsync("ann", "ben");
        var replies = await SendAsync(house, Sender(), "ben@example.org", "x@elsewhere.example", "ann@example.org", "y@other.example");
        Assert.Equal([250, 250, 250, 250], replies.Select(static reply => reply.Code));
        var queued = Assert.Single(_queue.Committed);
        Assert.Equal(["x@elsewhere.example", "y@other.example"], queued.Addresses);
        Assert.Equal("Received: trace\r\n" + Content, queued.Content);
        Assert.Equal("ann@example.org", queued.Envelope.ReversePath?.ToString());
        Assert.NotNull(queued.Envelope.Account);
        foreach (var name in (string[])["ann", "ben"])
            Assert.EndsWith("Received: trace\r\n" + Content, Assert.Single(await house.ReadAsync(name)), StringComparison.Ordinal);
        Assert.Equal(0, _queue.Open);
    }

    [Fact]
    public async Task With_accounts_here_alone_the_queue_is_not_asked()
    {
        await using var house = await MailHouse.OpenAsync("ann", "ben");
        await SendAsync(house, Sender(), "ben@example.org");
        Assert.Empty(_queue.Committed);
        Assert.Single(await house.ReadAsync("ben"));
    }

    [Fact]
    public async Task Who_did_not_log_in_relays_nothing_whatever_else_holds()
    {
        await using var house = await MailHouse.OpenAsync("ann");
        foreach (var protocol in Enum.GetValues<SmtpProtocol>())
        {
            var sender = Sender() with { Origin = Sender().Origin with { Login = null, Protocol = protocol } };
            await using var transaction = new RoutedTransaction(sender, house.Services, _queue);
            var verdict = await transaction.AddRecipientAsync(new(new("x", "elsewhere.example")), CancellationToken.None);
            Assert.Equal(550, Assert.IsType<RecipientVerdict.Refused>(verdict).Reply.Code);
        }

        Assert.Empty(_queue.Committed);
    }

    [Theory]
    [InlineData("x", "elsewhere", 554)]
    [InlineData("x", "[192.0.2.1]", 550)]
    [InlineData("x", "[IPv6:::1]", 550)]
    [InlineData("nobody", "example.org", 550)]
    public async Task What_is_no_whole_domain_is_refused(string local, string domain, int code)
    {
        await using var house = await MailHouse.OpenAsync("ann");
        await using var transaction = new RoutedTransaction(Sender(), house.Services, _queue);
        var verdict = await transaction.AddRecipientAsync(new(new(local, domain)), CancellationToken.None);
        Assert.Equal(code, Assert.IsType<RecipientVerdict.Refused>(verdict).Reply.Code);
    }

    [Fact]
    public async Task What_must_wait_or_be_reported_goes_to_the_queue_also_for_accounts_here()
    {
        await using var house = await MailHouse.OpenAsync("ann", "ben");
        var until = DateTimeOffset.UnixEpoch.AddYears(70);
        var held = Sender() with { HoldUntil = until, EnvelopeId = "e", Return = ReturnedContent.Full, RequireTls = true, Priority = 2, DeliverBy = new(until.AddDays(1), Returns: true, Trace: false) };
        Assert.Equal(250, Assert.Single(await SendAsync(house, held, "ben@example.org")).Code);
        var envelope = Assert.Single(_queue.Committed).Envelope;
        Assert.Equal(until, envelope.HoldUntil);
        Assert.Equal("e", envelope.EnvelopeId);
        Assert.Equal(DsnReturn.Full, envelope.Return);
        Assert.Equal(new DeliverByTime(until.AddDays(1), DeliverByMode.Return, Trace: false), envelope.DeliverBy);
        Assert.Equal(2, envelope.Priority);
        Assert.True(envelope.RequireTls);
        Assert.Empty(await house.ReadAsync("ben"));

        await SendAsync(house, Sender(), new MessageRecipient(new("ben", "example.org")) { Notify = NotifyConditions.Success | NotifyConditions.Delay, OriginalRecipient = "rfc822;b" });
        var recipient = Assert.Single(_queue.Committed[1].Recipients);
        Assert.Equal(DsnNotify.Success | DsnNotify.Delay, recipient.Notify);
        Assert.Equal("rfc822;b", recipient.OriginalRecipient);
        Assert.Empty(await house.ReadAsync("ben"));
    }

    [Fact]
    public async Task An_alias_that_leads_elsewhere_is_the_queues()
    {
        await using var house = await MailHouse.OpenAsync("ann");
        await house.AliasAsync("out@example.org", "x@elsewhere.example", "ann@example.org");
        Assert.Equal(250, Assert.Single(await SendAsync(house, Sender(), "out@example.org")).Code);
        Assert.Equal(["out@example.org"], Assert.Single(_queue.Committed).Addresses);
    }

    [Fact]
    public async Task An_account_that_cannot_take_it_now_is_left_to_the_queue_with_the_others()
    {
        await using var house = await MailHouse.OpenAsync("ann", "ben");
        house.Store.Deliveries["ben"] = static () => throw new StorageUnavailableException("The disk is full.");
        var replies = await SendAsync(house, Sender(), "ann@example.org", "ben@example.org", "x@elsewhere.example");
        Assert.Equal([250, 250, 250], replies.Select(static reply => reply.Code));
        Assert.Equal(["x@elsewhere.example", "ben@example.org"], Assert.Single(_queue.Committed).Addresses);
        Assert.Single(await house.ReadAsync("ann"));
    }

    [Fact]
    public async Task A_failing_commit_sends_nothing_and_the_next_try_passes_over_who_has_it()
    {
        await using var house = await MailHouse.OpenAsync("ann", "ben");
        _queue.FailsToCommit = true;
        var replies = await SendAsync(house, Sender(), "ann@example.org", "x@elsewhere.example");
        Assert.Equal([250, 452], replies.Select(static reply => reply.Code));
        Assert.Empty(_queue.Committed);
        Assert.Equal(0, _queue.Open);

        _queue.FailsToCommit = false;
        replies = await SendAsync(house, Sender(), "ann@example.org", "x@elsewhere.example");
        Assert.Equal([250, 250], replies.Select(static reply => reply.Code));
        Assert.Single(_queue.Committed);
        Assert.Single(await house.ReadAsync("ann"));

        // All have it now: the same octets sent again are a message of their own.
        await SendAsync(house, Sender(), "ann@example.org", "x@elsewhere.example");
        Assert.Equal(2, (await house.ReadAsync("ann")).Length);
    }

    [Fact]
    public async Task A_disk_that_fills_while_content_comes_leaves_nothing_behind()
    {
        await using var house = await MailHouse.OpenAsync("ann");
        _queue.FailsToWrite = true;
        var refused = await Assert.ThrowsAsync<MessageRefusedException>(() => SendAsync(house, Sender(), "ann@example.org", "x@elsewhere.example"));
        Assert.Equal(452, refused.Reply.Code);
        Assert.Empty(_queue.Committed);
        Assert.Equal(0, _queue.Open);
        Assert.Empty(await house.ReadAsync("ann"));
        Assert.Empty(System.IO.Directory.EnumerateFiles(house.Spool));
    }

    private static MessageSender Sender() => new(
        TransactionId.New(TimeProvider.System), new("ann", "example.org"), -1, BodyType.SevenBit, SmtpUtf8: false,
        new MessageOrigin("c1", "submission", new IPEndPoint(IPAddress.Loopback, 1), "client.example", null, SmtpProtocol.Submission)
        {
            Login = new AccountIdentity(new(default, "ann@example.org", DateTimeOffset.UnixEpoch, 0, AccountSettings.Default)),
        });

    private Task<List<SmtpReply>> SendAsync(MailHouse house, MessageSender sender, params string[] recipients) =>
        SendAsync(house, sender, [.. recipients.Select(static recipient => new MessageRecipient(new(recipient.Split('@')[0], recipient.Split('@')[1])))]);

    private async Task<List<SmtpReply>> SendAsync(MailHouse house, MessageSender sender, params MessageRecipient[] recipients)
    {
        await using var transaction = new RoutedTransaction(sender, house.Services, _queue);
        foreach (var recipient in recipients)
            Assert.IsType<RecipientVerdict.Accepted>(await transaction.AddRecipientAsync(recipient, CancellationToken.None));
        await transaction.OpenAsync(Encoding.ASCII.GetBytes("Received: trace\r\n"), CancellationToken.None);
        await transaction.WriteAsync(Encoding.ASCII.GetBytes(Content), CancellationToken.None);
        var replies = new List<SmtpReply>();
        await foreach (var reply in transaction.DeliverAsync(CancellationToken.None))
            replies.Add(reply);
        return replies;
    }
}
