// check_host() of RFC 7208 §4, and its recursion. Rules upheld:
// - A record is read whole before anything of it counts (§4.6); the limits are over the whole check, not one record (§4.6.4).
// - include asks only whether it passes; redirect replaces the record, and its explanation with it (§5.2, §6.1, §6.2).
using Culver.Dns;
using Culver.MailAuth.Spf.Macros;
using Culver.MailAuth.Spf.Syntax;

namespace Culver.MailAuth.Spf;

internal sealed class SpfCheck(IDnsResolver dns, SpfMatcher matcher, SpfCounters counters)
{
    public async ValueTask<SpfVerdict> RunAsync(string domain, bool explains, CancellationToken cancellationToken)
    {
        if (!IsDomain(domain, out var name))
            return new(SpfResult.None, $"'{domain}' is not a domain name of several labels");
        var (record, error) = await FindAsync(name, cancellationToken);
        if (record is null)
            return error;
        foreach (var directive in record.Directives)
        {
            var match = await EvaluateAsync(directive.Mechanism, domain, cancellationToken);
            if (match.Error is { } failed)
                return new(failed, match.Problem) { Mechanism = directive.Text };
            if (counters.IsExceeded)
                return new(SpfResult.PermError, counters.Problem) { Mechanism = directive.Text };
            if (match.IsMatch)
                return await DecidedAsync(record, directive, domain, explains, cancellationToken);
        }

        // RFC 7208 §4.7, §6.1
        if (record.Redirect is null)
            return new(SpfResult.Neutral, "no mechanism matches");
        return await RedirectAsync(record.Redirect, domain, explains, cancellationToken);
    }

    private async ValueTask<SpfMatch> EvaluateAsync(SpfMechanism mechanism, string domain, CancellationToken cancellationToken)
    {
        if (mechanism.Asks)
        {
            counters.Term();
            if (counters.IsExceeded)
                return SpfMatch.Permanent(counters.Problem);
        }

        if (mechanism is not SpfMechanism.Include include)
            return await matcher.MatchAsync(mechanism, domain, cancellationToken);
        // RFC 8616 §4: no name can be made of a local part that is not ASCII, so that such a term matches nothing and is no error.
        if (matcher.IsBeyondNames(include.Domain))
            return SpfMatch.No;
        // RFC 7208 §5.2
        var target = await matcher.ExpandAsync(include.Domain, domain, cancellationToken);
        var verdict = await RunAsync(Bare(target), explains: false, cancellationToken);
        return verdict.Result switch
        {
            SpfResult.Pass => SpfMatch.Of(isMatch: true),
            SpfResult.TempError => SpfMatch.Temporary(verdict.Reason!),
            SpfResult.PermError => SpfMatch.Permanent(verdict.Reason!),
            SpfResult.None => SpfMatch.Permanent($"{target} is included and has no SPF record"),
            _ => SpfMatch.No,
        };
    }

    private async ValueTask<SpfVerdict> RedirectAsync(MacroString redirect, string domain, bool explains, CancellationToken cancellationToken)
    {
        counters.Term();
        if (counters.IsExceeded)
            return new(SpfResult.PermError, counters.Problem);
        var target = await matcher.ExpandAsync(redirect, domain, cancellationToken);
        var verdict = await RunAsync(Bare(target), explains, cancellationToken);
        return verdict.Result == SpfResult.None ? new(SpfResult.PermError, $"{target} is redirected to and has no SPF record") : verdict;
    }

    private async ValueTask<SpfVerdict> DecidedAsync(SpfRecord record, SpfDirective directive, string domain, bool explains, CancellationToken cancellationToken)
    {
        var verdict = new SpfVerdict((SpfResult)directive.Qualifier, null) { Mechanism = directive.Text };
        return explains && verdict.Result == SpfResult.Fail && record.Explanation is { } explanation
            ? verdict with { Explanation = await ExplainAsync(explanation, domain, cancellationToken) }
            : verdict;
    }

    // RFC 7208 §6.2: whatever goes wrong, there is no explanation. The lookup counts towards no limit.
    private async ValueTask<string?> ExplainAsync(MacroString explanation, string domain, CancellationToken cancellationToken)
    {
        if (await matcher.TargetAsync(explanation, domain, cancellationToken) is not { } name)
            return null;
        var texts = await dns.QueryAsync<TxtRecord>(name, cancellationToken);
        return texts.Records is [var text] && MacroString.Parse(text.Text, inExplanation: true) is { } parsed
            ? await matcher.ExpandAsync(parsed, domain, cancellationToken)
            : null;
    }

    private async ValueTask<(SpfRecord? Record, SpfVerdict Error)> FindAsync(DnsName name, CancellationToken cancellationToken)
    {
        var texts = await dns.QueryAsync<TxtRecord>(name, cancellationToken);
        // RFC 7208 §4.4
        if (texts is DnsAnswer<TxtRecord>.TemporaryFailure failure)
            return (null, new(SpfResult.TempError, $"{name} cannot be looked up ({failure.Reason})"));
        // RFC 7208 §4.5
        var records = texts.Records.Select(static record => record.Text).Where(SpfRecord.IsOne).ToArray();
        if (records.Length == 0)
            return (null, new(SpfResult.None, $"{name} has no SPF record"));
        if (records.Length > 1)
            return (null, new(SpfResult.PermError, $"{name} has more than one SPF record"));
        return SpfRecord.Parse(records[0], out var problem) is { } record ? (record, default) : (null, new(SpfResult.PermError, $"{name}: {problem}"));
    }

    // RFC 7208 §4.3
    private static bool IsDomain(string domain, out DnsName name)
    {
        name = default;
        return !domain.StartsWith('[') && MacroValues.TryName(domain, out name) && name.LabelCount > 1;
    }

    private static string Bare(string domain) => domain.EndsWith('.') ? domain[..^1] : domain;
}
