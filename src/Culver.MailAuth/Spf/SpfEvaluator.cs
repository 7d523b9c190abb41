using System.Net;
using Culver.Dns;
using Culver.MailAuth.Spf.Macros;
using Microsoft.Extensions.Options;

namespace Culver.MailAuth.Spf;

/// <summary>Checks whether a client may send for a domain (RFC 7208).</summary>
public sealed class SpfEvaluator(IDnsResolver dns, TimeProvider time, IOptions<SpfOptions> options)
{
    /// <summary>Whether the explanation of a fail is looked up (RFC 7208 §6.2). Off, for who tells it to nobody: a server that refuses no mail for a fail alone.</summary>
    public bool Explains { get; init; }

    /// <summary>Checks the reverse-path of a transaction; for the null one, <c>postmaster</c> at the name the client gave (RFC 7208 §2.4).</summary>
    /// <param name="client">The address of the client.</param>
    /// <param name="reversePath">The address of MAIL FROM without its brackets; null or empty for the null reverse-path.</param>
    /// <param name="helo">The name given with HELO or EHLO.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public async ValueTask<SpfOutcome> CheckMailFromAsync(IPAddress client, string? reversePath, string helo, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(helo);
        if (string.IsNullOrEmpty(reversePath))
            return await CheckHeloAsync(client, helo, cancellationToken);
        return await CheckHostAsync(client, reversePath[(reversePath.LastIndexOf('@') + 1)..], reversePath, helo, cancellationToken);
    }

    /// <summary>Checks the name the client gave (RFC 7208 §2.3).</summary>
    public async ValueTask<SpfOutcome> CheckHeloAsync(IPAddress client, string helo, CancellationToken cancellationToken) =>
        await CheckHostAsync(client, helo, "postmaster@" + helo, helo, cancellationToken) with { Identity = SpfIdentity.Helo };

    /// <summary>The check_host() function (RFC 7208 §4). Never throws for what the DNS or a record does: that is a result.</summary>
    /// <param name="client">The address of the client; one that is IPv4 in IPv6 is IPv4.</param>
    /// <param name="domain">The domain that is checked; U-labels become A-labels.</param>
    /// <param name="sender">The whole address, for macros.</param>
    /// <param name="helo">The name given with HELO or EHLO, for macros.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async ValueTask<SpfOutcome> CheckHostAsync(IPAddress client, string domain, string sender, string helo, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(sender);
        // RFC 7208 §5: an IPv4 address in IPv6 clothes is IPv4.
        if (client.IsIPv4MappedToIPv6)
            client = client.MapToIPv4();
        // RFC 7208 §4.3: without a local part it is postmaster.
        var at = sender.LastIndexOf('@');
        var local = at > 0 ? sender[..at] : "postmaster";
        // RFC 8616 §4: domains are looked up as A-labels.
        var senderDomain = ALabels.Of(sender[(at + 1)..]);
        sender = $"{local}@{senderDomain}";
        var counters = new SpfCounters(options.Value.VoidLookups);
        var values = new MacroValues(client, sender, local, senderDomain, ALabels.Of(helo), options.Value.ReceiverName, time.GetUtcNow());
        var matcher = new SpfMatcher(dns, values, counters, new(dns, client));
        using var patience = new CancellationTokenSource(options.Value.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            var verdict = await new SpfCheck(dns, matcher, counters).RunAsync(ALabels.Of(domain), Explains, either.Token);
            return new(verdict.Result, domain, sender) { Mechanism = verdict.Mechanism, Explanation = verdict.Explanation, Reason = verdict.Reason };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // RFC 7208 §4.6.4: a check that takes too long is a temporary error.
            return new(SpfResult.TempError, domain, sender) { Reason = "the check took too long" };
        }
    }
}
