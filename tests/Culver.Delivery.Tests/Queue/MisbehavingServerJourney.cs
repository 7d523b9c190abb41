using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Culver.Delivery.Tests.Queue.Misbehaviour;
using Culver.Delivery.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Culver.Delivery.Tests.Queue;

/// <summary>
/// Servers that do what servers do, each met as its RFC says, through the queue and the client of the whole server: what they do and what must come of it
/// is the table of <see cref="MisbehavingServers"/>. Time is the test's.
/// </summary>
public sealed class MisbehavingServerJourney
{
    private const string Zone = """
        example.net MX 10 mx.example.net
        mx.example.net A 192.0.2.1
        """;

    public static TheoryData<string> Servers => [.. MisbehavingServers.Scripts.Keys];

    [Theory]
    [MemberData(nameof(Servers))]
    public Task A_server_that(string does) => MisbehaviourPlayer.PlayAsync(MisbehavingServers.Scripts[does]);

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
        public bool IsMandatory(string domain) => false;

        public List<string?> Reports { get; } = [];

        public ValueTask<TransportRequirement> RequireAsync(string domain, string host, int port, bool secureRoute, CancellationToken cancellationToken) =>
            new(new TransportRequirement.Verified(name, host, static (_, _, errors) => errors == SslPolicyErrors.None));

        public void Report(string domain, string host, TransportRequirement requirement, string? failure) => Reports.Add(failure);
    }
}
