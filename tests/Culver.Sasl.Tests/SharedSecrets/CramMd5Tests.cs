using System.Text;
using Culver.Sasl.SharedSecrets;
using Xunit;

namespace Culver.Sasl.Tests.SharedSecrets;

/// <summary>CRAM-MD5 (RFC 2195), and the digest of APOP (RFC 1939 §7).</summary>
public sealed class CramMd5Tests
{
    private static readonly SaslChannel Channel = new() { AllowsPlaintext = false };

    [Fact]
    public void The_example_of_RFC_2195()
    {
        Assert.True(SecretChallenge.TryReadDigest("b913a602c7eda7a495b4e6e7334d3890"u8, out var digest));
        var proof = new SharedSecretProof.CramMd5("<1896.697170952@postoffice.reston.mci.net>"u8.ToArray(), digest);
        Assert.True(proof.Matches("tanstaaftanstaaf"u8));
        Assert.False(proof.Matches("tanstaaftanstaag"u8));
    }

    [Fact]
    public void The_example_of_RFC_1939()
    {
        Assert.True(SecretChallenge.TryReadDigest("c4c9334bac560ecc979e58001b3e22fb"u8, out var digest));
        var proof = new SharedSecretProof.Apop("<1896.697170952@dbc.mtview.ca.us>"u8.ToArray(), digest);
        Assert.True(proof.Matches("tanstaaf"u8));
        Assert.False(proof.Matches("tanstaag"u8));
        Assert.DoesNotContain("c4", proof.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("")]
    [InlineData("b913a602c7eda7a495b4e6e7334d389")]
    [InlineData("b913a602c7eda7a495b4e6e7334d38900")]
    [InlineData("b913a602c7eda7a495b4e6e7334d389g")]
    public void A_digest_is_32_hexadecimal_digits(string text) => Assert.False(SecretChallenge.TryReadDigest(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void Challenges_are_message_ids_and_never_the_same()
    {
        var challenges = Enumerable.Range(0, 100).Select(static _ => Encoding.ASCII.GetString(SecretChallenge.Make())).ToArray();
        Assert.Equal(100, challenges.Distinct().Count());
        Assert.All(challenges, static challenge => Assert.Matches("^<[0-9a-f]{32}\\.[0-9a-f]{32}@culver>$", challenge));
    }

    [Fact]
    public void It_is_there_only_where_the_settings_allow_it()
    {
        Assert.DoesNotContain("CRAM-MD5", new SaslMechanisms(SaslPolicy.Default).Announced(Channel));
        Assert.Null(new SaslMechanisms(SaslPolicy.Default).Create("CRAM-MD5", Channel, new FakeVerifier()));
        var allowed = new SaslMechanisms(new SaslPolicy { AllowsSharedSecrets = true });
        Assert.Contains("CRAM-MD5", allowed.Announced(Channel));
        Assert.NotNull(allowed.Create("cram-md5", Channel, new FakeVerifier()));
        var disabled = new SaslMechanisms(new SaslPolicy { AllowsSharedSecrets = true, Disabled = new HashSet<string> { "CRAM-MD5" } });
        Assert.Null(disabled.Create("CRAM-MD5", Channel, new FakeVerifier()));
    }

    [Theory]
    [InlineData("user b913a602c7eda7a495b4e6e7334d3890", SaslFailure.InvalidCredentials)]
    [InlineData("other b913a602c7eda7a495b4e6e7334d3890", SaslFailure.InvalidCredentials)]
    [InlineData("user", SaslFailure.MalformedMessage)]
    [InlineData("", SaslFailure.MalformedMessage)]
    [InlineData(" b913a602c7eda7a495b4e6e7334d3890", SaslFailure.MalformedMessage)]
    [InlineData("user b913", SaslFailure.MalformedMessage)]
    [InlineData("user\0x b913a602c7eda7a495b4e6e7334d3890", SaslFailure.MalformedMessage)]
    public async Task A_wrong_answer_is_refused(string answer, SaslFailure reason)
    {
        var server = new CramMd5Server(new FakeVerifier(), static () => "<x@y>"u8.ToArray());
        Assert.Equal("<x@y>", Encoding.ASCII.GetString(Assert.IsType<SaslStep.Challenge>(await server.StartAsync(null, TestContext.Current.CancellationToken)).Octets.Span));
        var failure = Assert.IsType<SaslStep.Failure>(await server.StepAsync(Encoding.UTF8.GetBytes(answer), TestContext.Current.CancellationToken));
        Assert.Equal((reason, true), (failure.Reason, server.IsFinished));
    }

    [Fact]
    public async Task The_right_answer_is_taken_also_for_a_name_with_a_space()
    {
        var server = new CramMd5Server(new FakeVerifier { UserName = "a user" }, static () => "<x@y>"u8.ToArray());
        await server.StartAsync(null, TestContext.Current.CancellationToken);
#pragma warning disable CA5351 // The mechanism's own.
        var digest = Convert.ToHexStringLower(System.Security.Cryptography.HMACMD5.HashData("pencil"u8, "<x@y>"u8));
#pragma warning restore CA5351
        var success = Assert.IsType<SaslStep.Success>(await server.StepAsync(Encoding.UTF8.GetBytes($"a user {digest}"), TestContext.Current.CancellationToken));
        Assert.Equal("a user", success.Identity.Name);
    }

    [Fact]
    public async Task An_initial_response_is_refused()
    {
        var server = new CramMd5Server(new FakeVerifier(), static () => "<x@y>"u8.ToArray());
        ReadOnlyMemory<byte>? empty = ReadOnlyMemory<byte>.Empty;
        Assert.Equal(SaslFailure.MalformedMessage, Assert.IsType<SaslStep.Failure>(await server.StartAsync(empty, TestContext.Current.CancellationToken)).Reason);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await server.StepAsync(empty.Value, TestContext.Current.CancellationToken));
    }
}
