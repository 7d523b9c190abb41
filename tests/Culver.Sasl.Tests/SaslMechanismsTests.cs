using Culver.Sasl.Channels;
using Xunit;

namespace Culver.Sasl.Tests;

public sealed class SaslMechanismsTests
{
    private static readonly byte[] EndPoint = [1, 2, 3];
    private static readonly byte[] Unique = [4, 5, 6];
    private static readonly byte[] Exporter = [7, 8, 9];

    private readonly SaslMechanisms mechanisms = new(SaslPolicy.Default);

    [Fact]
    public void In_clear_no_password_is_asked_for() => Assert.Equal(
        ["SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1"],
        mechanisms.Announced(new SaslChannel { AllowsPlaintext = false }));

    [Fact]
    public void Where_passwords_may_cross_they_come_last() => Assert.Equal(
        ["SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN"],
        mechanisms.Announced(new SaslChannel { AllowsPlaintext = true }));

    // RFC 5802 §6
    [Fact]
    public void With_the_default_binding_the_PLUS_forms_come_first() => Assert.Equal(
        ["SCRAM-SHA-512-PLUS", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN"],
        mechanisms.Announced(Tls(isTls13: true, exporter: Exporter)));

    // RFC 9266 §3; ADR 0004
    [Fact]
    public void On_TLS_1_3_without_the_exporter_PLUS_is_accepted_and_not_announced()
    {
        var channel = Tls(isTls13: true);
        Assert.DoesNotContain("SCRAM-SHA-256-PLUS", mechanisms.Announced(channel));
        Assert.NotNull(mechanisms.Create("SCRAM-SHA-256-PLUS", channel, new FakeVerifier()));
    }

    [Fact]
    public void A_setting_announces_PLUS_without_the_default_binding() => Assert.Contains(
        "SCRAM-SHA-256-PLUS",
        mechanisms.Announced(Tls(isTls13: true, announce: true)));

    // RFC 5929 §3
    [Fact]
    public void On_TLS_1_2_the_default_binding_is_tls_unique() => Assert.Contains(
        "SCRAM-SHA-256-PLUS",
        mechanisms.Announced(Tls(isTls13: false, unique: Unique)));

    // RFC 9266 §3
    [Fact]
    public void On_TLS_1_3_tls_unique_is_undefined_and_ignored()
    {
        var bindings = ChannelBindings.ForTls(isTls13OrLater: true, default, Unique, default, announceWithoutDefault: true);
        Assert.True(bindings.IsEmpty);
        Assert.False(bindings.IsAnnounced);
        Assert.Null(bindings.Find(ChannelBinding.TlsUnique));
    }

    [Fact]
    public void Without_anything_to_bind_to_there_is_no_PLUS() =>
        Assert.Null(mechanisms.Create("SCRAM-SHA-256-PLUS", new SaslChannel { AllowsPlaintext = true }, new FakeVerifier()));

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    public void In_clear_a_password_mechanism_cannot_be_begun(string name) =>
        Assert.Null(mechanisms.Create(name, new SaslChannel { AllowsPlaintext = false }, new FakeVerifier()));

    [Theory]
    [InlineData("scram-sha-256", "SCRAM-SHA-256")]
    [InlineData("Plain", "PLAIN")]
    public void Names_are_matched_in_any_case(string asked, string name) =>
        Assert.Equal(name, mechanisms.Create(asked, new SaslChannel { AllowsPlaintext = true }, new FakeVerifier())?.Name);

    [Theory]
    [InlineData("CRAM-MD5")]
    [InlineData("")]
    [InlineData("SCRAM-SHA-256-PLUS-PLUS")]
    public void An_unknown_mechanism_cannot_be_begun(string name) =>
        Assert.Null(mechanisms.Create(name, new SaslChannel { AllowsPlaintext = true }, new FakeVerifier()));

    [Fact]
    public void A_mechanism_switched_off_is_neither_announced_nor_begun()
    {
        var some = new SaslMechanisms(new SaslPolicy { Disabled = new HashSet<string> { "login", "SCRAM-SHA-1" } });
        var channel = new SaslChannel { AllowsPlaintext = true };
        Assert.Equal(["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"], some.Announced(channel));
        Assert.Null(some.Create("LOGIN", channel, new FakeVerifier()));
    }

    // RFC 5801 §5
    [Theory]
    [InlineData("SCRAM-SHA-256", true)]
    [InlineData("SCRAM-SHA-1", false)]
    public async Task The_y_flag_is_a_downgrade_only_where_the_PLUS_form_of_that_very_mechanism_is_on(string name, bool goesOn)
    {
        var some = new SaslMechanisms(new SaslPolicy { Disabled = new HashSet<string> { "SCRAM-SHA-256-PLUS" } });
        var server = some.Create(name, Tls(isTls13: true, exporter: Exporter), new FakeVerifier())!;
        var step = await server.StartAsync(Octets.Of("y,,n=user,r=abc"), CancellationToken.None);
        Assert.Equal(goesOn, step is SaslStep.Challenge);
    }

    private static SaslChannel Tls(bool isTls13, byte[]? unique = null, byte[]? exporter = null, bool announce = false) => new()
    {
        AllowsPlaintext = true,
        Bindings = ChannelBindings.ForTls(isTls13, EndPoint, unique, exporter, announce),
    };
}
