using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Culver.Identity.Addresses;
using Culver.Storage.Directory;

namespace Culver.Identity.Accounts;

/// <summary>Adds, lists and removes aliases, also while the server runs.</summary>
/// <param name="directory">The directory.</param>
/// <param name="options">The settings.</param>
public sealed class AliasService(IDirectoryStore directory, IdentityOptions options)
{
    private const int PageSize = 500;

    /// <summary>Adds an alias, or targets to the one there; its domain becomes local if it is not.</summary>
    /// <param name="address">Its address, or a local part in the default domain.</param>
    /// <param name="targets">Where its mail goes: addresses, local or outside, at least one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The alias, or why not.</returns>
    public async ValueTask<AliasResult> AddAsync(string address, IReadOnlyList<string> targets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(targets);
        if (!EmailAddress.TryParse(address, options.DefaultDomain, out var parsed) || parsed.Domain[0] == '[')
        {
            return new AliasResult.Refused(AccountRefusal.InvalidAddress(address));
        }

        var wanted = ImmutableArray.CreateBuilder<string>();
        foreach (var target in targets)
        {
            if (!EmailAddress.TryParse(target, options.DefaultDomain, out var named) || named == parsed)
            {
                return new AliasResult.Refused(AccountRefusal.InvalidTarget(target));
            }

            wanted.Add(named.AsWritten);
        }

        if (wanted.Count == 0)
        {
            return new AliasResult.Refused(AccountRefusal.InvalidTarget(""));
        }

        await directory.EnsureDomainAsync(parsed.Domain, cancellationToken);
        var existing = await directory.FindEntryAsync(parsed.ToString(), cancellationToken) is DirectoryEntry.ToAlias there ? there.Alias.Targets : [];
        var alias = new DirectoryAlias(parsed.ToString(), [.. existing.Union(wanted, StringComparer.Ordinal)]);
        return await directory.SetAliasAsync(alias, cancellationToken) == DirectoryOutcome.Done
            ? new AliasResult.Done(alias)
            : new AliasResult.Refused(AccountRefusal.AddressTaken(alias.Address));
    }

    /// <summary>Removes an alias with all its targets.</summary>
    /// <param name="address">Its address, or a local part in the default domain.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The alias as it was, or why not.</returns>
    public async ValueTask<AliasResult> RemoveAsync(string address, CancellationToken cancellationToken) =>
        EmailAddress.TryParse(address, options.DefaultDomain, out var parsed)
        && await directory.FindEntryAsync(parsed.ToString(), cancellationToken) is DirectoryEntry.ToAlias found
        && await directory.RemoveAliasAsync(parsed.ToString(), cancellationToken) == DirectoryOutcome.Done
            ? new AliasResult.Done(found.Alias)
            : new AliasResult.Refused(AccountRefusal.NoAlias(address));

    /// <summary>All aliases, by address.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The aliases; read in pages.</returns>
    public async IAsyncEnumerable<DirectoryAlias> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = "";
        while (await directory.ListAliasesAsync(after, PageSize, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var alias in page)
            {
                yield return alias;
            }

            after = page[^1].Address;
        }
    }
}
