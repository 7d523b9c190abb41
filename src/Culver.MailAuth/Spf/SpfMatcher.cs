using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Culver.Dns;
using Culver.MailAuth.Spf.Macros;
using Culver.MailAuth.Spf.Syntax;

namespace Culver.MailAuth.Spf;

/// <summary>The mechanisms that do not check another record: all, a, mx, ptr, ip4, ip6, exists (RFC 7208 §5).</summary>
internal sealed class SpfMatcher(IDnsResolver dns, MacroValues values, SpfCounters counters, ClientNames names)
{
    private bool IsIpv4 => values.Client.AddressFamily == AddressFamily.InterNetwork;

    public ValueTask<SpfMatch> MatchAsync(SpfMechanism mechanism, string domain, CancellationToken cancellationToken) => mechanism switch
    {
        SpfMechanism.All => ValueTask.FromResult(SpfMatch.Of(isMatch: true)),
        SpfMechanism.Ip ip => ValueTask.FromResult(SpfMatch.Of(InNetwork(values.Client, ip.Network, ip.Prefix))),
        SpfMechanism.A a => MatchAddressAsync(a, domain, cancellationToken),
        SpfMechanism.Mx mx => MatchExchangeAsync(mx, domain, cancellationToken),
        SpfMechanism.Ptr ptr => MatchNameAsync(ptr, domain, cancellationToken),
        SpfMechanism.Exists exists => MatchExistenceAsync(exists, domain, cancellationToken),
        _ => throw new UnreachableException(),
    };

    /// <summary>The name a term asks for; null when it cannot be one.</summary>
    public async ValueTask<DnsName?> TargetAsync(MacroString? target, string domain, CancellationToken cancellationToken) =>
        MacroValues.TryName(target is null ? domain : await ExpandAsync(target, domain, cancellationToken), out var name) ? name : null;

    /// <summary>Whether a local part goes into the name that cannot be in one.</summary>
    public bool IsBeyondNames(MacroString target) => target.NamesLocalPart && !Ascii.IsValid(values.LocalPart);

    public async ValueTask<string> ExpandAsync(MacroString text, string domain, CancellationToken cancellationToken)
    {
        var name = text.NeedsName && DnsName.TryParse(domain, out var known) ? await names.BestAsync(known, counters, cancellationToken) : null;
        return values.Expand(text, domain, name);
    }

    // RFC 7208 §5.3
    private async ValueTask<SpfMatch> MatchAddressAsync(SpfMechanism.A a, string domain, CancellationToken cancellationToken)
    {
        if (await TargetAsync(a.Domain, domain, cancellationToken) is not { } target)
            return SpfMatch.No;
        return await HasAddressAsync(target, a.Prefix4, a.Prefix6, cancellationToken);
    }

    // RFC 7208 §5.4: a domain without MX records is not its own.
    private async ValueTask<SpfMatch> MatchExchangeAsync(SpfMechanism.Mx mx, string domain, CancellationToken cancellationToken)
    {
        if (await TargetAsync(mx.Domain, domain, cancellationToken) is not { } target)
            return SpfMatch.No;
        var exchanges = await dns.QueryAsync<MxRecord>(target, cancellationToken);
        if (Failure(exchanges, target) is { } failure)
            return failure;
        var asked = 0;
        foreach (var exchange in exchanges.Records.OrderBy(static record => record.Preference).Select(static record => record.Exchange))
        {
            // RFC 7208 §4.6.4
            if (++asked > SpfCounters.NameLimit)
                return SpfMatch.Permanent($"{target} has more than {SpfCounters.NameLimit} mail exchanges");
            if (exchange.IsRoot)
                continue;
            var match = await HasAddressAsync(exchange, mx.Prefix4, mx.Prefix6, cancellationToken);
            if (match.IsMatch || match.Error is not null)
                return match;
        }

        return SpfMatch.No;
    }

    // RFC 7208 §5.5
    private async ValueTask<SpfMatch> MatchNameAsync(SpfMechanism.Ptr ptr, string domain, CancellationToken cancellationToken)
    {
        if (await TargetAsync(ptr.Domain, domain, cancellationToken) is not { } target)
            return SpfMatch.No;
        return SpfMatch.Of((await names.GetAsync(counters, cancellationToken)).Any(name => name.IsAtOrBelow(target)));
    }

    // RFC 7208 §5.7: the lookup is of A, whatever the client's address is.
    private async ValueTask<SpfMatch> MatchExistenceAsync(SpfMechanism.Exists exists, string domain, CancellationToken cancellationToken)
    {
        if (await TargetAsync(exists.Domain, domain, cancellationToken) is not { } target)
            return SpfMatch.No;
        var answer = await dns.QueryAsync<ARecord>(target, cancellationToken);
        return Failure(answer, target) ?? SpfMatch.Of(!answer.Records.IsEmpty);
    }

    private async ValueTask<SpfMatch> HasAddressAsync(DnsName name, int prefix4, int prefix6, CancellationToken cancellationToken)
    {
        if (IsIpv4)
        {
            var answer = await dns.QueryAsync<ARecord>(name, cancellationToken);
            return Failure(answer, name) ?? SpfMatch.Of(answer.Records.Any(record => InNetwork(values.Client, record.Address, prefix4)));
        }

        var sixth = await dns.QueryAsync<AaaaRecord>(name, cancellationToken);
        return Failure(sixth, name) ?? SpfMatch.Of(sixth.Records.Any(record => InNetwork(values.Client, record.Address, prefix6)));
    }

    private SpfMatch? Failure<TRecord>(DnsAnswer<TRecord> answer, DnsName name)
    {
        if (answer is DnsAnswer<TRecord>.TemporaryFailure failure)
            return SpfMatch.Temporary($"{name} cannot be looked up ({failure.Reason})");
        if (answer is not DnsAnswer<TRecord>.Found)
            counters.Void();
        return null;
    }

    private static bool InNetwork(IPAddress client, IPAddress network, int prefix) =>
        client.AddressFamily == network.AddressFamily && Same(client.GetAddressBytes(), network.GetAddressBytes(), prefix);

    private static bool Same(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other, int bits) =>
        one[..(bits / 8)].SequenceEqual(other[..(bits / 8)])
        && (bits % 8 == 0 || (one[bits / 8] ^ other[bits / 8]) >> (8 - (bits % 8)) == 0);
}
