using Culver.Sasl.Plain;
using Culver.Sasl.Preparation;
using Culver.Sasl.Scram;
using Xunit;

namespace Culver.Sasl.Tests.Scram;

public sealed class ScramClientTests
{
    [Theory]
    [InlineData("")]
    [InlineData("r=abc")]
    [InlineData("m=x,r=abcdef,s=QSXC,i=4096")]
    [InlineData("e=other-error")]
    [InlineData("r=abcdef,s=,i=4096")]
    [InlineData("r=abcdef,s=QS C,i=4096")]
    [InlineData("r=abcdef,s=QSXC,i=0")]
    [InlineData("r=abcdef,s=QSXC,i=-4096")]
    [InlineData("r=abcdef,s=QSXC,i=04096")]
    [InlineData("r=abcdef,s=QSXC,i=4096x")]
    [InlineData("r=abcdef,s=QSXC,i=99999999999")]
    // A count below the RFCs' minimum would give the password away cheaply; one far above would hang us.
    [InlineData("r=abcdef,s=QSXC,i=4095")]
    [InlineData("r=abcdef,s=QSXC,i=10000001")]
    // RFC 5802 §5.1: mandatory extensions fail wherever they are.
    [InlineData("r=abcdef,s=QSXC,i=4096,m=x")]
    [InlineData("r=abcdef,s=QSXC,i=4096,x=y,m=x")]
    [InlineData("r=abcdef,s=QSXC,i=4096,")]
    // RFC 5802 §5.1: the nonce must continue ours.
    [InlineData("r=xbcdef,s=QSXC,i=4096")]
    [InlineData("r=abc,s=QSXC,i=4096")]
    public void A_first_message_of_the_server_that_is_not_right_is_not_answered(string serverFirst)
    {
        var client = Client();
        client.Start();
        Assert.IsType<SaslClientStep.Abort>(client.Step(Octets.Of(serverFirst)));
        Assert.False(client.IsSatisfied);
    }

    [Theory]
    [InlineData("v=AAAA")]
    [InlineData("v=rmF9pqV8S7suAoZWja4dJRkFsKQ=")]
    [InlineData("e=invalid-proof")]
    [InlineData("")]
    public void A_server_that_does_not_prove_itself_is_not_trusted(string serverFinal)
    {
        var client = Client();
        client.Start();
        Assert.IsType<SaslClientStep.Response>(client.Step(Octets.Of("r=abcdef,s=QSXC,i=4096")));
        Assert.IsType<SaslClientStep.Abort>(client.Step(Octets.Of(serverFinal)));
        Assert.False(client.IsSatisfied);
    }

    [Fact]
    public void An_optional_extension_of_the_server_is_ignored()
    {
        var client = Client();
        client.Start();
        Assert.IsType<SaslClientStep.Response>(client.Step(Octets.Of("r=abcdef,s=QSXC,i=4096,t=9")));
    }

    [Fact]
    public void PLAIN_has_nothing_to_say_to_a_challenge() =>
        Assert.IsType<SaslClientStep.Abort>(new PlainClient("", "user", "pencil").Step(default));

    private static ScramClient Client()
    {
        Assert.True(PreparedPassword.TryPrepare("pencil", out var password));
        return new(ScramHash.Sha1, "user", "", password, null, false, new Pbkdf2KeyDerivation(), "abc"u8.ToArray());
    }
}
