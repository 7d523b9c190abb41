using System.Net;
using Culver.Identity.Accounts;
using Culver.Identity.Authentication;
using Culver.Sasl;
using Culver.Sasl.Scram;
using Culver.Storage.Directory;
using Xunit;

namespace Culver.Identity.Tests.Authentication;

public sealed class AuthenticatorTests
{
    private static readonly LoginOrigin Somewhere = new("imap", IPAddress.Parse("192.0.2.1"));

    [Fact]
    public async Task The_right_password_gives_the_account()
    {
        await using var directory = new TestDirectory();
        await directory.AddAccountAsync("joe@example.org");
        var verdict = await Verify(directory, "Joe@Example.org", "pencil");
        var identity = Assert.IsType<AccountIdentity>(Assert.IsType<PasswordVerdict.Verified>(verdict).Identity);
        Assert.Equal("joe@example.org", identity.Name);
    }

    [Fact]
    public async Task A_name_without_a_domain_is_in_the_default_domain()
    {
        await using var directory = new TestDirectory(new() { DefaultDomain = "example.org" });
        await directory.AddAccountAsync("joe@example.org");
        Assert.IsType<PasswordVerdict.Verified>(await Verify(directory, "joe", "pencil"));
    }

    [Fact]
    public async Task Passwords_that_look_alike_are_the_same_password()
    {
        await using var directory = new TestDirectory();
        await directory.AddAccountAsync("joe@example.org", "I\u00ADX");
        Assert.IsType<PasswordVerdict.Verified>(await Verify(directory, "joe@example.org", "\u2168"));
    }

    [Theory]
    [InlineData("joe@example.org", "wrong")]
    [InlineData("nobody@example.org", "pencil")]
    [InlineData("joe@elsewhere.example", "pencil")]
    [InlineData("not an address@@", "pencil")]
    [InlineData("alias@example.org", "pencil")]
    [InlineData("closed@example.org", "pencil")]
    [InlineData("joe@example.org", "")]
    [InlineData("joe@example.org", "pen\u0007cil")]
    public async Task Every_other_login_is_refused_in_the_same_words(string userName, string password)
    {
        await using var directory = await SeveralAsync();
        var verdict = await Verify(directory, userName, password);
        Assert.Equal(SaslFailure.InvalidCredentials, Assert.IsType<PasswordVerdict.Refused>(verdict).Reason);
    }

    [Theory]
    [InlineData("joe@example.org")]
    [InlineData("nobody@example.org")]
    [InlineData("joe@elsewhere.example")]
    [InlineData("not an address@@")]
    [InlineData("alias@example.org")]
    [InlineData("closed@example.org")]
    public async Task A_wrong_password_and_an_unknown_user_cost_the_same_derivation(string userName)
    {
        await using var directory = await SeveralAsync();
        directory.Derivation.Calls.Clear();
        await Verify(directory, userName, "wrong");
        Assert.Equal([(ScramHash.Sha256, directory.Options.Credentials.Sha256Iterations, 16)], directory.Derivation.Calls);
    }

    [Fact]
    public async Task A_wrong_password_costs_a_derivation_also_while_the_right_one_is_remembered()
    {
        await using var directory = await SeveralAsync();
        await Verify(directory, "joe@example.org", "pencil");
        directory.Derivation.Calls.Clear();
        Assert.IsType<PasswordVerdict.Refused>(await Verify(directory, "joe@example.org", "wrong"));
        Assert.Single(directory.Derivation.Calls);
    }

    [Fact]
    public async Task A_second_login_costs_no_derivation()
    {
        await using var directory = await SeveralAsync();
        await Verify(directory, "joe@example.org", "pencil");
        directory.Derivation.Calls.Clear();
        Assert.IsType<PasswordVerdict.Verified>(await Verify(directory, "joe@example.org", "pencil"));
        Assert.Empty(directory.Derivation.Calls);
    }

    [Fact]
    public async Task What_was_verified_is_forgotten_after_its_lifetime()
    {
        await using var directory = await SeveralAsync();
        await Verify(directory, "joe@example.org", "pencil");
        directory.Derivation.Calls.Clear();
        directory.Time.Advance(directory.Options.VerifiedCredentials.Lifetime);
        Assert.IsType<PasswordVerdict.Verified>(await Verify(directory, "joe@example.org", "pencil"));
        Assert.Single(directory.Derivation.Calls);
    }

    [Fact]
    public async Task No_more_accounts_are_remembered_than_the_capacity()
    {
        await using var directory = new TestDirectory(new() { VerifiedCredentials = new() { Capacity = 2 } });
        foreach (var name in (string[])["a", "b", "c"])
        {
            await directory.AddAccountAsync(name + "@example.org");
            await Verify(directory, name + "@example.org", "pencil");
        }

        Assert.Equal(2, directory.Verified.Count);
        directory.Derivation.Calls.Clear();
        await Verify(directory, "a@example.org", "pencil");
        Assert.Single(directory.Derivation.Calls);
    }

    [Fact]
    public async Task A_changed_password_makes_the_remembered_one_worthless_at_once()
    {
        await using var directory = await SeveralAsync();
        await Verify(directory, "joe@example.org", "pencil");
        Assert.IsType<AccountResult.Done>(await directory.Accounts.SetPasswordAsync("joe@example.org", "crayon", CancellationToken.None));
        Assert.IsType<PasswordVerdict.Refused>(await Verify(directory, "joe@example.org", "pencil"));
        Assert.IsType<PasswordVerdict.Verified>(await Verify(directory, "joe@example.org", "crayon"));
    }

    [Fact]
    public async Task A_password_changed_behind_the_services_makes_the_remembered_one_worthless_too()
    {
        await using var directory = await SeveralAsync();
        await Verify(directory, "joe@example.org", "pencil");
        var account = (await directory.Accounts.FindAsync("joe@example.org", CancellationToken.None))!;
        var credentials = await directory.Store.ReadCredentialsAsync(
            ((DirectoryEntry.ToAccount)(await directory.Store.FindEntryAsync("jane@example.org", CancellationToken.None))!).Account.Id,
            CancellationToken.None);
        await directory.Store.SetCredentialsAsync(account.Id, credentials, CancellationToken.None);
        Assert.IsType<PasswordVerdict.Refused>(await Verify(directory, "joe@example.org", "pencil"));
        Assert.IsType<PasswordVerdict.Verified>(await Verify(directory, "joe@example.org", "crayon"));
    }

    [Fact]
    public async Task A_removed_account_can_no_longer_log_in()
    {
        await using var directory = await SeveralAsync();
        await Verify(directory, "joe@example.org", "pencil");
        await directory.Accounts.RemoveAsync("joe@example.org", CancellationToken.None);
        Assert.IsType<PasswordVerdict.Refused>(await Verify(directory, "joe@example.org", "pencil"));
    }

    [Fact]
    public async Task An_account_added_while_running_can_log_in_at_once()
    {
        await using var directory = await SeveralAsync();
        Assert.IsType<PasswordVerdict.Refused>(await Verify(directory, "new@example.org", "pencil"));
        await directory.AddAccountAsync("new@example.org");
        Assert.IsType<PasswordVerdict.Verified>(await Verify(directory, "new@example.org", "pencil"));
    }

    [Theory]
    [InlineData("joe@example.org", true)]
    [InlineData("JOE@Example.Org", true)]
    [InlineData("jane@example.org", false)]
    [InlineData("joe", false)]
    public async Task Nobody_acts_as_another(string authorizationIdentity, bool allowed)
    {
        await using var directory = await SeveralAsync();
        var verifier = directory.Authenticator.ForConnection(Somewhere);
        var verified = Assert.IsType<PasswordVerdict.Verified>(
            await verifier.VerifyPasswordAsync("joe@example.org", "pencil", CancellationToken.None));
        Assert.Equal(allowed, verifier.MayActAs(verified.Identity, authorizationIdentity));
    }

    [Fact]
    public async Task A_disk_that_fails_is_not_a_wrong_password()
    {
        var directory = await SeveralAsync();
        await using (directory)
        {
            var broken = new Authenticator(
                new UnavailableDirectory(),
                directory.Options,
                new CredentialSource(directory.Options.Credentials, directory.Derivation),
                directory.Verified,
                new FailureThrottle(directory.Options.Throttle, directory.Time),
                directory.Gate,
                directory.Metrics,
                directory.Time).ForConnection(Somewhere);
            var verdict = await broken.VerifyPasswordAsync("joe@example.org", "pencil", CancellationToken.None);
            Assert.Equal(SaslFailure.TemporarilyUnavailable, Assert.IsType<PasswordVerdict.Refused>(verdict).Reason);
            var lookup = await broken.FindScramKeysAsync("joe@example.org", ScramHash.Sha256, CancellationToken.None);
            Assert.Equal(SaslFailure.TemporarilyUnavailable, Assert.IsType<ScramLookup.Refused>(lookup).Reason);
        }
    }

    internal static async Task<TestDirectory> SeveralAsync()
    {
        var directory = new TestDirectory();
        await directory.AddAccountAsync("joe@example.org");
        await directory.AddAccountAsync("jane@example.org", "crayon");
        await directory.AddAccountAsync("closed@example.org");
        await directory.Accounts.SetSettingsAsync("closed@example.org", new() { MayLogIn = false }, CancellationToken.None);
        await directory.Aliases.AddAsync("alias@example.org", ["joe@example.org"], CancellationToken.None);
        return directory;
    }

    private static ValueTask<PasswordVerdict> Verify(TestDirectory directory, string userName, string password) =>
        directory.Authenticator.ForConnection(Somewhere).VerifyPasswordAsync(userName, password, CancellationToken.None);
}
