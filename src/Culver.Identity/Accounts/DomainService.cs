using Culver.Identity.Addresses;
using Culver.Storage.Directory;

namespace Culver.Identity.Accounts;

/// <summary>Makes domains local, sets their catch-alls, lists and removes them, also while the server runs.</summary>
/// <param name="directory">The directory.</param>
/// <param name="options">The settings.</param>
public sealed class DomainService(IDirectoryStore directory, IdentityOptions options)
{
    /// <summary>Makes a domain local. Does nothing when it is already.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null, or why not.</returns>
    public async ValueTask<AccountRefusal?> EnsureAsync(string domain, CancellationToken cancellationToken)
    {
        if (!EmailAddress.TryReadDomain(domain, out var name) || name[0] == '[')
        {
            return AccountRefusal.InvalidDomain(domain);
        }

        await directory.EnsureDomainAsync(name, cancellationToken);
        return null;
    }

    /// <summary>Sets where mail to unknown addresses of a domain goes.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="target">An address, local or outside; null for nowhere.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null, or why not.</returns>
    public async ValueTask<AccountRefusal?> SetCatchAllAsync(string domain, string? target, CancellationToken cancellationToken)
    {
        if (!EmailAddress.TryReadDomain(domain, out var name))
        {
            return AccountRefusal.InvalidDomain(domain);
        }

        EmailAddress? address = null;
        if (target is not null && !EmailAddress.TryParse(target, options.DefaultDomain, out address))
        {
            return AccountRefusal.InvalidTarget(target);
        }

        return await directory.SetCatchAllAsync(name, address?.AsWritten, cancellationToken) == DirectoryOutcome.Done
            ? null
            : AccountRefusal.NoDomain(domain);
    }

    /// <summary>Removes a domain that holds no account and no alias.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null, or why not.</returns>
    public async ValueTask<AccountRefusal?> RemoveAsync(string domain, CancellationToken cancellationToken) =>
        !EmailAddress.TryReadDomain(domain, out var name)
            ? AccountRefusal.InvalidDomain(domain)
            : await directory.RemoveDomainAsync(name, cancellationToken) switch
            {
                DirectoryOutcome.Done => null,
                DirectoryOutcome.DomainInUse => AccountRefusal.DomainInUse(domain),
                _ => AccountRefusal.NoDomain(domain),
            };

    /// <summary>All local domains, by name.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The domains.</returns>
    public ValueTask<IReadOnlyList<DirectoryDomain>> ListAsync(CancellationToken cancellationToken) => directory.ListDomainsAsync(cancellationToken);
}
