using Culver.Identity.Accounts;
using Xunit;

namespace Culver.Identity.Tests.Accounts;

public sealed class AliasAndDomainServiceTests
{
    [Fact]
    public async Task An_alias_is_added_listed_and_removed()
    {
        await using var directory = new TestDirectory();
        var result = await directory.Aliases.AddAsync("Sales@Example.org", ["joe", "X@Elsewhere.example", "joe@localhost"], CancellationToken.None);
        Assert.Equal(["joe@localhost", "X@elsewhere.example"], Assert.IsType<AliasResult.Done>(result).Alias.Targets);
        var listed = Assert.Single(await ListAsync(directory));
        Assert.Equal("sales@example.org", listed.Address);
        Assert.Equal(["joe@localhost", "X@elsewhere.example"], listed.Targets);
        Assert.IsType<AliasResult.Done>(await directory.Aliases.RemoveAsync("SALES@example.org", CancellationToken.None));
        Assert.Empty(await ListAsync(directory));
    }

    [Fact]
    public async Task Targets_added_to_an_alias_join_those_it_has()
    {
        await using var directory = new TestDirectory();
        await directory.Aliases.AddAsync("a@example.org", ["x@example.org", "y@example.org"], CancellationToken.None);
        await directory.Aliases.AddAsync("a@example.org", ["y@example.org", "z@example.org"], CancellationToken.None);
        Assert.Equal(["x@example.org", "y@example.org", "z@example.org"], Assert.Single(await ListAsync(directory)).Targets);
    }

    [Theory]
    [InlineData("not an address@@", "joe@example.org", AccountError.InvalidAddress)]
    [InlineData("a@[127.0.0.1]", "joe@example.org", AccountError.InvalidAddress)]
    [InlineData("a@example.org", "not an address@@", AccountError.InvalidTarget)]
    [InlineData("a@example.org", "A@Example.org", AccountError.InvalidTarget)]
    [InlineData("joe@example.org", "jane@example.org", AccountError.AddressTaken)]
    public async Task An_alias_that_cannot_be_is_refused_by_name(string address, string target, AccountError error)
    {
        await using var directory = new TestDirectory();
        await directory.AddAccountAsync("joe@example.org");
        var refused = Assert.IsType<AliasResult.Refused>(await directory.Aliases.AddAsync(address, [target], CancellationToken.None));
        Assert.Equal(error, refused.Refusal.Error);
        Assert.Empty(await ListAsync(directory));
    }

    [Fact]
    public async Task An_alias_without_targets_is_refused()
    {
        await using var directory = new TestDirectory();
        var refused = Assert.IsType<AliasResult.Refused>(await directory.Aliases.AddAsync("a@example.org", [], CancellationToken.None));
        Assert.Equal(AccountError.InvalidTarget, refused.Refusal.Error);
    }

    [Fact]
    public async Task An_account_is_not_removed_as_an_alias()
    {
        await using var directory = new TestDirectory();
        await directory.AddAccountAsync("joe@example.org");
        var refused = Assert.IsType<AliasResult.Refused>(await directory.Aliases.RemoveAsync("joe@example.org", CancellationToken.None));
        Assert.Equal(AccountError.NotFound, refused.Refusal.Error);
        Assert.NotNull(await directory.Accounts.FindAsync("joe@example.org", CancellationToken.None));
    }

    [Fact]
    public async Task A_domain_in_use_is_not_removed_and_an_empty_one_is()
    {
        await using var directory = new TestDirectory();
        await directory.AddAccountAsync("joe@example.org");
        Assert.Equal(AccountError.DomainInUse, (await directory.Domains.RemoveAsync("Example.org", CancellationToken.None))?.Error);
        await directory.Accounts.RemoveAsync("joe@example.org", CancellationToken.None);
        Assert.Null(await directory.Domains.RemoveAsync("Example.org", CancellationToken.None));
        Assert.Equal(AccountError.NotFound, (await directory.Domains.RemoveAsync("example.org", CancellationToken.None))?.Error);
    }

    [Fact]
    public async Task What_is_wrong_with_a_domain_or_its_catch_all_is_named()
    {
        await using var directory = new TestDirectory();
        Assert.Null(await directory.Domains.EnsureAsync("example.org", CancellationToken.None));
        Assert.Null(await directory.Domains.EnsureAsync("example.org", CancellationToken.None));
        Assert.Equal(AccountError.InvalidDomain, (await directory.Domains.EnsureAsync("exa mple", CancellationToken.None))?.Error);
        Assert.Equal(AccountError.InvalidDomain, (await directory.Domains.EnsureAsync("[127.0.0.1]", CancellationToken.None))?.Error);
        Assert.Equal(AccountError.InvalidDomain, (await directory.Domains.RemoveAsync("", CancellationToken.None))?.Error);
        Assert.Equal(AccountError.InvalidDomain, (await directory.Domains.SetCatchAllAsync("", "joe", CancellationToken.None))?.Error);
        Assert.Equal(AccountError.InvalidTarget, (await directory.Domains.SetCatchAllAsync("example.org", "a b", CancellationToken.None))?.Error);
        Assert.Equal(AccountError.NotFound, (await directory.Domains.SetCatchAllAsync("elsewhere.example", "joe", CancellationToken.None))?.Error);
        Assert.Null(await directory.Domains.SetCatchAllAsync("example.org", "joe", CancellationToken.None));
        Assert.Equal("joe@localhost", Assert.Single(await directory.Domains.ListAsync(CancellationToken.None)).CatchAll);
        Assert.Null(await directory.Domains.SetCatchAllAsync("example.org", null, CancellationToken.None));
        Assert.Null(Assert.Single(await directory.Domains.ListAsync(CancellationToken.None)).CatchAll);
    }

    private static async Task<IReadOnlyList<Storage.Directory.DirectoryAlias>> ListAsync(TestDirectory directory)
    {
        var list = new List<Storage.Directory.DirectoryAlias>();
        await foreach (var alias in directory.Aliases.ListAsync(CancellationToken.None))
        {
            list.Add(alias);
        }

        return list;
    }
}
