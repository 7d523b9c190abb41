using Culver.Identity.Accounts;
using Culver.Sasl.Preparation;
using Culver.Storage;
using Culver.Storage.Directory;
using Xunit;

namespace Culver.Identity.Tests.Accounts;

public sealed class AccountServiceTests
{
    [Fact]
    public async Task An_account_is_added_with_a_local_domain_a_mail_store_and_keys_for_every_hash()
    {
        await using var directory = new TestDirectory();
        var account = Done(await directory.Accounts.AddAsync("Joe@Example.org", "pencil", CancellationToken.None));
        Assert.Equal("joe@example.org", account.Address);
        Assert.Equal(directory.Time.GetUtcNow(), account.CreatedAt);
        Assert.Equal("example.org", Assert.Single(await directory.Domains.ListAsync(CancellationToken.None)).Name);
        Assert.Equal([account.Id], directory.Mail.Accounts);
        var credentials = await directory.Store.ReadCredentialsAsync(account.Id, CancellationToken.None);
        Assert.Equal([1, 2, 3], credentials.Select(credential => credential.Hash));
        Assert.Equal(3, credentials.Select(credential => Convert.ToHexString(credential.Salt.Span)).Distinct().Count());
    }

    [Fact]
    public async Task A_name_without_a_domain_is_added_in_the_default_domain()
    {
        await using var directory = new TestDirectory();
        Assert.Equal("joe@localhost", Done(await directory.Accounts.AddAsync("joe", "pencil", CancellationToken.None)).Address);
        Assert.Equal("joe@localhost", (await directory.Accounts.FindAsync("JOE", CancellationToken.None))?.Address);
    }

    [Theory]
    [InlineData("", "pencil", AccountError.InvalidAddress)]
    [InlineData("a b@example.org", "pencil", AccountError.InvalidAddress)]
    [InlineData("joe@[127.0.0.1]", "pencil", AccountError.InvalidAddress)]
    [InlineData("joe@example.org", "", AccountError.InvalidPassword)]
    [InlineData("joe@example.org", "a\u0007b", AccountError.InvalidPassword)]
    [InlineData("taken@example.org", "pencil", AccountError.AddressTaken)]
    [InlineData("alias@example.org", "pencil", AccountError.AddressTaken)]
    public async Task What_cannot_be_added_is_refused_by_name_and_leaves_nothing(string address, string password, AccountError error)
    {
        await using var directory = new TestDirectory();
        await directory.AddAccountAsync("taken@example.org");
        await directory.Aliases.AddAsync("alias@example.org", ["taken@example.org"], CancellationToken.None);
        var refusal = Refused(await directory.Accounts.AddAsync(address, password, CancellationToken.None));
        Assert.Equal(error, refusal.Error);
        Assert.Single(directory.Mail.Accounts);
        Assert.Single(await ListAsync(directory));
    }

    [Fact]
    public async Task A_refusal_never_holds_the_password()
    {
        await using var directory = new TestDirectory();
        var refusal = Refused(await directory.Accounts.AddAsync("joe@example.org", "secret\u0007", CancellationToken.None));
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_whose_mail_store_cannot_be_made_is_not_added()
    {
        await using var directory = new TestDirectory();
        directory.Mail.FailsAfter = 0;
        await Assert.ThrowsAsync<StorageUnavailableException>(
            async () => await directory.Accounts.AddAsync("joe@example.org", "pencil", CancellationToken.None));
        Assert.Empty(await ListAsync(directory));
    }

    [Fact]
    public async Task Of_two_who_add_one_address_at_once_one_is_refused_and_leaves_no_mail_store()
    {
        await using var directory = new TestDirectory();
        directory.Mail.Meanwhile = () => directory.AddAccountAsync("joe@example.org", "first");
        var refusal = Refused(await directory.Accounts.AddAsync("joe@example.org", "second", CancellationToken.None));
        Assert.Equal(AccountError.AddressTaken, refusal.Error);
        Assert.Equal(Assert.Single(await ListAsync(directory)).Id, Assert.Single(directory.Mail.Accounts));
    }

    [Fact]
    public async Task An_account_is_removed_with_its_mail_and_its_address_is_free_again()
    {
        await using var directory = new TestDirectory();
        var first = Done(await directory.Accounts.AddAsync("joe@example.org", "pencil", CancellationToken.None));
        Assert.Equal(first.Id, Done(await directory.Accounts.RemoveAsync("joe@example.org", CancellationToken.None)).Id);
        Assert.Empty(directory.Mail.Accounts);
        Assert.Empty(await directory.Store.ReadCredentialsAsync(first.Id, CancellationToken.None));
        var second = Done(await directory.Accounts.AddAsync("joe@example.org", "pencil", CancellationToken.None));
        Assert.NotEqual(first.Id, second.Id);
    }

    [Fact]
    public async Task What_is_not_there_can_neither_be_changed_nor_removed()
    {
        await using var directory = new TestDirectory();
        await directory.AddAccountAsync("joe@example.org");
        await directory.Aliases.AddAsync("alias@example.org", ["joe@example.org"], CancellationToken.None);
        foreach (var address in (string[])["nobody@example.org", "alias@example.org", "not an address@@"])
        {
            Assert.Equal(AccountError.NotFound, Refused(await directory.Accounts.RemoveAsync(address, CancellationToken.None)).Error);
            Assert.Equal(AccountError.NotFound, Refused(await directory.Accounts.SetPasswordAsync(address, "x", CancellationToken.None)).Error);
            Assert.Equal(
                AccountError.NotFound,
                Refused(await directory.Accounts.SetSettingsAsync(address, AccountSettings.Default, CancellationToken.None)).Error);
        }

        Assert.Equal(
            AccountError.InvalidPassword,
            Refused(await directory.Accounts.SetPasswordAsync("joe@example.org", "", CancellationToken.None)).Error);
    }

    [Fact]
    public async Task Settings_are_kept_over_a_restart()
    {
        await using var directory = new TestDirectory();
        await directory.AddAccountAsync("joe@example.org");
        var settings = new AccountSettings
        {
            MayLogIn = false, QuotaOctets = 1L << 40, AppendLimit = 5, DisabledCapabilities = ["UIDONLY", "COMPRESS=DEFLATE"],
        };
        await directory.Accounts.SetSettingsAsync("joe@example.org", settings, CancellationToken.None);
        await directory.RestartAsync();
        var kept = (await directory.Accounts.FindAsync("joe@example.org", CancellationToken.None))!.Settings;
        Assert.Equal((settings.MayLogIn, settings.QuotaOctets, settings.AppendLimit), (kept.MayLogIn, kept.QuotaOctets, kept.AppendLimit));
        Assert.Equal(settings.DisabledCapabilities, kept.DisabledCapabilities);
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(null, 7L, 7L)]
    [InlineData(5L, 7L, 5L)]
    [InlineData(AccountSettings.Unlimited, 7L, null)]
    public async Task A_quota_is_the_accounts_own_or_the_servers_and_the_store_is_told_when_it_changes(long? own, long? server, long? expected)
    {
        await using var directory = new TestDirectory();
        await directory.AddAccountAsync("joe@example.org");
        var account = (await directory.Accounts.FindAsync("joe@example.org", CancellationToken.None))!;
        await directory.Accounts.SetSettingsAsync("joe@example.org", new() { QuotaOctets = own, AppendLimit = 3 }, CancellationToken.None);
        var limits = new DirectoryLimits(directory.Store, new() { QuotaOctets = server });
        Assert.Equal(new(expected, 3), await limits.OfAsync(account.Id, CancellationToken.None));
        Assert.Equal([account.Id], directory.Mail.LimitsChanged);
    }

    [Fact]
    public async Task A_list_longer_than_a_page_is_complete_and_in_order()
    {
        await using var directory = new TestDirectory();
        await directory.Domains.EnsureAsync("example.org", CancellationToken.None);
        var ids = new ObjectIdSource(directory.Time);
        await directory.Store.AddAccountsAsync(
            [.. Enumerable.Range(0, 1203).Select(i => new NewDirectoryAccount(
                ids.NewAccountId(), $"u{i:D4}@example.org", directory.Time.GetUtcNow(), [], AccountSettings.Default))],
            CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, 1203).Select(i => $"u{i:D4}@example.org"), (await ListAsync(directory)).Select(account => account.Address));
    }

    [Fact]
    public void A_generated_password_is_fit_to_be_one_and_another_each_time()
    {
        var (first, second) = (AccountService.GeneratePassword(), AccountService.GeneratePassword());
        Assert.NotEqual(first, second);
        Assert.Equal(20, first.Length);
        Assert.True(PreparedPassword.TryPrepare(first, out _));
    }

    internal static async Task<IReadOnlyList<DirectoryAccount>> ListAsync(TestDirectory directory)
    {
        var list = new List<DirectoryAccount>();
        await foreach (var account in directory.Accounts.ListAsync(CancellationToken.None))
        {
            list.Add(account);
        }

        return list;
    }

    private static DirectoryAccount Done(AccountResult result) => Assert.IsType<AccountResult.Done>(result).Account;

    private static AccountRefusal Refused(AccountResult result) => Assert.IsType<AccountResult.Refused>(result).Refusal;
}
