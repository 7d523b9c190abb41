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
        var strictest = await dmarc.EvaluateAsync(null, spf, passed, open, cancellationToken);
        foreach (var author in authors.Take(MostAuthors))
        {
            var outcome = await dmarc.EvaluateAsync(author, spf, passed, open, cancellationToken);
            if (outcome.Result == DmarcResult.Fail && (strictest.Result != DmarcResult.Fail || outcome.Disposition > strictest.Disposition))
                strictest = outcome;
        }

        return strictest;
    }

    private static string[] Domains(IReadOnlyList<DkimResult> signatures, DkimOutcome outcome) =>
        [.. signatures.Where(result => result.Outcome == outcome && result.Domain.Length > 0).Select(static result => result.Domain)];
}
