using Culver.Dns.Tests.Support;

namespace Culver.Dns.Tests.Stub;

public sealed class StubResolverTests
{
    private static readonly DnsOptions TwoServers = new() { Servers = ["192.0.2.1", "192.0.2.2:5353"] };

    [Fact]
    public async Task An_answer_has_its_records_and_their_shortest_life()
    {
        await using var dns = new Resolving();
        dns.Servers.Datagram = static (_, query) => ReplyBuilder.To(query).Mx("example.com", 10, "a.example.com", 500).Mx("Example.com", 20, "b.example.com", 400).A("a.example.com", "192.0.2.9", 5).Build();
        var found = Assert.IsType<DnsAnswer<MxRecord>.Found>(await dns.AskAsync<MxRecord>("example.com"));
        Assert.Equal([new MxRecord(10, DnsName.Parse("a.example.com")), new MxRecord(20, DnsName.Parse("b.example.com"))], found.Records);
        Assert.Equal(TimeSpan.FromSeconds(400), found.TimeToLive);
    }

    [Fact]
    public async Task A_question_asks_for_recursion_with_extensions_and_authentic_data()
    {
        await using var dns = new Resolving();
        dns.Servers.Datagram = static (_, query) => ReplyBuilder.To(query).A("example.com", "192.0.2.1").Build();
        await dns.AskAsync<ARecord>("example.com");
        var query = dns.Servers.Asked[0].Query;
        Assert.Equal([0x01, 0x20, 0, 1, 0, 0, 0, 0, 0, 1], query[2..12]);
        Assert.Equal([7, (byte)'e', (byte)'x', (byte)'a', (byte)'m', (byte)'p', (byte)'l', (byte)'e', 3, (byte)'c', (byte)'o', (byte)'m', 0, 0, 1, 0, 1], query[12..29]);
        Assert.Equal([0, 0, 41, 1232 >> 8, 1232 & 0xFF, 0, 0, 0, 0, 0, 0], query[29..]);
    }

    [Fact]
    public async Task A_silent_server_costs_its_timeout_and_then_the_next_is_asked()
    {
        await using var dns = new Resolving(TwoServers);
        dns.Servers.Datagram = static (server, query) => server == "192.0.2.2:5353" ? ReplyBuilder.To(query).A("example.com", "192.0.2.7", 10).Build() : null;
        var start = dns.Clock.GetUtcNow();
        Assert.IsType<DnsAnswer<ARecord>.Found>(await dns.AskAsync<ARecord>("example.com"));
        Assert.Equal(TimeSpan.FromSeconds(4), dns.Clock.GetUtcNow() - start);
        dns.Clock.Advance(TimeSpan.FromSeconds(11));
        await dns.AskAsync<ARecord>("example.com");
        Assert.Equal(["192.0.2.1:53", "192.0.2.2:5353", "192.0.2.2:5353"], dns.Servers.Asked.Select(static asked => asked.Server));
    }

    [Fact]
    public async Task When_all_servers_stay_silent_the_failure_is_temporary_and_not_kept()
    {
        await using var dns = new Resolving(TwoServers);
        Assert.Equal(DnsFailure.Timeout, Assert.IsType<DnsAnswer<ARecord>.TemporaryFailure>(await dns.AskAsync<ARecord>("example.com")).Reason);
        Assert.Equal(4, dns.Servers.Asked.Count);
        await dns.AskAsync<ARecord>("example.com");
        Assert.Equal(8, dns.Servers.Asked.Count);
    }

    [Fact]
    public async Task Servfail_of_one_server_sends_us_to_the_next_and_of_all_is_a_server_failure()
    {
        await using var dns = new Resolving(TwoServers);
        dns.Servers.Datagram = static (server, query) => server == "192.0.2.1:53" ? ReplyBuilder.To(query, code: 2).Build() : null;
        Assert.Equal(DnsFailure.ServerFailure, Assert.IsType<DnsAnswer<ARecord>.TemporaryFailure>(await dns.AskAsync<ARecord>("example.com")).Reason);
        dns.Servers.Datagram = static (server, query) => server == "192.0.2.1:53" ? ReplyBuilder.To(query, code: 2).Build() : ReplyBuilder.To(query).A("example.com", "192.0.2.3").Build();
        Assert.IsType<DnsAnswer<ARecord>.Found>(await dns.AskAsync<ARecord>("example.com"));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(9)]
    public async Task A_server_that_refuses_has_not_answered(int code)
    {
        await using var dns = new Resolving();
        dns.Servers.Datagram = (_, query) => ReplyBuilder.To(query, code).Build();
        Assert.Equal(DnsFailure.Refused, Assert.IsType<DnsAnswer<ARecord>.TemporaryFailure>(await dns.AskAsync<ARecord>("example.com")).Reason);
    }

    [Fact]
    public async Task An_error_whose_upper_bits_are_in_the_extensions_is_an_error()
    {
        await using var dns = new Resolving();
        dns.Servers.Datagram = static (_, query) => ReplyBuilder.To(query).Extended(1).Build();
        Assert.Equal(DnsFailure.Refused, Assert.IsType<DnsAnswer<ARecord>.TemporaryFailure>(await dns.AskAsync<ARecord>("example.com")).Reason);
        dns.Servers.Datagram = static (_, query) => ReplyBuilder.To(query).A("example.com", "192.0.2.1").Extended(0).Build();
        Assert.IsType<DnsAnswer<ARecord>.Found>(await dns.AskAsync<ARecord>("example.com"));
    }

    [Fact]
    public async Task A_referral_is_no_answer()
    {
        await using var dns = new Resolving();
        dns.Servers.Datagram = static (_, query) => ReplyBuilder.To(query, recursion: false).Build();
        Assert.Equal(DnsFailure.Refused, Assert.IsType<DnsAnswer<ARecord>.TemporaryFailure>(await dns.AskAsync<ARecord>("example.com")).Reason);
    }

    [Fact]
    public async Task A_truncated_answer_is_fetched_over_tcp()
    {
        await using var dns = new Resolving();
        dns.Servers.Datagram = static (_, query) => ReplyBuilder.To(query, truncated: true).A("example.com", "192.0.2.1").Build();
        dns.Servers.Stream = static (_, query) => ReplyBuilder.To(query).A("example.com", "192.0.2.1").A("example.com", "192.0.2.2").Build();
        Assert.Equal(2, (await dns.AskAsync<ARecord>("example.com")).Records.Length);
    }

    [Fact]
    public async Task A_server_that_does_not_know_the_extensions_is_asked_without_them()
    {
        await using var dns = new Resolving();
        dns.Servers.Datagram = static (_, query) => query[11] == 1
            ? [query[0], query[1], 0x81, 0x81, 0, 0, 0, 0, 0, 0, 0, 0]
            : ReplyBuilder.To(query).A("example.com", "192.0.2.1").Build();
        Assert.IsType<DnsAnswer<ARecord>.Found>(await dns.AskAsync<ARecord>("example.com"));
    }

    [Fact]
    public async Task Answers_are_given_from_memory_until_their_life_ends()
    {
        await using var dns = new Resolving();
        dns.Servers.Datagram = static (_, query) => ReplyBuilder.To(query).A("example.com", "192.0.2.1", 60).Build();
        await dns.AskAsync<ARecord>("example.com");
        dns.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(TimeSpan.FromSeconds(1), (await dns.AskAsync<ARecord>("EXAMPLE.com")).TimeToLive);
        Assert.Single(dns.Servers.Asked);
        dns.Clock.Advance(TimeSpan.FromSeconds(1));
        await dns.AskAsync<ARecord>("example.com");
        Assert.Equal(2, dns.Servers.Asked.Count);
    }

    [Fact]
    public async Task A_life_of_years_is_capped()
    {
        await using var dns = new Resolving();
        dns.Servers.Datagram = static (_, query) => ReplyBuilder.To(query).A("example.com", "192.0.2.1", int.MaxValue).Build();
        Assert.Equal(TimeSpan.FromDays(1), (await dns.AskAsync<ARecord>("example.com")).TimeToLive);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(0x80000000u)]
    public async Task What_may_not_be_kept_is_asked_again(uint life)
    {
        await using var dns = new Resolving();
        dns.Servers.Datagram = (_, query) => ReplyBuilder.To(query).A("example.com", "192.0.2.1", life).Build();
        await dns.AskAsync<ARecord>("example.com");
        await dns.AskAsync<ARecord>("example.com");
        Assert.Equal(2, dns.Servers.Asked.Count);
    }

    [Theory] // RFC 2308 §5
    [InlineData(3, 600u, 60u, 60)]
    [InlineData(0, 30u, 60u, 30)]
    [InlineData(3, 90000u, 90000u, 3600)]
    public async Task That_nothing_is_there_is_kept_as_long_as_the_zone_says(int code, uint life, uint minimum, int seconds)
    {
        await using var dns = new Resolving();
        dns.Servers.Datagram = (_, query) => ReplyBuilder.To(query, code).Soa("example.com", life, minimum).Build();
        var answer = await dns.AskAsync<TxtRecord>("no.example.com");
        Assert.Equal(code == 3, answer is DnsAnswer<TxtRecord>.NxDomain);
        Assert.Equal(code == 0, answer is DnsAnswer<TxtRecord>.NoData);
        dns.Clock.Advance(TimeSpan.FromSeconds(seconds - 1));
        await dns.AskAsync<TxtRecord>("no.example.com");
        Assert.Single(dns.Servers.Asked);
        dns.Clock.Advance(TimeSpan.FromSeconds(1));
        await dns.AskAsync<TxtRecord>("no.example.com");
        Assert.Equal(2, dns.Servers.Asked.Count);
    }

    [Fact] // RFC 2308 §5, §8: by name and class, whatever the type; and of a chain of aliases it is the end that is not there (§2.1).
    public async Task That_a_name_does_not_exist_answers_every_question_about_it()
    {
        await using var dns = new Resolving();
        dns.Servers.Datagram = static (_, query) => ReplyBuilder.To(query, 3, authentic: true).Cname("www.example.com", "no.example.net").Soa("example.net", 60, 60).Build();
        Assert.IsType<DnsAnswer<ARecord>.NxDomain>(await dns.AskAsync<ARecord>("www.example.com"));
        dns.Clock.Advance(TimeSpan.FromSeconds(10));
        var denied = await dns.AskAsync<MxRecord>("NO.example.net");
        Assert.IsType<DnsAnswer<MxRecord>.NxDomain>(denied);
        Assert.Equal((true, TimeSpan.FromSeconds(50)), (denied.IsAuthentic, denied.TimeToLive));
        await dns.AskAsync<ARecord>("www.example.com");
        Assert.Single(dns.Servers.Asked);
        // The alias itself exists, and something below the name was never asked for.
        await dns.AskAsync<MxRecord>("www.example.com");
        await dns.AskAsync<ARecord>("a.no.example.net");
        Assert.Equal(3, dns.Servers.Asked.Count);
        dns.Clock.Advance(TimeSpan.FromSeconds(60));
        await dns.AskAsync<MxRecord>("no.example.net");
        Assert.Equal(4, dns.Servers.Asked.Count);
    }

    [Fact] // RFC 2308 §5
    public async Task What_is_not_there_is_remembered_no_longer_than_what_is()
    {
        await using var dns = new Resolving(new() { Servers = ["127.0.0.1"], LongestTimeToLive = TimeSpan.FromMinutes(5) });
        dns.Servers.Datagram = static (_, query) => ReplyBuilder.To(query, 3).Soa("example.com", 9000, 9000).Build();
        Assert.Equal(TimeSpan.FromMinutes(5), (await dns.AskAsync<ARecord>("no.example.com")).TimeToLive);
    }

    [Fact]
    public async Task A_denial_without_a_zone_is_not_kept()
    {
        await using var dns = new Resolving();
        dns.Servers.Datagram = static (_, query) => ReplyBuilder.To(query, 3).Build();
        await dns.AskAsync<TxtRecord>("no.example.com");
        await dns.AskAsync<TxtRecord>("no.example.com");
        Assert.Equal(2, dns.Servers.Asked.Count);
    }

    [Fact]
    public async Task Memory_is_bounded_and_what_is_asked_often_stays()
    {
        await using var dns = new Resolving(new() { Servers = ["127.0.0.1"], CachedAnswers = 10 });
        dns.Servers.Datagram = static (_, query) =>
        {
            var at = 12;
            Assert.True(Culver.Dns.Wire.NameReader.TryRead(query, ref at, out var name));
            return ReplyBuilder.To(query).A(name.ToString(), "192.0.2.1").Build();
        };
        for (var i = 0; i < 100; i++)
        {
            await dns.AskAsync<ARecord>($"a{i}.example.com");
            await dns.AskAsync<ARecord>("often.example.com");
        }

        Assert.Equal(101, dns.Servers.Asked.Count);
        await dns.AskAsync<ARecord>("a0.example.com");
        Assert.Equal(102, dns.Servers.Asked.Count);
    }

    [Fact]
    public async Task One_question_is_in_flight_once_and_who_stops_waiting_stops_nobody()
    {
        await using var dns = new Resolving();
        var gate = dns.Servers.Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        dns.Servers.Datagram = static (_, query) => ReplyBuilder.To(query).A("example.com", "192.0.2.1").Build();
        using var impatience = new CancellationTokenSource();
        var impatient = dns.Resolver.QueryAsync<ARecord>(DnsName.Parse("example.com"), impatience.Token).AsTask();
        var others = Enumerable.Range(0, 20).Select(_ => dns.AskAsync<ARecord>("example.com")).ToArray();
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        gate.SetResult();
        Assert.All(await Task.WhenAll(others), static answer => Assert.IsType<DnsAnswer<ARecord>.Found>(answer));
        Assert.Single(dns.Servers.Asked);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("[::1]:5353", true)]
    [InlineData("192.0.2.53", false)]
    [InlineData("198.51.100.53", true)]
    public async Task Authentic_data_are_believed_from_loopback_or_a_trusted_server(string server, bool expected)
    {
        await using var dns = new Resolving(new() { Servers = [server], TrustedServers = ["198.51.100.53"] });
        dns.Servers.Datagram = static (_, query) => ReplyBuilder.To(query, authentic: true).A("example.com", "192.0.2.1").Build();
        Assert.Equal(expected, (await dns.AskAsync<ARecord>("example.com")).IsAuthentic);
    }

    [Fact]
    public async Task Aliases_are_followed_within_an_answer_and_across_answers()
    {
        await using var dns = new Resolving();
        dns.Servers.Datagram = static (_, query) => query[13] switch
        {
            (byte)'w' => ReplyBuilder.To(query, authentic: true).Cname("www.example.com", "a.example.com", 50).Cname("a.example.com", "host.example.net", 40).Build(),
            _ => ReplyBuilder.To(query).A("host.example.net", "192.0.2.8", 100).Build(),
        };
        var found = Assert.IsType<DnsAnswer<ARecord>.Found>(await dns.AskAsync<ARecord>("www.example.com"));
        Assert.Equal(DnsName.Parse("host.example.net"), found.Owner);
        Assert.Equal(TimeSpan.FromSeconds(40), found.TimeToLive);
        Assert.False(found.IsAuthentic);
        Assert.Equal(2, dns.Servers.Asked.Count);
        Assert.Equal(DnsName.Parse("a.example.com"), (await dns.AskAsync<CnameRecord>("www.example.com")).Records[0].Target);
    }

    [Fact]
    public async Task A_round_of_aliases_ends()
    {
        await using var dns = new Resolving();
        dns.Servers.Datagram = static (_, query) => ReplyBuilder.To(query).Cname("a.example.com", "b.example.com").Cname("b.example.com", "a.example.com").Build();
        Assert.Equal(DnsFailure.BadAnswer, Assert.IsType<DnsAnswer<ARecord>.TemporaryFailure>(await dns.AskAsync<ARecord>("a.example.com")).Reason);
    }

    [Fact]
    public async Task Records_of_other_names_are_not_taken()
    {
        await using var dns = new Resolving();
        dns.Servers.Datagram = static (_, query) => ReplyBuilder.To(query).A("bank.example", "192.0.2.66").Soa("example.com", 60, 60).Build();
        Assert.IsType<DnsAnswer<ARecord>.NoData>(await dns.AskAsync<ARecord>("example.com"));
    }

    [Fact]
    public async Task A_record_that_is_none_spoils_the_answer()
    {
        await using var dns = new Resolving();
        dns.Servers.Datagram = static (_, query) => ReplyBuilder.To(query).Answer("example.com", DnsRecordType.A, 60, 1, 2, 3).Build();
        Assert.Equal(DnsFailure.BadAnswer, Assert.IsType<DnsAnswer<ARecord>.TemporaryFailure>(await dns.AskAsync<ARecord>("example.com")).Reason);
    }

    [Fact]
    public async Task Strings_of_text_are_kept_apart_and_joined()
    {
        await using var dns = new Resolving();
        dns.Servers.Datagram = static (_, query) => ReplyBuilder.To(query).Txt("example.com", "v=DKIM1; p=AB", "CD\u00ff", "").Build();
        var record = (await dns.AskAsync<TxtRecord>("example.com")).Records[0];
        Assert.Equal(["v=DKIM1; p=AB", "CD\u00ff", ""], record.Strings);
        Assert.Equal("v=DKIM1; p=ABCD\u00ff", record.Text);
    }
}
