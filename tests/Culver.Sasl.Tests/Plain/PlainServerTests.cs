using FsCheck;
using FsCheck.Fluent;
using Culver.Sasl.Plain;
using Xunit;

namespace Culver.Sasl.Tests.Plain;

public sealed class PlainServerTests
{
    // RFC 4616 §4, the first example
    [Fact]
    public async Task The_example_of_the_RFC_logs_in()
    {
        var server = new PlainServer(new FakeVerifier { UserName = "tim", Password = "tanstaaftanstaaf" });
        Assert.Empty(Octets.Challenge(await server.StartAsync(null, CancellationToken.None)));
        var success = Assert.IsType<SaslStep.Success>(await server.StepAsync(Octets.Of("\0tim\0tanstaaftanstaaf"), CancellationToken.None));
        Assert.Equal("tim", success.Identity.Name);
        Assert.Null(success.AdditionalData);
        Assert.True(server.IsFinished);
    }

    // RFC 4616 §4, the second example
    [Fact]
    public async Task The_example_of_acting_as_another_is_refused_after_the_password_was_verified()
    {
        var verifier = new FakeVerifier { UserName = "Kurt", Password = "xipj3plmq" };
        Assert.Equal(SaslFailure.NotAuthorized, Octets.Failure(await Start(verifier, "Ursel\0Kurt\0xipj3plmq")));
        Assert.Equal(["Kurt/xipj3plmq"], verifier.Questions);
    }

    [Fact]
    public async Task Whom_one_may_act_as_is_not_told_without_the_password() =>
        Assert.Equal(SaslFailure.InvalidCredentials, Octets.Failure(await Start(new FakeVerifier(), "admin\0user\0wrong")));

    [Fact]
    public async Task Acting_as_oneself_is_allowed() =>
        Assert.IsType<SaslStep.Success>(await Start(new FakeVerifier(), "user\0user\0pencil"));

    [Theory]
    [InlineData("")]
    [InlineData("user")]
    [InlineData("\0user")]
    [InlineData("\0\0pencil")]
    [InlineData("\0user\0")]
    [InlineData("\0user\0pen\0cil")]
    [InlineData("user\0\0pencil")]
    public async Task A_message_against_the_grammar_is_malformed_and_nobody_is_asked(string message)
    {
        var verifier = new FakeVerifier();
        Assert.Equal(SaslFailure.MalformedMessage, Octets.Failure(await Start(verifier, message)));
        Assert.Empty(verifier.Questions);
    }

    [Fact]
    public async Task A_message_that_is_not_UTF_8_is_malformed()
    {
        var server = new PlainServer(new FakeVerifier());
        byte[] message = [0, (byte)'u', 0, 0xC3, 0x28];
        Assert.Equal(SaslFailure.MalformedMessage, Octets.Failure(await server.StartAsync(message, CancellationToken.None)));
    }

    // RFC 4616 §2: MUST accept up to 255 octets
    [Fact]
    public async Task Names_and_passwords_of_255_octets_are_accepted()
    {
        var (name, password) = (new string('n', 255), new string('p', 255));
        Assert.IsType<SaslStep.Success>(
            await Start(new FakeVerifier { UserName = name, Password = password }, $"{name}\0{name}\0{password}"));
    }

    [Fact]
    public async Task A_response_longer_than_the_bound_is_malformed()
    {
        var message = new byte[SaslServerMechanism.MaxResponseLength + 1];
        message.AsSpan().Fill((byte)'a');
        message[0] = message[2] = 0;
        Assert.Equal(
            SaslFailure.MalformedMessage,
            Octets.Failure(await new PlainServer(new FakeVerifier()).StartAsync(message, CancellationToken.None)));
    }

    [Theory]
    [InlineData(SaslFailure.Throttled)]
    [InlineData(SaslFailure.TemporarilyUnavailable)]
    public async Task The_verifiers_refusal_is_handed_on(SaslFailure refusal) =>
        Assert.Equal(refusal, Octets.Failure(await Start(new FakeVerifier { Refusal = refusal }, "\0user\0pencil")));

    [Fact]
    public async Task An_exchange_that_ended_cannot_go_on()
    {
        var server = new PlainServer(new FakeVerifier());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await server.StepAsync(default, CancellationToken.None));
        await server.StartAsync(Octets.Of("\0user\0pencil"), CancellationToken.None);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await server.StepAsync(default, CancellationToken.None));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await server.StartAsync(null, CancellationToken.None));
    }

    [Fact]
    public void What_the_client_writes_the_server_reads()
    {
        var text = ArbMap.Default.ArbFor<NonEmptyString>().Filter(
            value => !value.Get.Contains('\0') && !value.Get.Any(char.IsSurrogate));
        Prop.ForAll(text, text, (name, password) =>
            PlainMessage.Parse(new PlainClient("", name.Get, password.Get).Start().Span) == new PlainMessage("", name.Get, password.Get))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_octets_at_all_are_read_or_refused_and_never_throw() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), octets =>
        {
            PlainMessage.Parse(octets);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_message_does_not_print_its_password() =>
        Assert.DoesNotContain("pencil", new PlainMessage("", "user", "pencil").ToString(), StringComparison.Ordinal);

    private static ValueTask<SaslStep> Start(FakeVerifier verifier, string message) =>
        new PlainServer(verifier).StartAsync(Octets.Of(message), CancellationToken.None);
}
