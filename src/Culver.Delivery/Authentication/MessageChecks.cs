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
    public static async ValueTask<Findings> RunAsync(MessageScan scan, MessageSender sender, AuthenticationServices services, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(services.Options.Timeout, services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var path = sender.ReversePath?.ToString();
        var author = Author(scan);
        var spf = RunAsync(services, sender, token => services.Spf.CheckMailFromAsync(sender.Origin.Remote.Address, path, sender.Origin.ClientName, token), LateSpf(sender, path), either.Token, cancellationToken);
        var dkim = RunAsync(services, sender, token => services.Dkim.VerifyAsync(scan, token), LateDkim, either.Token, cancellationToken);
        var arc = RunAsync(services, sender, token => services.Arc.VerifyAsync(scan, token), new ArcResult(ArcOutcome.Fail, "the checks took too long", 0, []), either.Token, cancellationToken);
        var signatures = await dkim;
        var sent = await spf;
        var passed = signatures.Where(static result => result.Outcome == DkimOutcome.Pass).Select(static result => result.Domain);
        // RFC 9989 §4.4.2: it is the reverse-path that counts, or for a null one the client's name, which is what was checked then.
        var dmarc = await RunAsync(
            services, sender, token => services.Dmarc.EvaluateAsync(author, sent, passed, token),
            new DmarcOutcome(DmarcResult.TempError, author ?? "") { Reason = "the checks took too long" }, either.Token, cancellationToken);
        return new(sender, sent, signatures, await arc, Late(dmarc, signatures)) { IsHeaderTooLong = scan.IsHeaderTooLong };
    }

    // RFC 9989 §5.3.1: one From field with one domain, or none.
    private static string? Author(MessageScan scan) =>
        scan.AuthorFields == 1 && scan.AuthorDomains.Distinct(StringComparer.OrdinalIgnoreCase).ToArray() is [var domain] ? domain : null;

    // A signature whose key could not be asked for might have been aligned: a failure that may pass is no failure of the author's.
    private static DmarcOutcome Late(DmarcOutcome dmarc, IReadOnlyList<DkimResult> signatures) =>
        dmarc.Result == DmarcResult.Fail && signatures.Any(static result => result.Outcome == DkimOutcome.TempError)
            ? dmarc with { Result = DmarcResult.TempError, Disposition = DmarcPolicy.None, Reason = "a signature cannot be verified at present" }
            : dmarc;

    private static IReadOnlyList<DkimResult> LateDkim { get; } = [new(DkimOutcome.TempError, "the checks took too long", "", "", "", "", "")];

    private static SpfOutcome LateSpf(MessageSender sender, string? path) => new(SpfResult.TempError, "", path ?? sender.Origin.ClientName)
    {
        Identity = path is null ? SpfIdentity.Helo : SpfIdentity.MailFrom,
        Reason = "the checks took too long",
    };

    private static async Task<T> RunAsync<T>(
        AuthenticationServices services, MessageSender sender, Func<CancellationToken, ValueTask<T>> check, T late, CancellationToken patience, CancellationToken cancellationToken)
    {
        try
        {
            return await check(patience);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return late;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // A fault of ours must not cost anybody a message.
            services.Log.CheckFailed(failure, sender.Origin.ConnectionId, sender.Id);
            return late;
        }
    }
}
