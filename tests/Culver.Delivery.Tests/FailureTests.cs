using Culver.Delivery.Tests.Support;
using Culver.Storage;

namespace Culver.Delivery.Tests;

/// <summary>Disks, quotas and accounts that fail, and what the client is told.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task LMTP_answers_each_recipient_for_itself()
    {
        await using var house = await MailHouse.OpenAsync("alice", "bob", "carol", "dave", "erin", "frank");
        house.Store.Deliveries["bob"] = () => new AppendResult.OverQuota();
        house.Store.Deliveries["carol"] = () => throw new StorageUnavailableException("disk /dev/sda full");
        house.Store.Deliveries["dave"] = () => throw new AccountGoneException("gone");
        house.Store.Deliveries["erin"] = () => throw new InvalidOperationException("secret");
        await using var client = await house.GreetAsync("lmtp");
        Assert.Equal(
            [
                "250 2.1.5 <alice@example.org> Delivered",
                "452 4.2.2 <bob@example.org> The recipient's account is full",
                "452 4.3.1 <carol@example.org> The message cannot be stored at present",
                "550 5.1.1 <dave@example.org> The recipient does not exist any more",
                "451 4.3.0 <erin@example.org> Something failed here; please try again later",
                "250 2.1.5 <frank@example.org> Delivered",
            ],
            await MailHouse.SendAsync(
                client, "x\r\n", "alice@example.org", "bob@example.org", "carol@example.org", "dave@example.org", "erin@example.org", "frank@example.org"));
        Assert.Single(await house.ReadAsync("alice"));
        Assert.Single(await house.ReadAsync("frank"));
        Assert.Empty(await house.ReadAsync("bob"));
    }

    [Fact]
    public async Task A_full_account_refuses_for_good_where_that_is_set()
    {
        await using var house = new MailHouse(options => options.OverQuotaIsPermanent = true);
        await house.PeopleAsync("bob");
        house.Store.Deliveries["bob"] = () => new AppendResult.OverQuota();
        await using var client = await house.GreetAsync();
        Assert.Equal(["552 5.2.2 The recipient's account is full"], await MailHouse.SendAsync(client, "x\r\n", "bob@example.org"));
    }

    [Theory]
    [InlineData(false, "452 4.2.2 <bob@example.org> The recipient's account is full")]
    [InlineData(true, "552 5.2.2 <bob@example.org> The recipient's account is full")]
    public async Task An_account_that_is_full_answers_for_itself_until_there_is_room(bool isPermanent, string full)
    {
        await using var house = new MailHouse(options => options.OverQuotaIsPermanent = isPermanent);
        await house.PeopleAsync("alice", "bob");
        await house.LimitAsync("bob", 10);
        await using var client = await house.GreetAsync("lmtp");
        var delivered = "250 2.1.5 <alice@example.org> Delivered";
        Assert.Equal([delivered, full], await MailHouse.SendAsync(client, "Subject: a\r\n\r\nx\r\n", "alice@example.org", "bob@example.org"));
        Assert.Empty(await house.ReadAsync("bob"));
        await house.LimitAsync("bob", 100_000);
        Assert.Equal(["250 2.1.5 <bob@example.org> Delivered"], await MailHouse.SendAsync(client, "Subject: a\r\n\r\nx\r\n", "bob@example.org"));
        Assert.Single(await house.ReadAsync("bob"));
    }

    [Fact]
    public async Task SMTP_keeps_the_client_responsible_and_its_second_try_delivers_to_nobody_twice()
    {
        await using var house = await MailHouse.OpenAsync("alice", "bob");
        house.Store.Deliveries["bob"] = () => throw new StorageUnavailableException("down");
        await using var client = await house.GreetAsync();
        Assert.StartsWith("451 4.3.0 Not every", Assert.Single(await MailHouse.SendAsync(client, "Subject: a\r\n\r\nx\r\n", "alice@example.org", "bob@example.org")), StringComparison.Ordinal);
        house.Store.Deliveries.Clear();
        // Another connection, as a queue would; another message in between, which is not mistaken for it.
        await using var again = await house.GreetAsync();
        Assert.StartsWith("250", Assert.Single(await MailHouse.SendAsync(again, "Subject: b\r\n\r\nx\r\n", "alice@example.org", "bob@example.org")), StringComparison.Ordinal);
        Assert.StartsWith("250", Assert.Single(await MailHouse.SendAsync(again, "Subject: a\r\n\r\nx\r\n", "alice@example.org", "bob@example.org")), StringComparison.Ordinal);
        Assert.Equal(2, (await house.ReadAsync("alice")).Length);
        Assert.Equal(2, (await house.ReadAsync("bob")).Length);
        // Once all have it, the same octets again are a new message.
        Assert.StartsWith("250", Assert.Single(await MailHouse.SendAsync(again, "Subject: a\r\n\r\nx\r\n", "alice@example.org", "bob@example.org")), StringComparison.Ordinal);
        Assert.Equal(3, (await house.ReadAsync("alice")).Length);
    }

    [Fact]
    public async Task An_alias_that_reached_one_of_two_is_tried_again_for_the_other_alone()
    {
        await using var house = await MailHouse.OpenAsync("alice", "bob");
        await house.AliasAsync("team@example.org", "alice@example.org", "bob@example.org");
        house.Store.Deliveries["bob"] = () => new AppendResult.OverQuota();
        await using var client = await house.GreetAsync("lmtp");
        Assert.StartsWith("452 4.2.2 <team@example.org>", Assert.Single(await MailHouse.SendAsync(client, "x\r\n", "team@example.org")), StringComparison.Ordinal);
        house.Store.Deliveries.Clear();
        Assert.StartsWith("250 2.1.5", Assert.Single(await MailHouse.SendAsync(client, "x\r\n", "team@example.org")), StringComparison.Ordinal);
        Assert.Single(await house.ReadAsync("alice"));
        Assert.Single(await house.ReadAsync("bob"));
    }

    [Theory]
    [InlineData("stage")]
    [InlineData("write")]
    [InlineData("complete")]
    public async Task A_disk_that_fails_is_a_452_and_leaves_nothing(string when)
    {
        await using var house = await MailHouse.OpenAsync("alice");
        await using var client = await house.GreetAsync();
        var failure = new StorageUnavailableException("no space on /var/lib/culver");
        house.Store.OnStage = when == "stage" ? failure : null;
        house.Store.OnWrite = when == "write" ? failure : null;
        house.Store.OnComplete = when == "complete" ? failure : null;
        Assert.Equal(["452 4.3.1 The message cannot be stored at present"], await MailHouse.SendAsync(client, "x\r\n", "alice@example.org"));
        house.Store.OnStage = house.Store.OnWrite = house.Store.OnComplete = null;
        Assert.Empty(await house.ReadAsync("alice"));
        Assert.Empty(Directory.GetFiles(house.Spool));
        Assert.StartsWith("250", Assert.Single(await MailHouse.SendAsync(client, "x\r\n", "alice@example.org")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_goes_in_the_middle_of_a_large_message_leaves_no_file()
    {
        await using var house = await MailHouse.OpenAsync("alice");
        await using var client = await house.GreetAsync();
        await client.AskAsync("MAIL FROM:<>");
        await client.AskAsync("RCPT TO:<alice@example.org>");
        await client.AskAsync("DATA");
        for (var i = 0; i < 1000; i++)
            await client.SendAsync(new string('x', 998) + "\r\n");
        await client.EndSendingAsync();
        await client.Served;
        Assert.Empty(Directory.GetFiles(house.Spool));
        Assert.Empty(await house.ReadAsync("alice"));
    }

    [Fact]
    public async Task A_slow_account_holds_up_no_other_and_commits_are_made_a_few_at_a_time()
    {
        await using var house = new MailHouse(options => options.ParallelRecipients = 3);
        var names = Enumerable.Range(0, 20).Select(i => $"user{i}").ToArray();
        await house.PeopleAsync(names);
        var slow = new TaskCompletionSource();
        house.Store.Waits["user0"] = slow.Task;
        var last = house.Store.Done["user19"] = new TaskCompletionSource();
        await using var client = await house.GreetAsync("lmtp");
        var sending = MailHouse.SendAsync(client, "x\r\n", [.. names.Select(name => name + "@example.org")]);
        await last.Task.WaitAsync(TimeSpan.FromSeconds(20));
        slow.SetResult();
        Assert.All(await sending, reply => Assert.StartsWith("250 2.1.5", reply, StringComparison.Ordinal));
        Assert.InRange(house.Store.MostAtOnce, 2, 3);
        foreach (var name in names)
            Assert.Single(await house.ReadAsync(name));
    }

    [Fact]
    public async Task A_large_message_is_staged_once_and_whole_in_every_account()
    {
        var names = Enumerable.Range(0, 12).Select(i => $"user{i}").ToArray();
        await using var house = await MailHouse.OpenAsync(names);
        await using var client = await house.GreetAsync("lmtp");
        var body = "Subject: big\r\n\r\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"line {i} {new string('x', 60)}\r\n"));
        Assert.All(await MailHouse.SendAsync(client, body, [.. names.Select(name => name + "@example.org")]), reply => Assert.StartsWith("250 2.1.5", reply, StringComparison.Ordinal));
        foreach (var name in names)
            Assert.EndsWith(body, Assert.Single(await house.ReadAsync(name)), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(house.Spool));
    }
}
