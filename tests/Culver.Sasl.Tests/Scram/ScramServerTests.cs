using Culver.Sasl.Channels;
using Culver.Sasl.Preparation;
using Culver.Sasl.Scram;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Culver.Sasl.Tests.Scram;

public sealed class ScramServerTests
{
    private static readonly SaslChannel Clear = new() { AllowsPlaintext = false };
    private static readonly ChannelBinding EndPoint = new(ChannelBinding.TlsServerEndPoint, new byte[] { 1, 2, 3 });
    private static readonly ChannelBinding Exporter = new(ChannelBinding.TlsExporter, new byte[] { 7, 8, 9 });

    private readonly FakeVerifier verifier = new();

    [Theory]
    [InlineData(ScramHash.Sha1)]
    [InlineData(ScramHash.Sha256)]
    [InlineData(ScramHash.Sha512)]
    public async Task Client_and_server_agree(ScramHash hash)
    {
        var (step, client) = await Converse(Server(hash, false, Clear), Client(hash, "pencil"));
        Assert.IsType<SaslStep.Success>(step);
        Assert.True(client.IsSatisfied);
        Assert.Equal([true], verifier.Proofs);
    }

    [Theory]
    [InlineData(ScramHash.Sha1)]
    [InlineData(ScramHash.Sha256)]
    [InlineData(ScramHash.Sha512)]
    public async Task Client_and_server_agree_over_a_bound_channel(ScramHash hash)
    {
        foreach (var binding in (ChannelBinding[])[EndPoint, Exporter])
        {
            var (step, client) = await Converse(Server(hash, true, Bound()), Client(hash, "pencil", binding));
            Assert.IsType<SaslStep.Success>(step);
            Assert.True(client.IsSatisfied);
        }
    }

    // RFC 9266 §4.1
    [Fact]
    public async Task An_exchange_says_when_a_binding_that_is_good_for_one_is_spent()
    {
        foreach (var (binding, isSpent) in ((ChannelBinding?, bool)[])[(Exporter, true), (EndPoint, false), (null, false)])
        {
            var server = Server(ScramHash.Sha256, binding is not null, binding is null ? Clear : Bound());
            Assert.False(server.HasSpentBinding);
            await Converse(server, Client(ScramHash.Sha256, "crayon", binding));
            Assert.Equal(isSpent, server.HasSpentBinding);
        }
    }

    [Fact]
    public async Task A_wrong_password_fails_and_is_recorded()
    {
        var (step, client) = await Converse(Server(), Client(password: "crayon"));
        Assert.Equal(SaslFailure.InvalidCredentials, Octets.Failure(step));
        Assert.False(client.IsSatisfied);
        Assert.Equal([false], verifier.Proofs);
    }

    // RFC 5802 §7: a server may hide why it refuses
    [Fact]
    public async Task An_unknown_user_fails_at_the_end_like_a_wrong_password_even_with_the_password_of_the_fake_keys()
    {
        var (step, _) = await Converse(Server(), Client(userName: "nobody"));
        Assert.Equal(SaslFailure.InvalidCredentials, Octets.Failure(step));
        Assert.Equal([false], verifier.Proofs);
    }

    [Fact]
    public async Task A_password_is_prepared_on_both_sides()
    {
        var server = new ScramServer(ScramHash.Sha256, false, Clear, new FakeVerifier { Password = "\u2168" }, ScramNonce.Random);
        var (step, _) = await Converse(server, Client(password: "I\u00ADX"));
        Assert.IsType<SaslStep.Success>(step);
    }

    [Fact]
    public async Task A_name_with_comma_and_equals_sign_is_quoted()
    {
        var known = new FakeVerifier { UserName = "a=b,c" };
        var (step, _) = await Converse(
            new ScramServer(ScramHash.Sha256, false, Clear, known, ScramNonce.Random), Client(userName: "a=b,c"));
        Assert.IsType<SaslStep.Success>(step);
        Assert.Equal(["a=b,c"], known.Questions);
    }

    // RFC 5802 §6
    [Fact]
    public async Task A_client_that_saw_no_PLUS_where_it_was_announced_was_downgraded()
    {
        var (step, _) = await Converse(Server(channel: Bound()), Client(isBindingUnannounced: true));
        Assert.Equal(SaslFailure.DowngradeDetected, Octets.Failure(step));
        Assert.Empty(verifier.Questions);
    }

    [Fact]
    public async Task A_client_that_saw_no_PLUS_where_none_was_announced_logs_in()
    {
        var quiet = new SaslChannel
        {
            AllowsPlaintext = true,
            Bindings = ChannelBindings.ForTls(isTls13OrLater: true, EndPoint.Octets, default, default, announceWithoutDefault: false),
        };
        var (step, _) = await Converse(Server(channel: quiet), Client(isBindingUnannounced: true));
        Assert.IsType<SaslStep.Success>(step);
    }

    [Fact]
    public async Task A_client_that_cannot_bind_logs_in_where_PLUS_is_announced()
    {
        var (step, _) = await Converse(Server(channel: Bound()), Client());
        Assert.IsType<SaslStep.Success>(step);
    }

    [Fact]
    public async Task An_attacker_who_turns_the_y_flag_into_n_breaks_the_proof()
    {
        var server = Server(channel: Bound());
        var client = Client(isBindingUnannounced: true);
        var first = Octets.Text(client.Start());
        var challenge = await server.StartAsync(Octets.Of("n" + first[1..]), CancellationToken.None);
        var final = Octets.Response(client.Step(Octets.Of(Octets.Challenge(challenge))));

        // The client signed "y,,": as it is, c= does not match; changed to "n,,", the proof does not.
        Assert.StartsWith("c=eSws,", final, StringComparison.Ordinal);
        Assert.Equal(
            SaslFailure.InvalidCredentials,
            Octets.Failure(await server.StepAsync(Octets.Of("c=biws," + final["c=eSws,".Length..]), CancellationToken.None)));
    }

    [Fact]
    public async Task The_flag_in_c_must_be_the_one_that_was_sent()
    {
        var server = Server();
        var client = Client(isBindingUnannounced: true);
        var challenge = await server.StartAsync(Octets.Of("n" + Octets.Text(client.Start())[1..]), CancellationToken.None);
        var final = Octets.Response(client.Step(Octets.Of(Octets.Challenge(challenge))));
        Assert.Equal(SaslFailure.ChannelBindingMismatch, Octets.Failure(await server.StepAsync(Octets.Of(final), CancellationToken.None)));
        Assert.Empty(verifier.Proofs);
    }

    [Fact]
    public async Task A_client_bound_to_another_channel_is_refused()
    {
        var relay = new ChannelBinding(ChannelBinding.TlsServerEndPoint, new byte[] { 9, 9, 9 });
        var (step, _) = await Converse(Server(bound: true, channel: Bound()), Client(binding: relay));
        Assert.Equal(SaslFailure.ChannelBindingMismatch, Octets.Failure(step));
    }

    [Fact]
    public async Task A_binding_type_this_connection_has_not_is_refused()
    {
        var unique = new ChannelBinding(ChannelBinding.TlsUnique, new byte[] { 1 });
        var (step, _) = await Converse(Server(bound: true, channel: Bound()), Client(binding: unique));
        Assert.Equal(SaslFailure.UnsupportedChannelBinding, Octets.Failure(step));
        Assert.Empty(verifier.Questions);
    }

    [Theory]
    [InlineData("n,,n=user,r=abc", SaslFailure.UnsupportedChannelBinding)]
    [InlineData("y,,n=user,r=abc", SaslFailure.DowngradeDetected)]
    public async Task A_PLUS_mechanism_wants_the_p_flag(string first, SaslFailure failure) =>
        Assert.Equal(failure, Octets.Failure(await Server(bound: true, channel: Bound()).StartAsync(Octets.Of(first), CancellationToken.None)));

    [Fact]
    public async Task The_p_flag_wants_a_PLUS_mechanism() => Assert.Equal(
        SaslFailure.UnsupportedChannelBinding,
        Octets.Failure(await Server(channel: Bound()).StartAsync(Octets.Of("p=tls-server-end-point,,n=user,r=abc"), CancellationToken.None)));

    [Theory]
    [InlineData("")]
    [InlineData("n")]
    [InlineData("n,")]
    [InlineData("n,,")]
    [InlineData("F,n,,n=user,r=abc")]
    [InlineData("x,,n=user,r=abc")]
    [InlineData("nn,,n=user,r=abc")]
    [InlineData("p,,n=user,r=abc")]
    [InlineData("p=,,n=user,r=abc")]
    [InlineData("p=tls_unique,,n=user,r=abc")]
    [InlineData("n,b=admin,n=user,r=abc")]
    [InlineData("n,a=,n=user,r=abc")]
    [InlineData("n,a=ad=min,n=user,r=abc")]
    [InlineData("n,,r=abc,n=user")]
    [InlineData("n,,n=user")]
    [InlineData("n,,n=,r=abc")]
    [InlineData("n,,n=us=er,r=abc")]
    [InlineData("n,,n=us=2cer,r=abc")]
    [InlineData("n,,n=user=,r=abc")]
    [InlineData("n,,n=us\0er,r=abc")]
    [InlineData("n,,n=user,r=")]
    [InlineData("n,,n=user,r=a b")]
    [InlineData("n,,n=user,r=é")]
    [InlineData("n,,n=user,r=abc,")]
    [InlineData("n,,n=user,r=abc,x")]
    [InlineData("n,,n=user,r=abc,1=x")]
    [InlineData("n,,n=user,r=abc,x=")]
    public async Task A_first_message_against_the_grammar_is_malformed(string first)
    {
        Assert.Equal(SaslFailure.MalformedMessage, Octets.Failure(await Server().StartAsync(Octets.Of(first), CancellationToken.None)));
        Assert.Empty(verifier.Questions);
    }

    [Fact]
    public async Task A_name_that_is_not_UTF_8_is_malformed()
    {
        byte[] first = [.. "n,,n="u8, 0xC3, 0x28, .. ",r=abc"u8];
        Assert.Equal(SaslFailure.MalformedMessage, Octets.Failure(await Server().StartAsync(first, CancellationToken.None)));
    }

    // RFC 5802 §5.1
    [Theory]
    [InlineData("n,,m=ext,n=user,r=abc")]
    [InlineData("n,,n=user,r=abc,m=ext")]
    public async Task A_mandatory_extension_is_refused_and_the_client_told_why(string first)
    {
        var server = Server();
        Assert.Equal("e=extensions-not-supported", Octets.Challenge(await server.StartAsync(Octets.Of(first), CancellationToken.None)));
        Assert.False(server.IsFinished);
        // Whatever it answers, even a first message that is good.
        Assert.Equal(SaslFailure.UnsupportedExtension, Octets.Failure(await server.StepAsync(Octets.Of("n,,n=user,r=abc"), CancellationToken.None)));
        Assert.True(server.IsFinished);
    }

    // RFC 5802 §5.1
    [Fact]
    public async Task A_mandatory_extension_in_the_last_message_is_refused_and_the_client_told_why()
    {
        var server = Server();
        var challenge = Octets.Challenge(await server.StartAsync(Octets.Of("n,,n=user,r=abc"), CancellationToken.None));
        var nonce = challenge[2..challenge.IndexOf(',', StringComparison.Ordinal)];
        Assert.Equal("e=extensions-not-supported", Octets.Challenge(await server.StepAsync(Octets.Of($"c=biws,r={nonce},m=ext,p=AAAA"), CancellationToken.None)));
        Assert.Equal(SaslFailure.UnsupportedExtension, Octets.Failure(await server.StepAsync(default, CancellationToken.None)));
    }

    // RFC 5802 §5.1
    [Fact]
    public async Task An_optional_extension_is_ignored() =>
        Assert.StartsWith(
            "r=abc",
            Octets.Challenge(await Server().StartAsync(Octets.Of("n,,n=user,r=abc,x=1,y=2"), CancellationToken.None)),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("", SaslFailure.MalformedMessage)]
    [InlineData("c=biws", SaslFailure.MalformedMessage)]
    [InlineData("c=biws,r=NONCE", SaslFailure.MalformedMessage)]
    [InlineData("r=NONCE,c=biws,p=AAAA", SaslFailure.MalformedMessage)]
    [InlineData("c=bi ws,r=NONCE,p=AAAA", SaslFailure.MalformedMessage)]
    [InlineData("c=biw,r=NONCE,p=AAAA", SaslFailure.MalformedMessage)]
    [InlineData("c=biws,r=NONCE,p=AAA", SaslFailure.MalformedMessage)]
    [InlineData("c=biws,r=NONCE,p=AAAA,x=1", SaslFailure.MalformedMessage)]
    [InlineData("c=biws,r=NONCE,p=AAAA,", SaslFailure.MalformedMessage)]
    [InlineData("c=biws,r=NONCEx,p=AAAA", SaslFailure.MalformedMessage)]
    [InlineData("c=biws,r=abc,p=AAAA", SaslFailure.MalformedMessage)]
    [InlineData("c=eSws,r=NONCE,p=AAAA", SaslFailure.ChannelBindingMismatch)]
    [InlineData("c=biws,r=NONCE,p=AAAA", SaslFailure.InvalidCredentials)]
    [InlineData("c=biws,r=NONCE,p=", SaslFailure.MalformedMessage)]
    public async Task A_last_message_that_is_not_right_fails(string final, SaslFailure failure)
    {
        var server = Server();
        var challenge = Octets.Challenge(await server.StartAsync(Octets.Of("n,,n=user,r=abc"), CancellationToken.None));
        var nonce = challenge[2..challenge.IndexOf(',', StringComparison.Ordinal)];
        var text = final.Replace("NONCE", nonce, StringComparison.Ordinal);
        Assert.Equal(failure, Octets.Failure(await server.StepAsync(Octets.Of(text), CancellationToken.None)));
        Assert.True(server.IsFinished);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("user", true)]
    [InlineData("admin", false)]
    public async Task One_may_act_as_oneself_alone(string authorizationIdentity, bool allowed)
    {
        var client = new ScramClient(
            ScramHash.Sha256, "user", authorizationIdentity, Prepared("pencil"), null, false, new Pbkdf2KeyDerivation(), ScramNonce.Random());
        var (step, _) = await Converse(Server(), client);
        if (allowed)
        {
            Assert.IsType<SaslStep.Success>(step);
        }
        else
        {
            Assert.Equal(SaslFailure.NotAuthorized, Octets.Failure(step));
        }
    }

    [Fact]
    public async Task The_answer_to_the_signature_must_be_empty()
    {
        var server = Server();
        var client = Client();
        var step = await server.StartAsync(client.Start(), CancellationToken.None);
        step = await server.StepAsync(Octets.Of(Octets.Response(client.Step(Octets.Of(Octets.Challenge(step))))), CancellationToken.None);
        Assert.StartsWith("v=", Octets.Challenge(step), StringComparison.Ordinal);
        Assert.Equal(SaslFailure.MalformedMessage, Octets.Failure(await server.StepAsync(Octets.Of("x"), CancellationToken.None)));
    }

    [Theory]
    [InlineData(SaslFailure.Throttled)]
    [InlineData(SaslFailure.TemporarilyUnavailable)]
    public async Task The_verifiers_refusal_is_handed_on(SaslFailure refusal)
    {
        var server = new ScramServer(ScramHash.Sha256, false, Clear, new FakeVerifier { Refusal = refusal }, ScramNonce.Random);
        Assert.Equal(refusal, Octets.Failure(await server.StartAsync(Octets.Of("n,,n=user,r=abc"), CancellationToken.None)));
    }

    [Fact]
    public async Task Every_exchange_has_another_nonce()
    {
        var first = Octets.Challenge(await Server().StartAsync(Octets.Of("n,,n=user,r=abc"), CancellationToken.None));
        var second = Octets.Challenge(await Server().StartAsync(Octets.Of("n,,n=user,r=abc"), CancellationToken.None));
        Assert.NotEqual(first, second);
        Assert.True(first.Length > "r=abc,s=AQIDBA==,i=4096".Length + 20);
    }

    [Fact]
    public void Any_octets_at_all_are_read_or_refused_and_never_throw() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), octets =>
        {
            ClientFirstMessage.Parse(octets, out _);
            ClientFinalMessage.Parse(octets, out _);
            ClientFirstMessage.Parse([.. "n,,n=u,r=a,"u8, .. octets], out _);
            ClientFinalMessage.Parse([.. "c=biws,r=a,"u8, .. octets], out _);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_quoted_name_comes_back_as_it_was()
    {
        var names = ArbMap.Default.ArbFor<NonEmptyString>().Filter(name => !name.Get.Contains('\0') && !name.Get.Any(char.IsSurrogate));
        Prop.ForAll(names, name =>
            SaslName.TryDecode(System.Text.Encoding.UTF8.GetBytes(SaslName.Encode(name.Get)), out var decoded) && decoded == name.Get)
            .QuickCheckThrowOnFailure();
    }

    private static SaslChannel Bound() => new()
    {
        AllowsPlaintext = true,
        Bindings = ChannelBindings.ForTls(isTls13OrLater: true, EndPoint.Octets, default, Exporter.Octets, announceWithoutDefault: false),
    };

    private static PreparedPassword Prepared(string password)
    {
        Assert.True(PreparedPassword.TryPrepare(password, out var prepared));
        return prepared;
    }

    private static ScramClient Client(
        ScramHash hash = ScramHash.Sha256,
        string password = "pencil",
        ChannelBinding? binding = null,
        bool isBindingUnannounced = false,
        string userName = "user") =>
        new(hash, userName, Prepared(password), binding, isBindingUnannounced, new Pbkdf2KeyDerivation());

    private ScramServer Server(ScramHash hash = ScramHash.Sha256, bool bound = false, SaslChannel? channel = null) =>
        new(hash, bound, channel ?? Clear, verifier, ScramNonce.Random);

    private static async Task<(SaslStep Step, ScramClient Client)> Converse(ScramServer server, ScramClient client)
    {
        var step = await server.StartAsync(client.Start(), CancellationToken.None);
        while (step is SaslStep.Challenge challenge && client.Step(challenge.Octets) is SaslClientStep.Response response)
        {
            step = await server.StepAsync(response.Octets, CancellationToken.None);
        }

        return (step, client);
    }
}
