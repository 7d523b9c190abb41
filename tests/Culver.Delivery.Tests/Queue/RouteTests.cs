using Culver.Delivery.Routing;
using Culver.Delivery.Tests.Support;

namespace Culver.Delivery.Tests.Queue;

public sealed class RouteTests
{
    private const string Zone = """
        smart.example A 192.0.2.9
        example.net MX 10 mx.example.net
        mx.example.net A 192.0.2.1
        """;

    [Theory]
    [InlineData("bob@direct.example", "route:host.example:25")]
    [InlineData("bob@DIRECT.example", "route:host.example:25")]
    [InlineData("bob@deep.below.example", "route:below.example:26")]
    [InlineData("bob@below.example", "below.example")]
    [InlineData("bob@bücher.example", "xn--bcher-kva.example")]
    [InlineData("bob@[192.0.2.1]", "[192.0.2.1]")]
    public void The_longest_name_chooses_the_route_and_without_one_the_domain_is_the_destination(string address, string destination)
    {
        var options = new RelayOptions();
        options.Routes.Add(new() { Domain = "direct.example", Host = "host.example" });
        options.Routes.Add(new() { Domain = ".below.example", Host = "below.example", Port = 26 });
        Assert.Equal(destination, new RouteTable(options).DestinationOf(address));
    }

    [Fact]
    public async Task A_smarthost_takes_everything_after_a_login()
    {
        await using var house = await RelayHouse.StartAsync(Zone, static options =>
        {
            options.Relay.Smarthost.Host = "smart.example";
            options.Relay.Smarthost.Port = 587;
            options.Relay.Smarthost.UserName = "me";
            options.Relay.Smarthost.Password = "secret";
            options.Relay.Smarthost.Tls = RelayTls.Required;
        });
        using var certificate = MisbehavingServerJourney.Certificate();
        var smart = house.Network["192.0.2.9"] = new FakeMta { Certificate = certificate, Answer = static line => line.StartsWith("AUTH", StringComparison.Ordinal) ? "235 2.7.0 welcome" : null };
        smart.Keywords.Add("AUTH PLAIN");
        await house.SendAsync("ann@example.org", "bob@example.net", "carl@elsewhere.example");
        Assert.Equal(2, (await smart.NextAsync()).Recipients.Count);
        Assert.Contains(smart.Log, static line => line == "AUTH PLAIN AG1lAHNlY3JldA==");
        // RFC 4954 §5: where we logged in, AUTH=<> is said.
        Assert.EndsWith(" AUTH=<>", Assert.Single(smart.Log, static line => line.StartsWith("MAIL ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(587, Assert.Single(house.Network.Dialled).Port);
    }

    [Fact]
    public async Task RFC_4954_section_4_an_initial_response_that_makes_the_line_too_long_waits_for_the_challenge()
    {
        var password = new string('p', 400);
        await using var house = await RelayHouse.StartAsync(Zone, options =>
        {
            options.Relay.Smarthost.Host = "smart.example";
            options.Relay.Smarthost.UserName = "me";
            options.Relay.Smarthost.Password = password;
            options.Relay.Smarthost.Tls = RelayTls.Required;
        });
        using var certificate = MisbehavingServerJourney.Certificate();
        var response = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"\0me\0{password}"));
        var smart = house.Network["192.0.2.9"] = new FakeMta
        {
            Certificate = certificate,
            Answer = line => line == "AUTH PLAIN" ? "334 " : line == response ? "235 2.7.0 welcome" : null,
        };
        smart.Keywords.Add("AUTH PLAIN");
        await house.SendAsync("ann@example.org", "bob@example.net");
        await smart.NextAsync();
        Assert.DoesNotContain(smart.Log, static line => line.StartsWith("AUTH PLAIN ", StringComparison.Ordinal));
    }

    [Fact] // RFC 4954 §4
    public async Task A_challenge_that_is_not_base64_ends_the_login()
    {
        await using var house = await RelayHouse.StartAsync(Zone, static options =>
        {
            options.Relay.Smarthost.Host = "smart.example";
            options.Relay.Smarthost.UserName = "me";
            options.Relay.Smarthost.Password = "secret";
            options.Relay.Smarthost.Tls = RelayTls.Required;
        });
        using var certificate = MisbehavingServerJourney.Certificate();
        var smart = house.Network["192.0.2.9"] = new FakeMta { Certificate = certificate, Answer = static line => line.StartsWith("AUTH", StringComparison.Ordinal) ? "334 VXNl cm5hbWU6" : null };
        smart.Keywords.Add("AUTH LOGIN");
        await house.SendAsync("ann@example.org", "bob@example.net");
        await house.QuietAsync();
        Assert.Contains("*", smart.Log);
        Assert.DoesNotContain("bWU=", smart.Log);
        Assert.Equal("4.7.0", (await house.ListAsync())[0].Recipients[0].LastStatus);
    }

    [Fact]
    public async Task RFC_4954_section_14_a_smarthost_that_does_not_prove_who_it_is_never_sees_the_password()
    {
        await using var house = await RelayHouse.StartAsync(Zone, static options =>
        {
            options.Relay.Smarthost.Host = "smart.example";
            options.Relay.Smarthost.UserName = "me";
            options.Relay.Smarthost.Password = "secret";
        });
        using var certificate = MisbehavingServerJourney.Certificate();
        var smart = house.Network["192.0.2.9"] = new FakeMta { Certificate = certificate };
        smart.Keywords.Add("AUTH PLAIN LOGIN");
        await house.SendAsync("ann@example.org", "bob@example.net");
        await house.QuietAsync();
        Assert.Equal("4.7.0", (await house.ListAsync())[0].Recipients[0].LastStatus);
        Assert.DoesNotContain(smart.Log, static line => line.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_smarthost_that_offers_no_TLS_never_sees_the_password()
    {
        await using var house = await RelayHouse.StartAsync(Zone, static options =>
        {
            options.Relay.Smarthost.Host = "smart.example";
            options.Relay.Smarthost.UserName = "me";
            options.Relay.Smarthost.Password = "secret";
        });
        var smart = house.Network["192.0.2.9"] = new FakeMta();
        smart.Keywords.Add("AUTH PLAIN LOGIN");
        await house.SendAsync("ann@example.org", "bob@example.net");
        await house.QuietAsync();
        Assert.Equal("4.7.0", (await house.ListAsync())[0].Recipients[0].LastStatus);
        Assert.DoesNotContain(smart.Log, static line => line.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_server_says_before_the_handshake_ends_the_connection()
    {
        // RFC 3207 §6.
        await using var house = await RelayHouse.StartAsync(Zone, static options => options.Relay.Timeouts.Handshake = TimeSpan.FromSeconds(1));
        var mta = house.Network["192.0.2.1"] = new FakeMta { Answer = static line => line == "STARTTLS" ? "220 go on\r\n250 injected" : null };
        mta.Keywords.Add("STARTTLS");
        await house.SendAsync("ann@example.org", "bob@example.net");
        await house.QuietAsync();
        Assert.Equal("4.5.0", (await house.ListAsync())[0].Recipients[0].LastStatus);
    }

    [Fact]
    public async Task RFC_2033_section_5_the_replies_that_came_before_an_LMTP_server_went_count()
    {
        await using var house = await RelayHouse.StartAsync(Zone, static options =>
        {
            options.Relay.Smarthost.Host = "smart.example";
            options.Relay.Smarthost.Port = 24;
            options.Relay.Smarthost.Lmtp = true;
        });
        var smart = house.Network["192.0.2.9"] = new FakeMta { ClosesAfterContent = true };
        await house.SendAsync("ann@example.org", "bob@example.net", "carl@example.net");
        await smart.NextAsync();
        await house.QuietAsync();
        var waiting = Assert.Single(Assert.Single(await house.ListAsync()).Recipients, static recipient => recipient.IsWaiting);
        Assert.Equal(("carl@example.net", "4.4.2"), (waiting.Address, waiting.LastStatus));
    }

    [Fact]
    public void RFC_2033_section_5_LMTP_is_not_spoken_on_port_25()
    {
        var options = new RelayOptions();
        options.Routes.Add(new() { Domain = "example.net", Host = "store.example.net", Lmtp = true });
        var verdict = new RelayOptionsValidator().Validate(null, options);
        Assert.Contains("LMTP is not spoken on port 25", verdict.FailureMessage, StringComparison.Ordinal);
        options.Routes.Single().Port = 24;
        Assert.True(new RelayOptionsValidator().Validate(null, options).Succeeded);
    }
}
