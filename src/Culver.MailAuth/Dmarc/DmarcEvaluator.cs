// DMARC (RFC 9989). Rules upheld:
// - A policy applies by DNS alone, found by the tree walk; there is no list of suffixes.
// - A pass needs one aligned identifier and nothing else; whatever cannot be asked never makes a pass, and makes no fail either.
// - What cannot be asked counts only where its answer could have: a name of a stranger's that never answers is not a way around a policy.
using System.Diagnostics;
using Culver.Dns;
using Culver.MailAuth.Spf;

namespace Culver.MailAuth.Dmarc;

/// <summary>Checks the author's domain of a message against what SPF and DKIM found (RFC 9989).</summary>
public sealed class DmarcEvaluator(IDnsResolver dns)
{
    /// <summary>Checks one message. Never throws for what the DNS or a record does: that is a result.</summary>
    /// <param name="authorDomain">The domain of the From field; null when the field does not have exactly one (RFC 9989 §5.3.1). U-labels become A-labels.</param>
    /// <param name="spf">What SPF found of the reverse-path; null when it was not asked.</param>
    /// <param name="signingDomains">The domains (d=) of the DKIM signatures that passed.</param>
    /// <param name="openDomains">The domains (d=) of those that could not be verified for a reason that may pass.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async ValueTask<DmarcOutcome> EvaluateAsync(
        string? authorDomain, SpfOutcome? spf, IEnumerable<string> signingDomains, IEnumerable<string> openDomains, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(signingDomains);
        ArgumentNullException.ThrowIfNull(openDomains);
        if (authorDomain is null || !DnsName.TryParse(ALabels.Of(authorDomain), out var author) || author.IsRoot)
            return new(DmarcResult.PermError, authorDomain ?? "") { Reason = "the message does not have one author's domain" };
        var outcome = new DmarcOutcome(DmarcResult.None, author.ToString());
        var own = await DmarcLookup.AskAsync(dns, author, cancellationToken);
        // The author's own record decides alone; only without one is the tree walked for a policy.
        var walk = own.Record is null && !own.IsTemporaryFailure ? await DmarcTreeWalk.WalkAsync(dns, author, cancellationToken) : null;
        if (own.IsTemporaryFailure || walk is { IsTemporaryFailure: true })
            return outcome with { Result = DmarcResult.TempError, Reason = "the policy cannot be looked up" };
        var applicable = own.Record is { } record ? (author, record) : walk?.Applicable;
        if (applicable is not var (policyDomain, policy))
            return outcome with { Reason = "no policy is published" };
        // RFC 9989 §4.10.1: a record without a valid policy counts as p=none when it asks for reports, and not at all otherwise.
        if (!policy.IsUsable && policy.AggregateReports.IsEmpty)
            return outcome with { Reason = $"the policy of {policyDomain} is not valid" };
        var (wanted, isKnown) = policy.IsUsable ? await PolicyAsync(author, policyDomain, policy, cancellationToken) : (DmarcPolicy.None, true);
        outcome = await JudgeAsync(
            outcome with { PolicyDomain = policyDomain.ToString(), Record = policy, Policy = wanted }, new(dns, author), policy, spf, signingDomains, openDomains, cancellationToken);
        return outcome.Result == DmarcResult.Fail && !isKnown
            ? outcome with { Result = DmarcResult.TempError, Disposition = DmarcPolicy.None, Reason = "whether the author's domain exists cannot be found out" }
            : outcome;
    }

    private static async ValueTask<DmarcOutcome> JudgeAsync(
        DmarcOutcome outcome,
        DmarcIdentifiers identifiers,
        DmarcRecord policy,
        SpfOutcome? spf,
        IEnumerable<string> signingDomains,
        IEnumerable<string> openDomains,
        CancellationToken cancellationToken)
    {
        // RFC 9989 §4.4.2: SPF counts by its domain, when it passed.
        var bySpf = spf is { Result: SpfResult.Pass } && await identifiers.IsAlignedAsync(spf.Domain, policy.SpfAlignment, cancellationToken);
        var byDkim = await identifiers.IsAnyAlignedAsync(signingDomains, policy.DkimAlignment, cancellationToken);
        outcome = outcome with { SpfAligned = bySpf, DkimAligned = byDkim };
        if (bySpf || byDkim)
            return outcome with { Result = DmarcResult.Pass };
        // RFC 9989 §5.3.6: an answer that is required and missing leaves it open. One that could not have made a pass is not required.
        if (spf is { Result: SpfResult.TempError } && await identifiers.IsAlignedAsync(spf.Domain, policy.SpfAlignment, cancellationToken))
            return outcome with { Result = DmarcResult.TempError, Reason = "the reverse-path cannot be checked at present" };
        if (await identifiers.IsAnyAlignedAsync(openDomains, policy.DkimAlignment, cancellationToken))
            return outcome with { Result = DmarcResult.TempError, Reason = "a signature cannot be verified at present" };
        if (identifiers.IsTemporaryFailure)
            return outcome with { Result = DmarcResult.TempError, Reason = "alignment cannot be found out" };
        return outcome with { Result = DmarcResult.Fail, Disposition = outcome.EffectivePolicy, Reason = "no authenticated domain is aligned" };
    }

    // RFC 9989 §4.10.1: p for the domain itself, sp below it, np below it where the author's domain does not exist.
    private async ValueTask<(DmarcPolicy Policy, bool IsKnown)> PolicyAsync(DnsName author, DnsName policyDomain, DmarcRecord policy, CancellationToken cancellationToken)
    {
        var whole = policy.Policy ?? throw new UnreachableException();
        if (author == policyDomain)
            return (whole, true);
        var subdomains = policy.SubdomainPolicy ?? whole;
        if (policy.NonexistentPolicy is not { } nonexistent || nonexistent == subdomains)
            return (subdomains, true);
        var answer = await dns.QueryAsync<ARecord>(author, cancellationToken);
        return (answer is DnsAnswer<ARecord>.NxDomain ? nonexistent : subdomains, answer is not DnsAnswer<ARecord>.TemporaryFailure);
    }
}
