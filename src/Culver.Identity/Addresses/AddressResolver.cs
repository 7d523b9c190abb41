// From the address in RCPT to the accounts that get the message.
// Rules upheld here: an exact name wins over a detail, and both over a catch-all; every alias is opened once, so that a loop is
// cut and not followed; an account gets a message once, however many aliases lead to it; postmaster is always somebody
// (RFC 5321 §4.5.1).
using System.Collections.Immutable;
using Culver.Storage.Directory;

namespace Culver.Identity.Addresses;

/// <summary>Finds where mail for an address goes.</summary>
/// <param name="directory">The directory.</param>
/// <param name="options">The settings.</param>
public sealed class AddressResolver(IDirectoryStore directory, IdentityOptions options)
{
    /// <summary>The most addresses one recipient may stand for; what lies beyond is left out.</summary>
    public const int MaxExpansion = 1000;

    private const string PostmasterLocalPart = "postmaster";

    /// <summary>Finds where mail for an address goes.</summary>
    /// <param name="address">The address as it came; <c>postmaster</c> may lack its domain (RFC 5321 §4.1.1.3).</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Where it goes.</returns>
    public async ValueTask<RecipientResolution> ResolveAsync(string address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!EmailAddress.TryParse(IsBarePostmaster(address) ? $"{address}@{options.DefaultDomain}" : address, out var parsed))
        {
            return new RecipientResolution.Malformed();
        }

        if (await directory.FindDomainAsync(parsed.Domain, cancellationToken) is not { } domain)
        {
            return new RecipientResolution.NotLocal(parsed);
        }

        var expansion = new Expansion();
        await ExpandAsync(parsed, domain, expansion, cancellationToken);
        return expansion.ToResolution();
    }

    /// <summary>Whether a domain is ours.</summary>
    /// <param name="domain">The domain in any form.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>True if it is.</returns>
    public async ValueTask<bool> IsLocalDomainAsync(string domain, CancellationToken cancellationToken) =>
        EmailAddress.TryReadDomain(domain, out var canonical) && await directory.FindDomainAsync(canonical, cancellationToken) is not null;

    private static bool IsBarePostmaster(string address) => address.Equals(PostmasterLocalPart, StringComparison.OrdinalIgnoreCase);

    private async ValueTask ExpandAsync(EmailAddress start, DirectoryDomain startDomain, Expansion expansion, CancellationToken cancellationToken)
    {
        // Of the first address; that of a target is asked for.
        var known = startDomain;
        expansion.Enqueue(start.ToString(), inheritedDetail: null);
        while (expansion.TryDequeue(out var text, out var inheritedDetail))
        {
            if (!EmailAddress.TryParse(text, out var address))
            {
                continue; // a target that stopped being an address under newer rules is nowhere
            }

            var domain = known ?? await directory.FindDomainAsync(address.Domain, cancellationToken);
            known = null;
            if (domain is null)
            {
                expansion.AddOutside(address);
                continue;
            }

            var (entry, detail) = await FindAsync(address, cancellationToken);
            switch (entry)
            {
                case DirectoryEntry.ToAccount account:
                    expansion.AddAccount(account.Account, detail ?? inheritedDetail);
                    break;
                case DirectoryEntry.ToAlias alias:
                    foreach (var target in alias.Alias.Targets)
                    {
                        expansion.Enqueue(target, detail ?? inheritedDetail);
                    }

                    break;
                case null when domain.CatchAll is { } catchAll:
                    expansion.Enqueue(catchAll, inheritedDetail: null);
                    break;
                case null when address.LocalPart == PostmasterLocalPart:
                    await ExpandPostmasterAsync(domain, expansion, cancellationToken);
                    break;
            }
        }
    }

    // RFC 5233 §4: the user is what stands before the first separator, the detail what follows.
    private async ValueTask<(DirectoryEntry? Entry, string? Detail)> FindAsync(EmailAddress address, CancellationToken cancellationToken)
    {
        if (await directory.FindEntryAsync(address.ToString(), cancellationToken) is { } exact)
        {
            return (exact, null);
        }

        var separator = options.DetailSeparator is { } character ? address.LocalPart.IndexOf(character, StringComparison.Ordinal) : -1;
        if (separator <= 0)
        {
            return (null, null);
        }

        var user = address.WithLocalPart(address.LocalPart[..separator]);
        return (await directory.FindEntryAsync(user.ToString(), cancellationToken), address.LocalPart[(separator + 1)..]);
    }

    // RFC 5321 §4.5.1: mail to postmaster MUST be supported for every local domain.
    private async ValueTask ExpandPostmasterAsync(DirectoryDomain domain, Expansion expansion, CancellationToken cancellationToken)
    {
        if (options.Postmaster is { } setting && EmailAddress.TryParse(setting, options.DefaultDomain, out var named)
            && expansion.Enqueue(named.ToString(), inheritedDetail: null))
        {
            return;
        }

        var oldest = await directory.FindOldestAccountAsync(domain.Name, cancellationToken)
            ?? await directory.FindOldestAccountAsync(null, cancellationToken);
        if (oldest is not null)
        {
            expansion.AddAccount(oldest, detail: null);
        }
    }

    // What has been seen of one recipient; lives for one call.
    private sealed class Expansion
    {
        private readonly Queue<(string Address, string? Detail)> pending = new();
        private readonly HashSet<string> seen = new(StringComparer.Ordinal);
        private readonly HashSet<Storage.AccountId> accountsSeen = [];
        private readonly ImmutableArray<LocalRecipient>.Builder accounts = ImmutableArray.CreateBuilder<LocalRecipient>();
        private readonly ImmutableArray<EmailAddress>.Builder outside = ImmutableArray.CreateBuilder<EmailAddress>();

        public bool Enqueue(string address, string? inheritedDetail)
        {
            if (seen.Count >= MaxExpansion || !seen.Add(address))
            {
                return false;
            }

            pending.Enqueue((address, inheritedDetail));
            return true;
        }

        public bool TryDequeue(out string address, out string? detail)
        {
            var found = pending.TryDequeue(out var next);
            (address, detail) = next;
            return found;
        }

        public void AddAccount(DirectoryAccount account, string? detail)
        {
            if (accountsSeen.Add(account.Id))
            {
                accounts.Add(new(account, detail));
            }
        }

        public void AddOutside(EmailAddress address) => outside.Add(address);

        public RecipientResolution ToResolution() => accounts.Count + outside.Count == 0
            ? new RecipientResolution.UnknownAddress()
            : new RecipientResolution.Known(accounts.ToImmutable(), outside.ToImmutable());
    }
}
