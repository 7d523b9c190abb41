using System.Net;
using Culver.Identity.Authentication;
using Culver.Sasl;
using Xunit;

namespace Culver.Identity.Tests.Authentication;

/// <summary>Wrong passwords in bulk: what they may cost.</summary>
public sealed class VerificationGateTests
{
    [Fact]
    public async Task Passwords_wait_for_their_turn_and_too_many_are_not_looked_at()
    {
        await using var directory = new TestDirectory(new() { Credentials = new() { ParallelVerifications = 1, WaitingVerifications = 2 } });
        await directory.AddAccountAsync("joe@example.org");
        var derived = directory.Derivation.Calls.Count;
        // As if another were verified right now.
        Assert.True(await directory.Gate.EnterAsync(From(1), CancellationToken.None));
        var first = VerifyAsync(directory, From(1), "wrong");
        var second = VerifyAsync(directory, From(2), "pencil");
        Assert.Equal(SaslFailure.TemporarilyUnavailable, Assert.IsType<PasswordVerdict.Refused>(await VerifyAsync(directory, From(3), "pencil")).Reason);
        Assert.Equal(derived, directory.Derivation.Calls.Count);
        directory.Gate.Leave();
        Assert.IsType<PasswordVerdict.Refused>(await first);
        Assert.IsType<PasswordVerdict.Verified>(await second);
        Assert.Equal(derived + 2, directory.Derivation.Calls.Count);
    }

    [Fact]
    public async Task A_password_that_was_verified_lately_does_not_wait()
    {
        await using var directory = new TestDirectory(new() { Credentials = new() { ParallelVerifications = 1 } });
        await directory.AddAccountAsync("joe@example.org");
        Assert.IsType<PasswordVerdict.Verified>(await VerifyAsync(directory, From(1), "pencil"));
        Assert.True(await directory.Gate.EnterAsync(From(1), CancellationToken.None));
        Assert.IsType<PasswordVerdict.Verified>(await VerifyAsync(directory, From(2), "pencil"));
    }

    [Fact]
    public async Task Passwords_that_waited_while_others_of_their_address_failed_are_not_looked_at()
    {
        await using var directory = new TestDirectory(new() { Credentials = new() { ParallelVerifications = 1 }, Throttle = new() { FailuresPerUser = 3 } });
        await directory.AddAccountAsync("joe@example.org");
        var derived = directory.Derivation.Calls.Count;
        Assert.True(await directory.Gate.EnterAsync(From(9), CancellationToken.None));
        var guesses = Enumerable.Range(0, 50).Select(_ => VerifyAsync(directory, From(1), "wrong")).ToArray();
        directory.Gate.Leave();
        var verdicts = await Task.WhenAll(guesses);
        Assert.Equal(3, directory.Derivation.Calls.Count - derived);
        Assert.Equal(47, verdicts.Count(static verdict => verdict is PasswordVerdict.Refused { Reason: SaslFailure.Throttled }));
    }

    [Fact]
    public async Task Endless_names_are_counted_by_their_beginning()
    {
        var throttle = new FailureThrottle(new() { FailuresPerUser = 1, FailuresPerAddress = 100 }, new ManualTime());
        var name = new string('x', 60_000);
        await throttle.RecordAsync(name, From(1), isSuccess: false, CancellationToken.None);
        Assert.False(await throttle.MayTryAsync(name, From(1), CancellationToken.None));
        Assert.False(await throttle.MayTryAsync(name + "y", From(1), CancellationToken.None));
        Assert.True(await throttle.MayTryAsync("x", From(1), CancellationToken.None));
    }

    private static LoginOrigin From(int host) => new("imap", new IPAddress([192, 0, 2, (byte)host]));

    private static Task<PasswordVerdict> VerifyAsync(TestDirectory directory, LoginOrigin origin, string password) =>
        directory.Authenticator.ForConnection(origin).VerifyPasswordAsync("joe@example.org", password, CancellationToken.None).AsTask();
}
