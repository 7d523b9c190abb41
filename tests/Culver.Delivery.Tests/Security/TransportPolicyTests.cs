using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Culver.Delivery.Security;
using Culver.Delivery.Security.MtaSts;
using Culver.Dns;
using Culver.Dns.Zones;
using Culver.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Culver.Delivery.Tests.Security;

public sealed class TransportPolicyTests
{
    private const string Enforcing = "version: STSv1\nmode: enforce\nmx: mx.example.com\nmax_age: 864000\n";
    private static readonly X509Certificate2 Leaf = TestCertificates.Server("mx.example.com");
    private static readonly X509Certificate2 Other = TestCertificates.Server("mx.example.com");

    private readonly ManualTimeProvider _clock = new(TestCertificates.Now);
    private readonly PolicyHost _host = new();
    private ZoneResolver _zone = ZoneResolver.Parse("");

    private static string Key => Convert.ToHexString(TlsaSetTests.Record(3, 1, 1, Leaf).Association.AsSpan());

    [Fact]
    public async Task A_domain_that_says_nothing_gets_tls_where_there_is_any()
    {
        _zone = ZoneResolver.Parse("mx.example.com A 192.0.2.1");
        Assert.IsType<TransportRequirement.Opportunistic>(await RequireAsync());
        Assert.DoesNotContain(_zone.Asked, static asked => asked.Type == DnsRecordType.Tlsa);
    }

    [Fact]
    public async Task Proven_records_demand_the_key_they_name()
    {
        _zone = ZoneResolver.Parse($"$AUTHENTIC yes\nmx.example.com A 192.0.2.1\n_25._tcp.mx.example.com TLSA 3 1 1 {Key}");
        var verified = Assert.IsType<TransportRequirement.Verified>(await RequireAsync());
        Assert.Equal(("tlsa", "mx.example.com"), (verified.Policy, verified.ServerName));
        Assert.True(verified.Verify(Leaf, [Leaf], SslPolicyErrors.RemoteCertificateChainErrors));
        Assert.False(verified.Verify(Other, [Other], SslPolicyErrors.None));
    }

    [Fact]
    public async Task Records_that_are_not_proven_demand_nothing()
    {
        _zone = ZoneResolver.Parse($"mx.example.com A 192.0.2.1\n_25._tcp.mx.example.com TLSA 3 1 1 {Key}");
        Assert.IsType<TransportRequirement.Opportunistic>(await RequireAsync());
        _zone = ZoneResolver.Parse($"_25._tcp.mx.example.com TLSA 3 1 1 {Key}\n$AUTHENTIC yes\nmx.example.com A 192.0.2.1");
        Assert.IsType<TransportRequirement.Opportunistic>(await RequireAsync());
    }

    [Fact]
    public async Task Proven_records_that_cannot_be_used_demand_tls()
    {
        _zone = ZoneResolver.Parse($"$AUTHENTIC yes\nmx.example.com A 192.0.2.1\n_25._tcp.mx.example.com TLSA 1 1 1 {Key}");
        Assert.IsType<TransportRequirement.Encrypted>(await RequireAsync());
    }

    [Fact] // RFC 7672 §2.1.2
    public async Task Records_that_cannot_be_asked_forbid_the_server()
    {
        _zone = ZoneResolver.Parse("$AUTHENTIC yes\nmx.example.com A 192.0.2.1\n_25._tcp.mx.example.com FAIL");
        Assert.Equal("tlsa", Assert.IsType<TransportRequirement.Forbidden>(await RequireAsync()).Policy);
    }

    [Theory] // whoever can silence one of two questions must not make a signed zone look unsigned
    [InlineData("$AUTHENTIC yes\nmx.example.com A 192.0.2.1\nmx.example.com TIMEOUT AAAA\n_25._tcp.mx.example.com TLSA 3 1 1 {0}", typeof(TransportRequirement.Verified))]
    [InlineData("$AUTHENTIC yes\nmx.example.com AAAA 2001:db8::1\nmx.example.com FAIL A\n_25._tcp.mx.example.com TLSA 3 1 1 {0}", typeof(TransportRequirement.Verified))]
    [InlineData("mx.example.com TIMEOUT", typeof(TransportRequirement.Forbidden))]
    public async Task A_question_that_is_silenced_takes_no_protection_away(string zone, Type expected)
    {
        _zone = ZoneResolver.Parse(zone.Replace("{0}", Key, StringComparison.Ordinal));
        Assert.IsType(expected, await RequireAsync());
    }

    [Theory] // RFC 7672 §2.2.2: the proven end of an alias, then its beginning; of an unproven end only the beginning
    [InlineData("$AUTHENTIC yes\nmx.example.com CNAME real.example.net\nreal.example.net A 192.0.2.1\n_25._tcp.real.example.net TLSA 3 1 1 {0}", "real.example.net")]
    [InlineData("$AUTHENTIC yes\nmx.example.com CNAME real.example.net\nreal.example.net A 192.0.2.1\n_25._tcp.mx.example.com TLSA 3 1 1 {0}", "mx.example.com")]
    [InlineData("real.example.net A 192.0.2.1\n_25._tcp.real.example.net TLSA 3 1 1 00\n$AUTHENTIC yes\nmx.example.com CNAME real.example.net\n_25._tcp.mx.example.com TLSA 3 1 1 {0}", "mx.example.com")]
    public async Task An_alias_has_its_records_at_its_end_or_its_beginning(string zone, string expected)
    {
        _zone = ZoneResolver.Parse(zone.Replace("{0}", Key, StringComparison.Ordinal));
        Assert.Equal(expected, Assert.IsType<TransportRequirement.Verified>(await RequireAsync()).ServerName);
    }

    [Fact] // RFC 7672 §3.2.2
    public async Task A_trust_anchor_certificate_may_carry_the_name_of_the_domain_over_a_proven_route()
    {
        var root = TestCertificates.Authority("root");
        var byDomain = TestCertificates.Server("example.com", root);
        var anchor = Convert.ToHexString(TlsaSetTests.Record(2, 0, 1, root).Association.AsSpan());
        _zone = ZoneResolver.Parse($"$AUTHENTIC yes\nexample.com MX 10 mx.example.com\nmx.example.com A 192.0.2.1\n_25._tcp.mx.example.com TLSA 2 0 1 {anchor}");
        Assert.True(Assert.IsType<TransportRequirement.Verified>(await RequireAsync()).Verify(byDomain, [byDomain, root], SslPolicyErrors.None));
        Assert.False(Assert.IsType<TransportRequirement.Verified>(await RequireAsync(secureRoute: false)).Verify(byDomain, [byDomain, root], SslPolicyErrors.None));
    }

    [Fact]
    public async Task An_enforced_policy_demands_a_trusted_certificate_of_a_host_it_names()
    {
        Publish("1", Enforcing);
        var verified = Assert.IsType<TransportRequirement.Verified>(await RequireAsync());
        Assert.Equal("sts", verified.Policy);
        Assert.True(verified.Verify(Leaf, [Leaf], SslPolicyErrors.None));
        Assert.False(verified.Verify(Leaf, [Leaf], SslPolicyErrors.RemoteCertificateChainErrors));
        Assert.IsType<TransportRequirement.Forbidden>(await RequireAsync("other.example.com"));
    }

    [Theory]
    [InlineData("testing")]
    [InlineData("none")]
    public async Task A_policy_that_is_tested_or_withdrawn_demands_nothing(string mode)
    {
        Publish("1", Enforcing.Replace("enforce", mode, StringComparison.Ordinal));
        Assert.IsType<TransportRequirement.Opportunistic>(await RequireAsync("other.example.com"));
    }

    [Fact] // RFC 8461 §2
    public async Task A_policy_does_not_let_through_what_dane_refuses_nor_dane_a_host_of_an_unproven_route_that_is_not_in_it()
    {
        Publish("1", Enforcing, $"$AUTHENTIC yes\nmx.example.com A 192.0.2.1\n_25._tcp.mx.example.com TLSA 3 1 1 {Key}\nevil.example A 192.0.2.6\n_25._tcp.evil.example TLSA 3 1 1 {Key}");
        Assert.Equal("tlsa", Assert.IsType<TransportRequirement.Verified>(await RequireAsync(secureRoute: false)).Policy);
        Assert.Equal("sts", Assert.IsType<TransportRequirement.Forbidden>(await RequireAsync("evil.example", secureRoute: false)).Policy);
    }

    [Fact] // RFC 8461 §3.3
    public async Task A_policy_holds_while_the_dns_and_its_host_are_silent()
    {
        Publish("1", Enforcing);
        await RequireAsync();
        _zone = ZoneResolver.Parse("_mta-sts.example.com TIMEOUT");
        _host.Text = null;
        _clock.Advance(TimeSpan.FromDays(9));
        Assert.IsType<TransportRequirement.Forbidden>(await RequireAsync("other.example.com"));
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.IsType<TransportRequirement.Opportunistic>(await RequireAsync("other.example.com"));
    }

    [Fact]
    public async Task A_policy_is_fetched_once_a_day_or_when_its_id_changes()
    {
        Publish("1", Enforcing);
        await RequireAsync();
        await RequireAsync();
        Assert.Equal(1, _host.Fetched);
        Publish("2", Enforcing.Replace("mx.example.com", "new.example.com", StringComparison.Ordinal));
        Assert.IsType<TransportRequirement.Forbidden>(await RequireAsync());
        Assert.Equal(2, _host.Fetched);
        _clock.Advance(TimeSpan.FromDays(1));
        await RequireAsync();
        Assert.Equal(3, _host.Fetched);
    }

    [Fact] // RFC 8461 §3.3
    public async Task A_fetch_that_failed_is_tried_again_after_five_minutes()
    {
        Publish("1", "nonsense");
        Assert.IsType<TransportRequirement.Opportunistic>(await RequireAsync());
        await RequireAsync();
        Assert.Equal(1, _host.Fetched);
        _clock.Advance(TimeSpan.FromMinutes(5));
        _host.Text = Enforcing;
        Assert.IsType<TransportRequirement.Verified>(await RequireAsync());
        Assert.Equal(2, _host.Fetched);
    }

    [Fact]
    public async Task Many_at_once_fetch_once()
    {
        Publish("1", Enforcing);
        var policies = new MtaStsPolicies(_zone, _host, Options.Create(new DeliveryOptions()), _clock, NullLogger<MtaStsPolicies>.Instance);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => policies.FindAsync(DnsName.Parse("example.com"), TestContext.Current.CancellationToken).AsTask()));
        Assert.Equal(1, _host.Fetched);
    }

    [Fact] // RFC 8461 §10.2
    public async Task A_policy_holds_over_a_restart()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var options = Options.Create(new DeliveryOptions { Security = new() { MtaStsFile = file } });
        try
        {
            Publish("1", Enforcing);
            using (var before = new MtaStsPolicies(_zone, _host, options, _clock, NullLogger<MtaStsPolicies>.Instance))
                Assert.NotNull(await before.FindAsync(DnsName.Parse("example.com"), TestContext.Current.CancellationToken));
            using var after = new MtaStsPolicies(ZoneResolver.Parse("_mta-sts.example.com TIMEOUT"), _host, options, _clock, NullLogger<MtaStsPolicies>.Instance);
            var policy = await after.FindAsync(DnsName.Parse("example.com"), TestContext.Current.CancellationToken);
            Assert.Equal((MtaStsMode.Enforce, "mx.example.com", TimeSpan.FromDays(10)), (policy!.Mode, Assert.Single(policy.Patterns), policy.MaxAge));
            File.WriteAllText(file, "{ nonsense");
            using var spoiled = new MtaStsPolicies(ZoneResolver.Parse("_mta-sts.example.com TIMEOUT"), _host, options, _clock, NullLogger<MtaStsPolicies>.Instance);
            Assert.Null(await spoiled.FindAsync(DnsName.Parse("example.com"), TestContext.Current.CancellationToken));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact] // RFC 8461 §3.3
    public async Task Known_policies_are_refreshed_though_no_mail_is_sent()
    {
        Publish("1", Enforcing);
        using var policies = new MtaStsPolicies(_zone, _host, Options.Create(new DeliveryOptions()), _clock, NullLogger<MtaStsPolicies>.Instance);
        await policies.FindAsync(DnsName.Parse("example.com"), TestContext.Current.CancellationToken);
        _clock.Advance(TimeSpan.FromHours(23));
        await policies.RefreshAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, _host.Fetched);
        _clock.Advance(TimeSpan.FromHours(1));
        await policies.RefreshAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, _host.Fetched);
    }

    [Theory]
    [InlineData("[192.0.2.1]")]
    [InlineData("2001:db8::1")]
    public async Task Address_literals_have_no_policy(string host) => Assert.IsType<TransportRequirement.Opportunistic>(await RequireAsync(host));

    [Theory] // RFC 7672 §6
    [InlineData("$AUTHENTIC yes\nmx.example.com A 192.0.2.1\n_25._tcp.mx.example.com TLSA 3 1 1 {0}", true, typeof(TransportRequirement.Verified))]
    [InlineData("$AUTHENTIC yes\nmx.example.com A 192.0.2.1\n_25._tcp.mx.example.com TLSA 3 1 1 {0}", false, typeof(TransportRequirement.Forbidden))]
    [InlineData("$AUTHENTIC yes\nmx.example.com A 192.0.2.1\n_25._tcp.mx.example.com TLSA 1 1 1 {0}", true, typeof(TransportRequirement.Forbidden))]
    [InlineData("$AUTHENTIC yes\nmx.example.com A 192.0.2.1", true, typeof(TransportRequirement.Forbidden))]
    [InlineData("mx.example.com A 192.0.2.1\n_25._tcp.mx.example.com TLSA 3 1 1 {0}", true, typeof(TransportRequirement.Forbidden))]
    public async Task Where_DANE_is_mandatory_nothing_goes_without_it(string zone, bool secureRoute, Type expected)
    {
        foreach (var pattern in (string[])["EXAMPLE.com", ".com"])
        {
            _policy = null;
            _options = new DeliveryOptions { Security = new() { Dane = false, DaneOnly = [pattern] } };
            _zone = ZoneResolver.Parse(zone.Replace("{0}", Key, StringComparison.Ordinal));
            Assert.IsType(expected, await RequireAsync(secureRoute: secureRoute));
            Assert.True(_policy!.IsMandatory("example.com"));
            Assert.False(_policy.IsMandatory("example.org"));
        }
    }

    private DeliveryOptions _options = new();

    private TransportPolicy? _policy;

    private async Task<TransportRequirement> RequireAsync(string host = "mx.example.com", bool secureRoute = true)
    {
        var forward = new Forwarding(() => _zone);
        _policy ??= new(
            new(forward), new(forward, _host, Options.Create(new DeliveryOptions()), _clock, NullLogger<MtaStsPolicies>.Instance), forward, Options.Create(_options), _clock, NullLogger<TransportPolicy>.Instance);
        return await _policy.RequireAsync("example.com", host, 25, secureRoute, TestContext.Current.CancellationToken);
    }

    private void Publish(string id, string policy, string more = "")
    {
        _zone = ZoneResolver.Parse($"_mta-sts.example.com TXT \"v=STSv1; id={id};\"\n{more}");
        _host.Text = policy;
    }

    // The zone of the moment, for a policy that outlives it.
    private sealed class Forwarding(Func<IDnsResolver> zone) : IDnsResolver
    {
        public ValueTask<DnsAnswer<TRecord>> QueryAsync<TRecord>(DnsName name, CancellationToken cancellationToken)
            where TRecord : class, IDnsRecord<TRecord> => zone().QueryAsync<TRecord>(name, cancellationToken);
    }

    private sealed class PolicyHost : IMtaStsSource
    {
        public string? Text { get; set; }

        public int Fetched { get; private set; }

        public ValueTask<(string? Text, string? Problem)> FetchAsync(DnsName domain, CancellationToken cancellationToken)
        {
            Fetched++;
            return ValueTask.FromResult(Text is null ? ((string?)null, "silent") : (Text, (string?)null));
        }
    }
}
