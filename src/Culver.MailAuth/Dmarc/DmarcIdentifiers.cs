using Culver.Dns;

namespace Culver.MailAuth.Dmarc;

/// <summary>Whether authenticated domains are aligned with the author's (RFC 9989 §4.10.2). The author's organization is found once.</summary>
internal sealed class DmarcIdentifiers(IDnsResolver dns, DnsName author)
{
    private DmarcTreeWalk? _author;

    /// <summary>Whether a domain could not be judged.</summary>
    public bool IsTemporaryFailure { get; private set; }

    public async ValueTask<bool> IsAnyAlignedAsync(IEnumerable<string> domains, DmarcAlignment alignment, CancellationToken cancellationToken)
    {
        foreach (var domain in domains.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (await IsAlignedAsync(domain, alignment, cancellationToken))
                return true;
        }

        return false;
    }

    public async ValueTask<bool> IsAlignedAsync(string domain, DmarcAlignment alignment, CancellationToken cancellationToken)
    {
        if (!DnsName.TryParse(ALabels.Of(domain), out var name) || name.IsRoot)
            return false;
        if (name == author)
            return true;
        if (alignment == DmarcAlignment.Strict)
            return false;
        _author ??= await DmarcTreeWalk.WalkAsync(dns, author, cancellationToken);
        // A domain outside the author's organization needs no walk of its own.
        if (!_author.IsTemporaryFailure && !name.IsAtOrBelow(_author.OrganizationalDomain))
            return false;
        var other = await DmarcTreeWalk.WalkAsync(dns, name, cancellationToken);
        if (_author.IsTemporaryFailure || other.IsTemporaryFailure)
        {
            IsTemporaryFailure = true;
            return false;
        }

        return other.OrganizationalDomain == _author.OrganizationalDomain;
    }
}
