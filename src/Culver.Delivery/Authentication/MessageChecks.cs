using Culver.MailAuth.Arc;
using Culver.MailAuth.Dkim;
using Culver.MailAuth.Dmarc;
using Culver.MailAuth.Messages;
using Culver.MailAuth.Spf;
using Culver.Smtp;

namespace Culver.Delivery.Authentication;

/// <summary>Runs all checks of a message, side by side where they do not need one another, and never longer than is set.</summary>
internal static class MessageChecks
{
    private const string Late = "the checks took too long";

    public static async ValueTask<Findings> RunAsync(MessageScan scan, MessageSender sender, AuthenticationServices services, CancellationToken cancellationToken)
    {
        // Who sends chooses the names that are asked for first, and may choose some that never answer: the policy has a third of the time to itself.
        var third = services.Options.Timeout / 3;
        using var patience = new CancellationTokenSource(2 * third, services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var path = sender.ReversePath?.ToString();
        var spf = RunAsync(services, sender, token => services.Spf.CheckMailFromAsync(sender.Origin.Remote.Address, path, sender.Origin.ClientName, token), () => LateSpf(sender, path), either.Token, cancellationToken);
        var dkim = RunAsync(services, sender, token => services.Dkim.VerifyAsync(scan, token), () => DkimVerifier.Unverified(scan, Late), either.Token, cancellationToken);
        var arc = RunAsync(services, sender, token => services.Arc.VerifyAsync(scan, token), static () => new ArcResult(ArcOutcome.Fail, Late, 0, []), either.Token, cancellationToken);
        var signatures = await dkim;
        var sent = await spf;
        using var rest = new CancellationTokenSource(third, services.Time);
        using var last = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, rest.Token);
        // RFC 9989 §4.4.2: it is the reverse-path that counts, or for a null one the client's name, which is what was checked then.
        var dmarc = await RunAsync(
            services, sender, token => AuthorChecks.RunAsync(services.Dmarc, scan, sent, signatures, token),
            () => new DmarcOutcome(DmarcResult.TempError, scan.AuthorDomains is [var first, ..] ? first : "") { Reason = Late }, last.Token, cancellationToken);
        return new(sender, sent, signatures, await arc, dmarc) { IsHeaderTooLong = scan.IsHeaderTooLong };
    }

    private static SpfOutcome LateSpf(MessageSender sender, string? path) =>
        new(SpfResult.TempError, path is null ? sender.Origin.ClientName : path[(path.LastIndexOf('@') + 1)..], path ?? sender.Origin.ClientName)
        {
            Identity = path is null ? SpfIdentity.Helo : SpfIdentity.MailFrom,
            Reason = Late,
        };

    private static async Task<T> RunAsync<T>(
        AuthenticationServices services, MessageSender sender, Func<CancellationToken, ValueTask<T>> check, Func<T> late, CancellationToken patience, CancellationToken cancellationToken)
    {
        try
        {
            return await check(patience);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return late();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // A fault of ours must not cost anybody a message.
            services.Log.CheckFailed(failure, sender.Origin.ConnectionId, sender.Id);
            return late();
        }
    }
}
