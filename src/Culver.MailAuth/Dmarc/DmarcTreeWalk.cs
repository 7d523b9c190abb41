// The DNS Tree Walk (RFC 9989 §4.10). Rules upheld: at most eight questions, whatever name a sender invents; a failure on the way leaves
// the whole walk without an answer, because what could not be asked might have been the organizational domain.
using Culver.Dns;

namespace Culver.MailAuth.Dmarc;

internal sealed class DmarcTreeWalk
{
    private const int MostLabels = 7; // after the first question

    private readonly DnsName _start;
    private readonly List<(DnsName Domain, DmarcRecord Record)> _found = [];

    private DmarcTreeWalk(DnsName start) => _start = start;

    public bool IsTemporaryFailure { get; private set; }

    /// <summary>The domain of the organization (RFC 9989 §4.10.2).</summary>
    public DnsName OrganizationalDomain
    {
        get
        {
            foreach (var (domain, record) in _found)
            {
                if (record.PublicSuffix == DmarcPublicSuffix.No)
                    return domain;
                if (record.PublicSuffix == DmarcPublicSuffix.Yes && domain != _start)
                    return OneBelow(domain);
            }

            return _found.Count > 0 ? _found[^1].Domain : _start;
        }
    }

    /// <summary>The record that applies to the start: its own, its organization's, or its public suffix's (RFC 9989 §4.10.1).</summary>
    public (DnsName Domain, DmarcRecord Record)? Applicable
    {
        get
        {
            if (_found.Count == 0)
                return null;
            if (_found[0].Domain == _start)
                return _found[0];
            var organization = OrganizationalDomain;
            foreach (var found in _found)
            {
                if (found.Domain == organization)
                    return found;
            }

            return _found[^1];
        }
    }

    public static async ValueTask<DmarcTreeWalk> WalkAsync(IDnsResolver dns, DnsName start, CancellationToken cancellationToken)
    {
        var walk = new DmarcTreeWalk(start);
        for (var target = start; !target.IsRoot; target = Next(target))
        {
            var lookup = await DmarcLookup.AskAsync(dns, target, cancellationToken);
            if (lookup.IsTemporaryFailure)
            {
                walk.IsTemporaryFailure = true;
                break;
            }

            if (lookup.Record is not { } record)
                continue;
            walk._found.Add((target, record));
            if (record.PublicSuffix != DmarcPublicSuffix.Unknown)
                break;
        }

        return walk;
    }

    private static DnsName Next(DnsName domain)
    {
        do
            domain = domain.Parent;
        while (domain.LabelCount > MostLabels);
        return domain;
    }

    private DnsName OneBelow(DnsName suffix)
    {
        var domain = _start;
        while (domain.LabelCount > suffix.LabelCount + 1)
            domain = domain.Parent;
        return domain;
    }
}
