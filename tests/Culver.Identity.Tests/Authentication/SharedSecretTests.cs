using System.Net;
using System.Text;
using Culver.Identity.Accounts;
using Culver.Identity.Authentication;
using Culver.Sasl;
using Culver.Sasl.Preparation;
using Culver.Sasl.SharedSecrets;
using Xunit;

namespace Culver.Identity.Tests.Authentication;

/// <summary>Recoverable secrets: only for accounts that opted in, sealed, and gone with the password.</summary>
public sealed class SharedSecretTests
{
    private static readonly LoginOrigin Somewhere = new("pop3", IPAddress.Parse("192.0.2.1"));
    private static readonly byte[] Challenge = "<1@example.org>"u8.ToArray();

    [Fact]
    public async Task An_account_that_opted_in_is_verified_also_after_a_restart()
    {
        await using var directory = new TestDirectory();
        await directory.AddAccountAsync("joe@example.org");
        Assert.IsType<AccountResult.Done>(await directory.Accounts.SetPasswordAsync("joe@example.org", "crayon", isRecoverable: true, default));
        await directory.RestartAsync();
        var verdict = await VerifyAsync(directory, "Joe@Example.org", "crayon");
        Assert.Equal("joe@example.org", Assert.IsType<PasswordVerdict.Verified>(verdict).Identity.Name);
        Assert.IsType<PasswordVerdict.Refused>(await VerifyAsync(directory, "joe@example.org", "pencil"));
    }

    [Fact]
    public async Task An_account_that_did_not_opt_in_is_as_good_as_unknown()
    {
        await using var directory = new TestDirectory();
        await directory.AddAccountAsync("joe@example.org");
        var known = await VerifyAsync(directory, "joe@example.org", "pencil");
        Assert.Equal(known, await VerifyAsync(directory, "nobody@example.org", "pencil"));
        Assert.Equal(SaslFailure.InvalidCredentials, Assert.IsType<PasswordVerdict.Refused>(known).Reason);
    }

    [Fact]
    public async Task A_password_that_is_set_without_it_leaves_nothing_to_recover()
    {
        await using var directory = new TestDirectory();
        await directory.AddAccountAsync("joe@example.org");
        await directory.Accounts.SetPasswordAsync("joe@example.org", "crayon", isRecoverable: true, default);
        var account = (await directory.Accounts.FindAsync("joe@example.org", default))!;
        Assert.Contains(await directory.Store.ReadCredentialsAsync(account.Id, default), static credential => credential.Hash == RecoverableSecret.Kind);
        await directory.Accounts.SetPasswordAsync("joe@example.org", "crayon", default);
        Assert.DoesNotContain(await directory.Store.ReadCredentialsAsync(account.Id, default), static credential => credential.Hash == RecoverableSecret.Kind);
        Assert.IsType<PasswordVerdict.Refused>(await VerifyAsync(directory, "joe@example.org", "crayon"));
    }

    [Fact]
    public async Task The_password_is_not_in_the_directory_in_clear()
    {
        await using var directory = new TestDirectory();
        await directory.AddAccountAsync("joe@example.org");
        await directory.Accounts.SetPasswordAsync("joe@example.org", "a-crayon-of-many-colours", isRecoverable: true, default);
        // What closes the store writes everything into the one file.
        await directory.RestartAsync();
        using var file = new FileStream(directory.File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes);
        Assert.True(bytes.AsSpan().IndexOf("a-crayon-of-many-colours"u8) < 0);
        Assert.True(bytes.AsSpan().IndexOf("joe@example.org"u8) >= 0);
    }

    [Fact]
    public async Task A_sealed_secret_opens_for_its_own_account_alone()
    {
        await using var directory = new TestDirectory();
        await directory.AddAccountAsync("joe@example.org");
        await directory.AddAccountAsync("ann@example.org");
        var joe = (await directory.Accounts.FindAsync("joe@example.org", default))!;
        var ann = (await directory.Accounts.FindAsync("ann@example.org", default))!;
        var key = (await directory.Store.ReadSecretAsync(default)).ToArray();
        Assert.True(PreparedPassword.TryPrepare("crayon", out var password));
        var credential = RecoverableSecret.Seal(joe.Id, password, key);
        Assert.Equal("crayon", Encoding.UTF8.GetString(RecoverableSecret.Open(joe.Id, [credential], key)!));
        Assert.Throws<System.Security.Cryptography.AuthenticationTagMismatchException>(() => RecoverableSecret.Open(ann.Id, [credential], key));
    }

    [Fact]
    public async Task Failures_count_like_those_of_passwords()
    {
        await using var directory = new TestDirectory();
        await directory.AddAccountAsync("joe@example.org");
        await directory.Accounts.SetPasswordAsync("joe@example.org", "crayon", isRecoverable: true, default);
        PasswordVerdict verdict;
        var tries = 0;
        do
        {
            verdict = await VerifyAsync(directory, "joe@example.org", "wrong");
        }
        while (verdict is PasswordVerdict.Refused { Reason: SaslFailure.InvalidCredentials } && ++tries < 1000);
        Assert.Equal(SaslFailure.Throttled, Assert.IsType<PasswordVerdict.Refused>(verdict).Reason);
    }

    private static ValueTask<PasswordVerdict> VerifyAsync(TestDirectory directory, string name, string password)
    {
#pragma warning disable CA5351 // The mechanism's own.
        var digest = System.Security.Cryptography.MD5.HashData([.. Challenge, .. Encoding.UTF8.GetBytes(password)]);
#pragma warning restore CA5351
        return directory.Authenticator.ForConnection(Somewhere).VerifySharedSecretAsync(name, new SharedSecretProof.Apop(Challenge, digest), default);
    }
}
