using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Culver.Delivery.Tests.Support;
using Culver.Storage.Queue;
using Microsoft.Extensions.DependencyInjection;

namespace Culver.Delivery.Tests.Queue;

/// <summary>Servers that do what servers do, each met as its RFC says. Time is the test's.</summary>
public sealed class MisbehavingServerJourney
{
    private const string Zone = """
        example.net MX 10 mx.example.net
        mx.example.net A 192.0.2.1
        two.example MX 10 first.two.example
        two.example MX 20 second.two.example
        first.two.example A 192.0.2.11
        second.two.example A 192.0.2.12
        """;

    [Fact]
    public async Task A_server_that_is_down_is_tried_again_after_growing_waits_until_it_is_up()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        await house.SendAsync("ann@example.org", "bob@example.net");
        await house.QuietAsync();
        var begin = house.Server.Clock.GetUtcNow();
        foreach (var (attempts, wait) in new[] { (1, 5), (2, 10), (3, 20), (4, 40), (5, 80), (6, 160), (7, 240), (8, 240) })
        {
            var recipient = Assert.Single((await house.ListAsync())[0].Recipients);
            Assert.Equal((attempts, "4.4.1"), (recipient.Attempts, recipient.LastStatus));
            Assert.Equal(TimeSpan.FromMinutes(wait), recipient.DueAt - house.Server.Clock.GetUtcNow());
            if (attempts == 8)
                house.Network["192.0.2.1"] = new FakeMta();
            await house.PassAsync(TimeSpan.FromMinutes(wait));
        }

        Assert.Empty(await house.ListAsync());
        Assert.True(house.Server.Clock.GetUtcNow() - begin > TimeSpan.FromHours(12));
        await house.Network["192.0.2.1"].NextAsync();
    }

    [Fact]
    public async Task A_server_that_greylists_takes_the_message_at_the_second_attempt()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var tries = 0;
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        mta.Answer = line => line.StartsWith("RCPT", StringComparison.Ordinal) && tries++ == 0 ? "451 4.7.1 come back later" : null;
        await house.SendAsync("ann@example.org", "bob@example.net");
        await house.QuietAsync();
        Assert.Equal("451 4.7.1 come back later", (await house.ListAsync())[0].Recipients[0].LastReply);
        await house.PassAsync(TimeSpan.FromMinutes(5));
        await mta.NextAsync();
        Assert.Empty(await house.ListAsync());
    }

    [Fact]
    public async Task Of_several_recipients_each_has_its_own_fate()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var ann = await house.Server.AddAccountAsync("ann");
        var mta = house.Network["192.0.2.1"] = new FakeMta
        {
            Answer = static line => line.Contains("carl", StringComparison.Ordinal) ? "550 5.1.1 unknown" : line.Contains("dora", StringComparison.Ordinal) ? "452 4.2.2 full" : null,
        };
        await house.SendAsync(ann.Address, "bob@example.net", "carl@example.net", "dora@example.net");
        Assert.Equal(["RCPT TO:<bob@example.net>"], (await mta.NextAsync()).Recipients);
        await house.QuietAsync();
        Assert.Equal(
            [RecipientState.Delivered, RecipientState.Failed, RecipientState.Waiting],
            Assert.Single(await house.ListAsync()).Recipients.Select(static recipient => recipient.State));
        var bounce = Assert.Single(await house.InboxAsync(ann));
        Assert.Contains("Final-Recipient: rfc822; carl@example.net", bounce, StringComparison.Ordinal);
        Assert.DoesNotContain("dora@example.net", bounce, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_hangs_after_the_final_dot_is_given_ten_minutes_and_then_tried_again()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var dots = 0;
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        mta.Answer = line => line == "." && dots++ == 0 ? "-" : null;
        await house.SendAsync("ann@example.org", "bob@example.net");
        await mta.CommandAsync(".");
        // RFC 5321 §4.5.3.2.6: not before ten minutes.
        var waited = await house.PassUntilAsync(() => Task.FromResult(mta.HasMessage));
        Assert.True(waited >= TimeSpan.FromMinutes(15));
        Assert.Equal(2, mta.Log.Count(static line => line == "."));
        await house.QuietAsync();
        Assert.Empty(await house.ListAsync());
    }

    [Fact]
    public async Task A_server_that_closes_in_the_middle_of_the_content_gets_it_whole_the_next_time()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var mta = house.Network["192.0.2.1"] = new FakeMta { CloseAfter = 1 };
        await house.SendAsync("ann@example.org", "bob@example.net");
        await house.QuietAsync();
        Assert.Equal("4.4.2", (await house.ListAsync())[0].Recipients[0].LastStatus);
        mta.CloseAfter = null;
        await house.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal("Subject: hello\r\n\r\nhello\r\n", (await mta.NextAsync()).Content);
    }

    [Fact]
    public async Task A_server_that_never_greets_makes_way_for_the_next_exchanger()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        house.Network["192.0.2.11"] = new FakeMta { Greeting = "-" };
        var second = house.Network["192.0.2.12"] = new FakeMta();
        await house.SendAsync("ann@example.org", "bob@two.example");
        Assert.True(await house.PassUntilAsync(() => Task.FromResult(second.HasMessage)) >= TimeSpan.FromMinutes(5));
        await second.NextAsync();
        await house.QuietAsync();
        Assert.Empty(await house.ListAsync());
    }

    [Fact]
    public async Task Where_nothing_is_demanded_any_certificate_will_do_and_none_at_all()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        using var certificate = Certificate();
        var mta = house.Network["192.0.2.1"] = new FakeMta { Certificate = certificate };
        await house.SendAsync("ann@example.org", "bob@example.net");
        Assert.True((await mta.NextAsync()).Encrypted);
    }

    [Theory]
    [InlineData("sts")]
    [InlineData("tlsa")]
    public async Task Where_a_policy_demands_a_good_certificate_a_bad_one_gets_nothing_until_the_message_expires(string policy)
    {
        var demanding = new DemandingPolicy(policy);
        await using var house = await RelayHouse.StartAsync(Zone, services: services => services.AddSingleton<ITransportPolicy>(demanding));
        var ann = await house.Server.AddAccountAsync("ann");
        using var certificate = Certificate();
        var mta = house.Network["192.0.2.1"] = new FakeMta { Certificate = certificate };
        await house.SendAsync(ann.Address, "bob@example.net");
        await house.QuietAsync();
        Assert.Equal("4.7.5", (await house.ListAsync())[0].Recipients[0].LastStatus);
        Assert.Contains("certificate-not-trusted", demanding.Reports);
        // RFC 8461 §5 and RFC 7672 §2.2: it is no reason to send it in the clear.
        mta.Certificate = null;
        await house.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal("4.7.4", (await house.ListAsync())[0].Recipients[0].LastStatus);
        while ((await house.ListAsync()).Count > 0)
            await house.PassAsync(TimeSpan.FromHours(4));
        Assert.False(mta.HasMessage);
        var mails = await house.InboxAsync(ann);
        Assert.Equal(2, mails.Count);
        Assert.Contains("Action: delayed\r\n", mails[0], StringComparison.Ordinal);
        Assert.Contains("Action: failed\r\n", mails[1], StringComparison.Ordinal);
        Assert.Contains("Status: 4.4.7\r\n", mails[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task RFC_8689_section_4_2_2_a_sender_who_needs_no_TLS_is_not_held_up_by_what_others_demand()
    {
        await using var house = await RelayHouse.StartAsync(Zone, services: services => services.AddSingleton<ITransportPolicy>(new DemandingPolicy("sts")));
        using var certificate = Certificate();
        var mta = house.Network["192.0.2.1"] = new FakeMta { Certificate = certificate };
        await house.SendAsync("ann@example.org", "bob@example.net");
        await house.QuietAsync();
        await house.SendAsync(
            new() { Id = Culver.Smtp.TransactionId.New(house.Server.Clock), ReversePath = RelayHouse.Address("ann@example.org") },
            "Subject: urgent\r\nTLS-Required: No\r\n\r\nhello\r\n",
            new OutboundRecipient(RelayHouse.Address("bob@example.net")));
        Assert.Contains("urgent", (await mta.NextAsync()).Content, StringComparison.Ordinal);
        await house.SendAsync("ann@example.org", "carl@example.net");
        await house.QuietAsync();
        Assert.Equal(2, (await house.ListAsync()).Count);
        Assert.False(mta.HasMessage);
    }

    [Theory]
    [InlineData("nobody.example", "5.1.2")]
    [InlineData("null.example", "5.1.10")]
    [InlineData("self.example", "5.4.6")]
    [InlineData("lost.example", "5.4.4")]
    public async Task What_the_dns_rules_out_comes_back_at_once(string domain, string status)
    {
        await using var house = await RelayHouse.StartAsync("""
            null.example MX 0 .
            self.example MX 10 mail.example.org
            self.example MX 20 backup.example
            backup.example A 192.0.2.1
            lost.example MX 10 gone.lost.example
            lost.example TXT "is there"
            """);
        house.Network["192.0.2.1"] = new FakeMta();
        var ann = await house.Server.AddAccountAsync("ann");
        await house.SendAsync(ann.Address, "bob@" + domain);
        await house.QuietAsync();
        Assert.Contains($"Status: {status}\r\n", Assert.Single(await house.InboxAsync(ann)), StringComparison.Ordinal);
        Assert.Empty(house.Network.Dialled);
    }

    [Fact]
    public async Task What_the_dns_cannot_say_now_is_asked_again()
    {
        await using var house = await RelayHouse.StartAsync("example.net FAIL MX");
        await house.SendAsync("ann@example.org", "bob@example.net");
        await house.QuietAsync();
        Assert.Equal("4.4.3", (await house.ListAsync())[0].Recipients[0].LastStatus);
        house.Zone.Replace(Zone);
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        await house.PassAsync(TimeSpan.FromMinutes(5));
        await mta.NextAsync();
    }

    [Theory]
    [InlineData("I am no mail server")]
    [InlineData("220-one\r\n421 two")]
    [InlineData("999 odd")]
    public async Task What_is_no_reply_ends_the_connection_and_nothing_else(string greeting)
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        house.Network["192.0.2.1"] = new FakeMta { Greeting = greeting };
        await house.SendAsync("ann@example.org", "bob@example.net");
        await house.QuietAsync();
        Assert.Equal("4.5.0", (await house.ListAsync())[0].Recipients[0].LastStatus);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(5000)]
    public async Task Replies_without_end_are_bounded(int lines)
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var endless = string.Join("\r\n", Enumerable.Repeat("250-more", lines));
        house.Network["192.0.2.1"] = new FakeMta { Answer = line => line.StartsWith("MAIL", StringComparison.Ordinal) ? endless : null };
        await house.SendAsync("ann@example.org", "bob@example.net");
        await house.QuietAsync();
        Assert.Equal("4.5.0", (await house.ListAsync())[0].Recipients[0].LastStatus);
    }

    [Fact]
    public async Task A_line_without_end_is_bounded()
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        house.Network["192.0.2.1"] = new FakeMta { Greeting = "220 " + new string('\0', 100_000) };
        await house.SendAsync("ann@example.org", "bob@example.net");
        await house.QuietAsync();
        Assert.Equal("4.5.0", (await house.ListAsync())[0].Recipients[0].LastStatus);
    }

    internal static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=somebody.else.example", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(90));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    private sealed class DemandingPolicy(string name) : ITransportPolicy
    {
        public List<string?> Reports { get; } = [];

        public ValueTask<TransportRequirement> RequireAsync(string domain, string host, int port, bool secureRoute, CancellationToken cancellationToken) =>
            new(new TransportRequirement.Verified(name, host, static (_, _, errors) => errors == SslPolicyErrors.None));

        public void Report(string domain, string host, TransportRequirement requirement, string? failure) => Reports.Add(failure);
    }
}
