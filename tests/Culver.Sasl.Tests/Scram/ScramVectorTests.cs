using System.Text;
using Culver.Sasl.Preparation;
using Culver.Sasl.Scram;
using Xunit;

namespace Culver.Sasl.Tests.Scram;

public sealed class ScramVectorTests
{
    // RFC 5802 §5
    private static readonly Script Sha1 = new(
        ScramHash.Sha1,
        "QSXCR+Q6sek8bf92",
        "fyko+d2lbbFgONRv9qkxdawL",
        "3rfcNHYJY1ZVvWVs7j",
        "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
        "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
        "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
        "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=");

    // RFC 7677 §3
    private static readonly Script Sha256 = new(
        ScramHash.Sha256,
        "W22ZaJ0SNY7soEsUEjb6gQ==",
        "rOprNGfwEbeRWgbNEkqO",
        "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
        "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");

    public static TheoryData<string> Names => ["SHA-1", "SHA-256"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_server_speaks_the_published_exchange(string name)
    {
        var script = Of(name);
        var server = Server(script, successCarriesData: false);
        Assert.Equal(script.ServerFirst, Octets.Challenge(await server.StartAsync(Octets.Of(script.ClientFirst), CancellationToken.None)));
        Assert.Equal(script.ServerFinal, Octets.Challenge(await server.StepAsync(Octets.Of(script.ClientFinal), CancellationToken.None)));
        var success = Assert.IsType<SaslStep.Success>(await server.StepAsync(default, CancellationToken.None));
        Assert.Equal("user", success.Identity.Name);
        Assert.Null(success.AdditionalData);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Where_success_carries_data_the_signature_goes_with_it(string name)
    {
        var script = Of(name);
        var server = Server(script, successCarriesData: true);
        await server.StartAsync(Octets.Of(script.ClientFirst), CancellationToken.None);
        var success = Assert.IsType<SaslStep.Success>(await server.StepAsync(Octets.Of(script.ClientFinal), CancellationToken.None));
        Assert.Equal(script.ServerFinal, Octets.Text(success.AdditionalData!.Value));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_client_speaks_the_published_exchange(string name)
    {
        var script = Of(name);
        Assert.True(PreparedPassword.TryPrepare("pencil", out var password));
        var client = new ScramClient(
            script.Hash, "user", "", password, binding: null, isBindingUnannounced: false, new Pbkdf2KeyDerivation(), Encoding.ASCII.GetBytes(script.ClientNonce));
        Assert.Equal(script.ClientFirst, Octets.Text(client.Start()));
        Assert.Equal(script.ClientFinal, Octets.Response(client.Step(Octets.Of(script.ServerFirst))));
        Assert.False(client.IsSatisfied);
        Assert.Empty(Octets.Response(client.Step(Octets.Of(script.ServerFinal))));
        Assert.True(client.IsSatisfied);
    }

    // No exchange is published for SHA-512; these keys are from an independent implementation of PBKDF2 and HMAC (Python's hashlib).
    [Theory]
    [InlineData(ScramHash.Sha1, "1otkWS1MC1xgpzEiX4gs/fFf1xE=", "dJn4HGRM8zdpZlt1kV+sRTYaTuo=")]
    [InlineData(ScramHash.Sha256, "rI085n0JKkeNQ5xMfUHh/8gZqIsOmgs7FtYmMZ2puXc=", "g5apjwgQUvHUOwXfc7SAG5mN95JhoEmIENeooPC+Eq4=")]
    [InlineData(ScramHash.Sha512, "I33SMba6gwW2blARr1X1ztvY20YSSzbxbSXvu4H4ZiG1jFWf8BbUWAjscjxhHes912HUCsT3lY20LUmlD4r3Mg==", "lFhS1jApcUBa+VCn2uLq9IfK1iu5Wm4EP7ADqBkVwSD2MNx1pDi8HcSeg6B52W4duYo13qE/RKl390mqGJkDAw==")]
    public void Keys_are_those_of_an_independent_implementation(ScramHash hash, string storedKey, string serverKey)
    {
        Assert.True(PreparedPassword.TryPrepare("pencil", out var password));
        var keys = ScramKeys.Derive(hash, password, "saltSALTsaltSALT"u8.ToArray(), 4096, new Pbkdf2KeyDerivation());
        Assert.Equal(storedKey, Convert.ToBase64String(keys.StoredKey.Span));
        Assert.Equal(serverKey, Convert.ToBase64String(keys.ServerKey.Span));
        Assert.True(keys.Verify(password, new Pbkdf2KeyDerivation()));
        Assert.True(PreparedPassword.TryPrepare("pencils", out var wrong));
        Assert.False(keys.Verify(wrong, new Pbkdf2KeyDerivation()));
    }

    private static Script Of(string name) => name == "SHA-1" ? Sha1 : Sha256;

    private static ScramServer Server(Script script, bool successCarriesData) => new(
        script.Hash,
        bound: false,
        new SaslChannel { AllowsPlaintext = false, SuccessCarriesData = successCarriesData },
        new FakeVerifier { Salt = Convert.FromBase64String(script.Salt) },
        () => Encoding.ASCII.GetBytes(script.ServerNonce));

    private sealed record Script(
        ScramHash Hash,
        string Salt,
        string ClientNonce,
        string ServerNonce,
        string ClientFirst,
        string ServerFirst,
        string ClientFinal,
        string ServerFinal);
}
