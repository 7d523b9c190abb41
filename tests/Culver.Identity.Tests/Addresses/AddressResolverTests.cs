using Culver.Identity.Addresses;
using Xunit;

namespace Culver.Identity.Tests.Addresses;

public sealed class AddressResolverTests
{
    [Theory]
    [InlineData("joe@example.org")]
    [InlineData("JOE@EXAMPLE.ORG")]
    [InlineData("\"joe\"@example.org")]
    [InlineData("\uFF4Aoe@example.org")]
    public async Task An_account_is_found_however_its_address_is_spelled(string address)
    {
        await using var directory = await SeveralAsync();
        Assert.Equal(["joe@example.org"], await Resolve(directory, address));
    }

    [Theory]
    [InlineData("joe+lists@example.org", "lists")]
    [InlineData("joe+Lists+More@example.org", "lists+more")]
    [InlineData("joe+@example.org", "")]
    [InlineData("joe@example.org", null)]
    public async Task What_follows_the_separator_is_the_detail(string address, string? detail)
    {
        await using var directory = await SeveralAsync();
        var known = Assert.IsType<RecipientResolution.Known>(await directory.Resolver.ResolveAsync(address, CancellationToken.None));
        Assert.Equal(detail, Assert.Single(known.Accounts).Detail);
    }

    [Fact]
    public async Task An_exact_name_with_the_separator_in_it_wins_over_the_detail()
    {
        await using var directory = await SeveralAsync();
        await directory.AddAccountAsync("joe+special@example.org");
        Assert.Equal(["joe+special@example.org"], await Resolve(directory, "joe+special@example.org"));
    }

    [Fact]
    public async Task Another_separator_can_be_set_or_none()
    {
        await using var minus = new TestDirectory(new() { DetailSeparator = '-' });
        await minus.AddAccountAsync("joe@example.org");
        Assert.Equal(["joe@example.org"], await Resolve(minus, "joe-x@example.org"));
        Assert.Empty(await Resolve(minus, "joe+x@example.org"));
        await using var none = new TestDirectory(new() { DetailSeparator = null });
        await none.AddAccountAsync("joe@example.org");
        Assert.Empty(await Resolve(none, "joe+x@example.org"));
    }

    [Fact]
    public async Task A_name_that_begins_with_the_separator_has_no_detail()
    {
        await using var directory = await SeveralAsync();
        Assert.Empty(await Resolve(directory, "+joe@example.org"));
    }

    [Fact]
    public async Task An_alias_goes_to_all_its_targets_here_and_outside()
    {
        await using var directory = await SeveralAsync();
        await Alias(directory, "all@example.org", "joe@example.org", "jane@example.org", "bob@elsewhere.example");
        Assert.Equal(["joe@example.org", "jane@example.org", "> bob@elsewhere.example"], await Resolve(directory, "all@example.org"));
    }

    [Fact]
    public async Task Aliases_of_aliases_are_followed_and_everyone_gets_it_once()
    {
        await using var directory = await SeveralAsync();
        await Alias(directory, "a@example.org", "b@example.org", "c@example.org", "joe@example.org");
        await Alias(directory, "b@example.org", "joe@example.org", "x@elsewhere.example");
        await Alias(directory, "c@example.org", "jane@example.org", "x@ELSEWHERE.example");
        Assert.Equal(
            ["joe@example.org", "jane@example.org", "> x@elsewhere.example"],
            (await Resolve(directory, "a@example.org")).OrderBy(text => text.StartsWith('>')).ThenByDescending(text => text, StringComparer.Ordinal));
    }

    // RFC 5321 §2.4
    [Fact]
    public async Task The_local_part_of_an_address_outside_stays_as_it_was_written()
    {
        await using var directory = await SeveralAsync();
        await Alias(directory, "a@example.org", "Bob.X@Elsewhere.Example", "\"odd name\"@elsewhere.example", "JOE@example.org");
        Assert.Equal(
            ["joe@example.org", "> Bob.X@elsewhere.example", "> \"odd name\"@elsewhere.example"], await Resolve(directory, "a@example.org"));
    }

    [Fact]
    public async Task A_loop_of_aliases_is_cut_and_its_other_targets_are_reached()
    {
        await using var directory = await SeveralAsync();
        await Alias(directory, "a@example.org", "b@example.org");
        await Alias(directory, "b@example.org", "a@example.org", "joe@example.org");
        Assert.Equal(["joe@example.org"], await Resolve(directory, "a@example.org"));
    }

    [Fact]
    public async Task A_loop_of_aliases_that_leads_nowhere_is_unknown()
    {
        await using var directory = await SeveralAsync();
        await Alias(directory, "a@example.org", "b@example.org");
        await Alias(directory, "b@example.org", "a@example.org");
        Assert.IsType<RecipientResolution.UnknownAddress>(await directory.Resolver.ResolveAsync("a@example.org", CancellationToken.None));
    }

    [Fact]
    public async Task A_target_that_is_gone_does_not_keep_the_others_from_their_mail()
    {
        await using var directory = await SeveralAsync();
        await Alias(directory, "all@example.org", "gone@example.org", "joe@example.org");
        Assert.Equal(["joe@example.org"], await Resolve(directory, "all@example.org"));
    }

    [Fact]
    public async Task The_detail_of_an_alias_reaches_its_accounts()
    {
        await using var directory = await SeveralAsync();
        await Alias(directory, "team@example.org", "joe@example.org", "jane+own@example.org");
        var known = Assert.IsType<RecipientResolution.Known>(await directory.Resolver.ResolveAsync("team+x@example.org", CancellationToken.None));
        Assert.Equal(["x", "own"], known.Accounts.Select(recipient => recipient.Detail));
    }

    [Fact]
    public async Task An_expansion_is_bounded()
    {
        await using var directory = await SeveralAsync();
        await Alias(directory, "all@example.org", [.. Enumerable.Range(0, 2000).Select(i => $"u{i}@elsewhere.example")]);
        Assert.InRange((await Resolve(directory, "all@example.org")).Count, 900, AddressResolver.MaxExpansion);
    }

    [Fact]
    public async Task A_catch_all_takes_what_is_unknown_and_nothing_else()
    {
        await using var directory = await SeveralAsync();
        Assert.Null(await directory.Domains.SetCatchAllAsync("example.org", "jane@example.org", CancellationToken.None));
        Assert.Equal(["jane@example.org"], await Resolve(directory, "whoever+x@example.org"));
        Assert.Equal(["joe@example.org"], await Resolve(directory, "joe+x@example.org"));
    }

    [Fact]
    public async Task A_catch_all_may_go_outside_and_one_that_is_gone_is_unknown()
    {
        await using var directory = await SeveralAsync();
        await directory.Domains.SetCatchAllAsync("example.org", "x@elsewhere.example", CancellationToken.None);
        Assert.Equal(["> x@elsewhere.example"], await Resolve(directory, "whoever@example.org"));
        await directory.Domains.SetCatchAllAsync("example.org", "gone@example.org", CancellationToken.None);
        Assert.Empty(await Resolve(directory, "whoever@example.org"));
    }

    // RFC 5321 §4.5.1
    [Theory]
    [InlineData("postmaster")]
    [InlineData("Postmaster")]
    [InlineData("postmaster@localhost")]
    [InlineData("POSTMASTER@example.org")]
    [InlineData("postmaster+x@example.org")]
    public async Task Postmaster_is_always_somebody(string address)
    {
        await using var directory = await SeveralAsync();
        await directory.Domains.EnsureAsync("localhost", CancellationToken.None);
        if (address.Contains('+', StringComparison.Ordinal))
        {
            await Alias(directory, "postmaster@example.org", "joe@example.org");
        }

        Assert.Equal(["joe@example.org"], await Resolve(directory, address));
    }

    [Fact]
    public async Task Postmaster_is_who_the_setting_says_unless_somebody_was_made_it()
    {
        await using var directory = new TestDirectory(new() { DefaultDomain = "example.org", Postmaster = "jane" });
        await directory.AddAccountAsync("joe@example.org");
        await directory.AddAccountAsync("jane@example.org");
        Assert.Equal(["jane@example.org"], await Resolve(directory, "postmaster@example.org"));
        await Alias(directory, "postmaster@example.org", "joe@example.org");
        Assert.Equal(["joe@example.org"], await Resolve(directory, "postmaster@example.org"));
    }

    [Fact]
    public async Task A_postmaster_setting_that_names_postmaster_itself_falls_back_to_the_oldest_account()
    {
        await using var directory = new TestDirectory(new() { Postmaster = "postmaster@example.org" });
        await directory.AddAccountAsync("joe@example.org");
        Assert.Equal(["joe@example.org"], await Resolve(directory, "postmaster@example.org"));
    }

    [Fact]
    public async Task A_domain_that_is_not_ours_is_not_local()
    {
        await using var directory = await SeveralAsync();
        var resolution = Assert.IsType<RecipientResolution.NotLocal>(
            await directory.Resolver.ResolveAsync("Joe@Elsewhere.example", CancellationToken.None));
        Assert.Equal("joe@elsewhere.example", resolution.Address.ToString());
        Assert.IsType<RecipientResolution.NotLocal>(await directory.Resolver.ResolveAsync("joe@[127.0.0.1]", CancellationToken.None));
        Assert.True(await directory.Resolver.IsLocalDomainAsync("EXAMPLE.org", CancellationToken.None));
        Assert.False(await directory.Resolver.IsLocalDomainAsync("elsewhere.example", CancellationToken.None));
    }

    [Fact]
    public async Task A_domain_is_the_same_in_U_labels_and_A_labels()
    {
        await using var directory = new TestDirectory();
        await directory.AddAccountAsync("joe@bücher.example");
        Assert.Equal(["joe@xn--bcher-kva.example"], await Resolve(directory, "joe@xn--bcher-kva.example"));
        Assert.Equal(["joe@xn--bcher-kva.example"], await Resolve(directory, "joe@Bücher.example"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("joe")]
    [InlineData("a b@example.org")]
    public async Task What_is_no_address_is_malformed(string address)
    {
        await using var directory = await SeveralAsync();
        Assert.IsType<RecipientResolution.Malformed>(await directory.Resolver.ResolveAsync(address, CancellationToken.None));
    }

    private static async Task<TestDirectory> SeveralAsync()
    {
        var directory = new TestDirectory();
        await directory.AddAccountAsync("joe@example.org");
        directory.Time.Advance(TimeSpan.FromSeconds(1));
        await directory.AddAccountAsync("jane@example.org");
        return directory;
    }

    private static async Task Alias(TestDirectory directory, string address, params string[] targets) =>
        Assert.IsType<Identity.Accounts.AliasResult.Done>(await directory.Aliases.AddAsync(address, targets, CancellationToken.None));

    // The accounts in order, then what is outside behind a '>'; nothing when unknown.
    private static async Task<IReadOnlyList<string>> Resolve(TestDirectory directory, string address) =>
        await directory.Resolver.ResolveAsync(address, CancellationToken.None) switch
        {
            RecipientResolution.Known known =>
                [.. known.Accounts.Select(recipient => recipient.Account.Address), .. known.Outside.Select(outside => "> " + outside.AsWritten)],
            RecipientResolution.UnknownAddress => [],
            var other => throw new InvalidOperationException(other.ToString()),
        };
}
