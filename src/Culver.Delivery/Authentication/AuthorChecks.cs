using Culver.MailAuth.Dkim;
using Culver.MailAuth.Dmarc;
using Culver.MailAuth.Messages;
using Culver.MailAuth.Spf;

namespace Culver.Delivery.Authentication;

/// <summary>DMARC for the author of a message, or for each where there are several.</summary>
internal static class AuthorChecks
{
    // RFC 9989 §11.5: a few, so that a message cannot buy any number of questions.
    private const int MostAuthors = 8;

    public static async ValueTask<DmarcOutcome> RunAsync(
        DmarcEvaluator dmarc, MessageScan scan, SpfOutcome spf, IReadOnlyList<DkimResult> signatures, CancellationToken cancellationToken)
    {
        var passed = Domains(signatures, DkimOutcome.Pass);
        var open = Domains(signatures, DkimOutcome.TempError);
        var authors = scan.AuthorDomains.Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        // RFC 9989 §5.3.1: one From field with one domain.
        if (scan.AuthorFields == 1 && authors is [var only])
            return await dmarc.EvaluateAsync(only, spf, passed, open, cancellationToken);
        // RFC 9989 §11.5: otherwise no result says anything good, but a policy that is failed counts, the strictest first; or a second author would be a way around it.
        var outcomes = await Task.WhenAll(authors.Take(MostAuthors).Select(author => TryAsync(dmarc, author, spf, passed, open, cancellationToken)));
        if (outcomes.Where(static outcome => outcome is { Result: DmarcResult.Fail }).MaxBy(static outcome => outcome!.Disposition) is { } strictest)
            return strictest;
        cancellationToken.ThrowIfCancellationRequested();
        // Liberty, RFC 9989 §11.5: whose policy was not asked for might be failed. No honest message has so many.
        return authors.Length > MostAuthors
            ? new(DmarcResult.Fail, authors[0]) { Disposition = DmarcPolicy.Quarantine, Reason = $"the message has {authors.Length} authors' domains" }
            : await dmarc.EvaluateAsync(null, spf, passed, open, cancellationToken);
    }

    // Who sends chooses the authors, and may choose one whose domain never answers: that takes nothing from what is known of the others.
    private static async Task<DmarcOutcome?> TryAsync(
        DmarcEvaluator dmarc, string author, SpfOutcome spf, string[] passed, string[] open, CancellationToken cancellationToken)
    {
        try
        {
            return await dmarc.EvaluateAsync(author, spf, passed, open, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static string[] Domains(IReadOnlyList<DkimResult> signatures, DkimOutcome outcome) =>
        [.. signatures.Where(result => result.Outcome == outcome && result.Domain.Length > 0).Select(static result => result.Domain)];
}
