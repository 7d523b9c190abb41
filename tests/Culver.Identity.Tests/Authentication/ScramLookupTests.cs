using Culver.Identity.Authentication;
using Culver.Sasl;
using Culver.Sasl.Preparation;
using Culver.Sasl.Scram;
using Xunit;

namespace Culver.Identity.Tests.Authentication;

public sealed class ScramLookupTests
{
    private static readonly LoginOrigin Somewhere = new("imap", System.Net.IPAddress.Parse("192.0.2.1"));

    [Theory]
    [InlineData(ScramHash.Sha1)]
    [InlineData(ScramHash.Sha256)]
    [InlineData(ScramHash.Sha512)]
    public async Task Every_hash_has_keys_of_the_password(ScramHash hash)
    {
        await using var directory = await AuthenticatorTests.SeveralAsync();
        var found = await Find(directory, "joe@example.org", hash);
        Assert.Equal("joe@example.org", found.Identity?.Name);
        Assert.True(PreparedPassword.TryPrepare("pencil", out var password));
        Assert.True(found.Keys.Verify(password, new Pbkdf2KeyDerivation()));
    }

    // RFC 5802 §7: a server may hide why it refuses
    [Theory]
    [InlineData("nobody@example.org")]
    [InlineData("closed@example.org")]
    [InlineData("alias@example.org")]
    [InlineData("not an address@@")]
    public async Task A_name_that_cannot_log_in_gets_fake_keys_that_stay_the_same_over_a_restart(string userName)
    {
        await using var directory = await AuthenticatorTests.SeveralAsync();
        var before = await Find(directory, userName, ScramHash.Sha256);
        var again = await Find(directory, userName.ToUpperInvariant(), ScramHash.Sha256);
        await directory.RestartAsync();
        var after = await Find(directory, userName, ScramHash.Sha256);
        Assert.Null(before.Identity);
        Assert.Null(after.Identity);
        foreach (var other in (ScramLookup.Proceed[])[again, after])
        {
            Assert.Equal(before.Keys.Salt.ToArray(), other.Keys.Salt.ToArray());
            Assert.Equal(before.Keys.Iterations, other.Keys.Iterations);
        }
    }

    [Fact]
    public async Task Fake_salts_differ_between_users_hashes_and_directories()
    {
        await using var directory = await AuthenticatorTests.SeveralAsync();
        await using var other = await AuthenticatorTests.SeveralAsync();
        string[] salts =
        [
            Salt(await Find(directory, "a@example.org", ScramHash.Sha256)),
            Salt(await Find(directory, "b@example.org", ScramHash.Sha256)),
            Salt(await Find(directory, "a@example.org", ScramHash.Sha1)),
            Salt(await Find(other, "a@example.org", ScramHash.Sha256)),
        ];
        Assert.Equal(salts.Length, salts.Distinct().Count());
    }

    [Theory]
    [InlineData(ScramHash.Sha1)]
    [InlineData(ScramHash.Sha256)]
    [InlineData(ScramHash.Sha512)]
    public async Task Fake_keys_have_the_shape_of_real_ones(ScramHash hash)
    {
        await using var directory = await AuthenticatorTests.SeveralAsync();
        var real = await Find(directory, "joe@example.org", hash);
        var fake = await Find(directory, "nobody@example.org", hash);
        Assert.Equal(real.Keys.Iterations, fake.Keys.Iterations);
        Assert.Equal(real.Keys.Salt.Length, fake.Keys.Salt.Length);
    }

    [Fact]
    public async Task An_account_without_keys_for_a_hash_gets_fake_ones()
    {
        await using var directory = new TestDirectory(new() { Credentials = new() { Sha1Iterations = 0, Sha512Iterations = 0 } });
        await directory.AddAccountAsync("joe@example.org");
        Assert.NotNull((await Find(directory, "joe@example.org", ScramHash.Sha256)).Identity);
        var missing = await Find(directory, "joe@example.org", ScramHash.Sha1);
        Assert.Null(missing.Identity);
        Assert.True(missing.Keys.Iterations >= ScramKeys.MinIterations);
    }

    [Fact]
    public async Task A_whole_exchange_logs_in_and_a_wrong_password_does_not()
    {
        await using var directory = await AuthenticatorTests.SeveralAsync();
        Assert.IsType<SaslStep.Success>(await Exchange(directory, "joe@example.org", "pencil"));
        var failure = Assert.IsType<SaslStep.Failure>(await Exchange(directory, "joe@example.org", "crayon"));
        Assert.Equal(SaslFailure.InvalidCredentials, failure.Reason);
        failure = Assert.IsType<SaslStep.Failure>(await Exchange(directory, "nobody@example.org", "pencil"));
        Assert.Equal(SaslFailure.InvalidCredentials, failure.Reason);
    }

    [Fact]
    public async Task Failed_proofs_count_like_failed_passwords()
    {
        await using var directory = await AuthenticatorTests.SeveralAsync();
        for (var i = 0; i < directory.Options.Throttle.FailuresPerUser; i++)
        {
            await Exchange(directory, "joe@example.org", "wrong");
        }

        var failure = Assert.IsType<SaslStep.Failure>(await Exchange(directory, "joe@example.org", "pencil"));
        Assert.Equal(SaslFailure.Throttled, failure.Reason);
    }

    private static async Task<SaslStep> Exchange(TestDirectory directory, string userName, string password)
    {
        var server = new SaslMechanisms(SaslPolicy.Default).Create(
            "SCRAM-SHA-256", new SaslChannel { AllowsPlaintext = false }, directory.Authenticator.ForConnection(Somewhere))!;
        Assert.True(PreparedPassword.TryPrepare(password, out var prepared));
        var client = new ScramClient(ScramHash.Sha256, userName, prepared, binding: null, isBindingUnannounced: true, new Pbkdf2KeyDerivation());
        var step = await server.StartAsync(client.Start(), CancellationToken.None);
        while (step is SaslStep.Challenge challenge && client.Step(challenge.Octets) is SaslClientStep.Response response)
        {
            step = await server.StepAsync(response.Octets, CancellationToken.None);
        }

        Assert.Equal(step is SaslStep.Success, client.IsSatisfied);
        return step;
    }

    private static async Task<ScramLookup.Proceed> Find(TestDirectory directory, string userName, ScramHash hash) =>
        Assert.IsType<ScramLookup.Proceed>(
            await directory.Authenticator.ForConnection(Somewhere).FindScramKeysAsync(userName, hash, CancellationToken.None));

    private static string Salt(ScramLookup.Proceed found) => Convert.ToHexString(found.Keys.Salt.Span);
}
