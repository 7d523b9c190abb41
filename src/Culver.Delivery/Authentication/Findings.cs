using System.Globalization;
using System.Net;
using Culver.MailAuth.Arc;
using Culver.MailAuth.Dkim;
using Culver.MailAuth.Dmarc;
using Culver.MailAuth.Results;
using Culver.MailAuth.Spf;
using Culver.Smtp;

namespace Culver.Delivery.Authentication;

/// <summary>What the checks of a message found.</summary>
internal sealed record Findings(MessageSender Sender, SpfOutcome Spf, IReadOnlyList<DkimResult> Dkim, ArcResult Arc, DmarcOutcome Dmarc)
{
    /// <summary>Whether the header section was too long to be looked at.</summary>
    public bool IsHeaderTooLong { get; init; }

    /// <summary>The results in short, for logs.</summary>
    public string Summary =>
        $"spf={Word(Spf.Result)} dkim={string.Join(',', Dkim.Select(static result => Word(result.Outcome)).DefaultIfEmpty("none"))} arc={Word(Arc.Outcome)} dmarc={Word(Dmarc.Result)}";

    /// <summary>The words of the registries are the names of our values in lower case.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>Counts each result, and what became of the message.</summary>
    public void Count(DeliveryMetrics metrics, DmarcVerdict verdict)
    {
        metrics.Authenticated("spf", Word(Spf.Result));
        foreach (var result in Dkim)
            metrics.Authenticated("dkim", Word(result.Outcome));
        metrics.Authenticated("arc", Word(Arc.Outcome));
        metrics.Authenticated("dmarc", Word(Dmarc.Result));
        metrics.Authenticated("verdict", verdict.Name);
    }

    /// <summary>As Authentication-Results (RFC 8601).</summary>
    public AuthenticationResults Results(string authservId)
    {
        List<MethodResult> methods = [OfSpf()];
        if (IsHeaderTooLong)
            methods.Add(new("dkim", "policy", null, "the header section is too long to be checked", []));
        else if (Dkim.Count == 0)
            methods.Add(new("dkim", "none", null, null, []));
        methods.AddRange(Dkim.Select(OfDkim));
        if (Arc.Outcome != ArcOutcome.None)
            methods.Add(OfArc());
        methods.Add(OfDmarc());
        return new(authservId, methods);
    }

    // RFC 8601 §2.7.2: smtp.mailfrom or smtp.helo, and of a path its domain alone, which is what was checked; §4: nothing that was not.
    private MethodResult OfSpf()
    {
        ResultProperty identity = Spf.Identity == SpfIdentity.Helo
            ? new("smtp", "helo", Sender.Origin.ClientName)
            : new("smtp", "mailfrom", Spf.Domain);
        return new("spf", Word(Spf.Result), null, Spf.Result == SpfResult.Pass ? null : Spf.Reason, [identity]);
    }

    // RFC 8601 §2.7.1, RFC 6008 §4: header.b tells signatures of one domain apart.
    private static MethodResult OfDkim(DkimResult result)
    {
        List<ResultProperty> properties = [];
        if (result.Domain.Length > 0)
            properties.Add(new("header", "d", result.Domain));
        if (result.Identity.Length > 1 && result.Identity != "@" + result.Domain)
            properties.Add(new("header", "i", result.Identity));
        if (result.Selector.Length > 0)
            properties.Add(new("header", "s", result.Selector));
        if (result.Algorithm.Length > 0)
            properties.Add(new("header", "a", result.Algorithm));
        if (result.SignatureStart.Length > 0)
            properties.Add(new("header", "b", result.SignatureStart));
        var size = result.KeyBits > 0 ? string.Create(CultureInfo.InvariantCulture, $"{result.KeyBits}-bit key") : null;
        return new("dkim", Word(result.Outcome), size, result.Reason, properties);
    }

    // RFC 8617 §6, §10.2: smtp.remote-ip and header.oldest-pass.
    private MethodResult OfArc()
    {
        var remote = Sender.Origin.Remote.Address;
        if (remote.IsIPv4MappedToIPv6)
            remote = remote.MapToIPv4();
        List<ResultProperty> properties = [new("smtp", "remote-ip", new IPAddress(remote.GetAddressBytes()).ToString())];
        if (Arc.OldestPass is { } oldest)
            properties.Add(new("header", "oldest-pass", oldest.ToString(CultureInfo.InvariantCulture)));
        return new("arc", Word(Arc.Outcome), $"i={Arc.Sets}", Arc.Reason, properties);
    }

    private MethodResult OfDmarc()
    {
        var comment = Dmarc.PolicyDomain is null ? null : $"p={Word(Dmarc.Policy)} dis={Word(Dmarc.Disposition)}";
        List<ResultProperty> properties = Dmarc.AuthorDomain.Length == 0 ? [] : [new("header", "from", Dmarc.AuthorDomain)];
        // RFC 9989 §9.1
        if (Dmarc.PolicyDomain is not null)
            properties.Add(new("policy", "dmarc", Word(Dmarc.EffectivePolicy)));
        return new("dmarc", Word(Dmarc.Result), comment, Dmarc.Result == DmarcResult.Pass ? null : Dmarc.Reason, properties);
    }
}
