using Culver.Sasl.Login;
using Xunit;

namespace Culver.Sasl.Tests;

public sealed class LoginServerTests
{
    [Fact]
    public async Task It_asks_for_the_name_and_then_for_the_password()
    {
        var server = new LoginServer(new FakeVerifier());
        Assert.Equal("Username:", Octets.Challenge(await server.StartAsync(null, CancellationToken.None)));
        Assert.Equal("Password:", Octets.Challenge(await server.StepAsync(Octets.Of("user"), CancellationToken.None)));
        Assert.IsType<SaslStep.Success>(await server.StepAsync(Octets.Of("pencil"), CancellationToken.None));
    }

    [Fact]
    public async Task The_name_may_come_as_the_initial_response()
    {
        var server = new LoginServer(new FakeVerifier());
        Assert.Equal("Password:", Octets.Challenge(await server.StartAsync(Octets.Of("user"), CancellationToken.None)));
        Assert.IsType<SaslStep.Success>(await server.StepAsync(Octets.Of("pencil"), CancellationToken.None));
    }

    [Fact]
    public async Task A_wrong_password_fails()
    {
        var server = new LoginServer(new FakeVerifier());
        await server.StartAsync(Octets.Of("user"), CancellationToken.None);
        Assert.Equal(SaslFailure.InvalidCredentials, Octets.Failure(await server.StepAsync(Octets.Of("wrong"), CancellationToken.None)));
    }

    [Theory]
    [InlineData("", "pencil")]
    [InlineData("us\0er", "pencil")]
    [InlineData("user", "")]
    [InlineData("user", "pen\0cil")]
    public async Task An_empty_answer_or_one_with_NUL_is_malformed(string name, string password)
    {
        var verifier = new FakeVerifier();
        var server = new LoginServer(verifier);
        var step = await server.StartAsync(Octets.Of(name), CancellationToken.None);
        if (step is SaslStep.Challenge)
        {
            step = await server.StepAsync(Octets.Of(password), CancellationToken.None);
        }

        Assert.Equal(SaslFailure.MalformedMessage, Octets.Failure(step));
        Assert.Empty(verifier.Questions);
    }
}
