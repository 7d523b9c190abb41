using Culver.Delivery.Tests.Support;

namespace Culver.Delivery.Tests.Queue;

/// <summary>The hosts of a destination in their order, until an attempt succeeds (RFC 5321 §5.1).</summary>
public sealed class NextHostTests
{
    private const string Zone = """
        example.net MX 10 first.example.net
        example.net MX 20 second.example.net
        first.example.net A 192.0.2.11
        second.example.net A 192.0.2.12
        """;

    private const string One = """
        example.net MX 10 mx.example.net
        mx.example.net A 192.0.2.1
        """;

    [Theory]
    [InlineData("MAIL", "452 4.3.1 no room")]
    [InlineData("RCPT", "450 4.2.0 not now")]
    [InlineData("DATA", "451 4.3.0 not now")]
    [InlineData(".", "451 4.3.0 not now")]
    [InlineData("MAIL", "421 4.3.2 closing")]
    [InlineData("MAIL", "")]
    [InlineData("RCPT", "")]
    public async Task RFC_5321_section_5_1_a_host_that_serves_us_and_cannot_take_the_message_leaves_it_to_the_next(string command, string answer)
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        house.Network["192.0.2.11"] = new FakeMta { Answer = line => line.StartsWith(command, StringComparison.Ordinal) ? answer : null };
        var second = house.Network["192.0.2.12"] = new FakeMta();
        await house.SendAsync("ann@example.org", "bob@example.net");
        Assert.Equal(["RCPT TO:<bob@example.net>"], (await second.NextAsync()).Recipients);
        await house.QuietAsync();
        Assert.Empty(await house.ListAsync());
    }

    [Fact]
    public async Task RFC_5321_section_4_2_5_a_host_that_may_have_the_message_is_the_only_one_that_gets_it()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        house.Network["192.0.2.11"] = new FakeMta { Answer = static line => line == "." ? "" : null };
        var second = house.Network["192.0.2.12"] = new FakeMta();
        await house.SendAsync("ann@example.org", "bob@example.net");
        await house.QuietAsync();
        Assert.Equal("4.4.2", Assert.Single(await house.ListAsync()).Recipients[0].LastStatus);
        Assert.Equal(0, second.Connections);
    }

    [Fact]
    public async Task A_host_that_may_have_the_message_is_not_sent_it_again_at_once_where_the_connection_had_waited()
    {
        await using var house = await RelayHouse.StartAsync(One, static options => options.Relay.MaxConnectionsPerDestination = 1);
        var dots = 0;
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        mta.Answer = line => line == "." && Interlocked.Increment(ref dots) == 2 ? "" : null;
        await house.SendAsync("ann@example.org", "bob@example.net");
        await mta.NextAsync();
        await house.SendAsync("ann@example.org", "bob@example.net");
        await house.PassUntilAsync(async () => (await house.ListAsync()) is [{ Recipients: [{ LastStatus: "4.4.2" }] }] or []);
        Assert.Equal((2, 1), (dots, mta.Connections));
        Assert.Single(await house.ListAsync());
    }

    [Fact]
    public async Task What_a_server_closes_a_waiting_connection_with_puts_no_message_off()
    {
        await using var house = await RelayHouse.StartAsync(One, static options => options.Relay.MaxConnectionsPerDestination = 1);
        var mails = 0;
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        mta.Answer = line => line.StartsWith("MAIL", StringComparison.Ordinal) && Interlocked.Increment(ref mails) == 2 ? "421 4.7.0 enough for one connection" : null;
        await house.SendAsync("ann@example.org", "bob@example.net");
        await mta.NextAsync();
        await house.SendAsync("ann@example.org", "carl@example.net");
        Assert.Equal(["RCPT TO:<carl@example.net>"], (await mta.NextAsync()).Recipients);
        await house.QuietAsync();
        Assert.Empty(await house.ListAsync());
        Assert.Equal(2, mta.Connections);
    }

    [Fact]
    public async Task A_host_that_takes_it_for_some_keeps_it_for_the_others()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        house.Network["192.0.2.11"] = new FakeMta { Answer = static line => line.StartsWith("RCPT TO:<carl", StringComparison.Ordinal) ? "450 4.2.1 not now" : null };
        var second = house.Network["192.0.2.12"] = new FakeMta();
        await house.SendAsync("ann@example.org", "bob@example.net", "carl@example.net");
        await house.QuietAsync();
        Assert.Equal("4.2.1", Assert.Single(Assert.Single(await house.ListAsync()).Recipients, static recipient => recipient.IsWaiting).LastStatus);
        Assert.Equal(0, second.Connections);
    }

    [Fact]
    public async Task Only_trouble_that_all_hosts_share_is_permanent()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        house.Network["192.0.2.11"] = new FakeMta { Answer = static line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "450 4.7.1 greylisted" : null };
        house.Network["192.0.2.12"] = new FakeMta { Answer = static line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.7.1 relaying denied" : null };
        await house.SendAsync("ann@example.org", "bob@example.net");
        await house.QuietAsync();
        Assert.Equal("4.7.1", Assert.Single(await house.ListAsync()).Recipients[0].LastStatus);
    }

    [Fact]
    public async Task The_next_message_begins_with_the_most_preferred_host_again()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var first = house.Network["192.0.2.11"] = new FakeMta { Answer = static line => line == "RCPT TO:<bob@example.net>" ? "450 4.2.1 not now" : null };
        var second = house.Network["192.0.2.12"] = new FakeMta();
        await house.SendAsync("ann@example.org", "bob@example.net");
        await second.NextAsync();
        await house.SendAsync("ann@example.org", "carl@example.net");
        Assert.Equal(["RCPT TO:<carl@example.net>"], (await first.NextAsync()).Recipients);
    }

    [Fact]
    public async Task Another_address_of_the_only_host_is_tried_too()
    {
        await using var house = await RelayHouse.StartAsync("""
            example.net MX 10 mx.example.net
            mx.example.net A 192.0.2.11
            mx.example.net A 192.0.2.12
            """);
        var refusing = new FakeMta { Answer = static line => line.StartsWith("MAIL", StringComparison.Ordinal) ? "451 4.7.0 not from there" : null };
        var taking = new FakeMta();
        house.Network["192.0.2.11"] = refusing;
        house.Network["192.0.2.12"] = taking;
        await house.SendAsync("ann@example.org", "bob@example.net");
        await taking.NextAsync();
        await house.QuietAsync();
        Assert.Empty(await house.ListAsync());
    }

    [Theory]
    // The address that could not be reached may be the one that takes mail.
    [InlineData("""
        example.net MX 10 mx.example.net
        mx.example.net A 192.0.2.11
        mx.example.net A 192.0.2.12
        """, "4.4.1")]
    // So may the host whose address could not be looked up.
    [InlineData("""
        example.net MX 10 first.example.net
        example.net MX 20 second.example.net
        first.example.net FAIL
        second.example.net A 192.0.2.12
        """, "4.4.3")]
    public async Task A_server_that_takes_no_mail_ends_nothing_while_another_was_not_asked(string zone, string status)
    {
        await using var house = await RelayHouse.StartAsync(zone);
        house.Network["192.0.2.12"] = new FakeMta { Greeting = "554 5.3.2 no mail here" };
        await house.SendAsync("ann@example.org", "bob@example.net");
        await house.QuietAsync();
        Assert.Equal(status, Assert.Single(await house.ListAsync()).Recipients[0].LastStatus);
    }

    [Fact]
    public async Task RFC_7505_section_3_a_null_MX_that_is_there_twice_is_one()
    {
        await using var house = await RelayHouse.StartAsync("""
            example.net MX 0 .
            example.net MX 10 .
            """);
        var ann = await house.Server.AddAccountAsync("ann");
        await house.SendAsync(ann.Address, "bob@example.net");
        await house.QuietAsync();
        Assert.Contains("Status: 5.1.10\r\n", Assert.Single(await house.InboxAsync(ann)), StringComparison.Ordinal);
    }
}
