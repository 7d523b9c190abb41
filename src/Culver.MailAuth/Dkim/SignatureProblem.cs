namespace Culver.MailAuth.Dkim;

/// <summary>Why a signature is not even tried.</summary>
/// <param name="Outcome">The result.</param>
/// <param name="Reason">The words of RFC 6376 §6.1, where it has any.</param>
internal sealed record SignatureProblem(DkimOutcome Outcome, string Reason)
{
    // RFC 8601 §2.7.1: syntax errors are neutral; what can never verify, as for want of a required tag, is permerror.
    public static SignatureProblem Syntax(string reason) => new(DkimOutcome.Neutral, reason);

    public static SignatureProblem Permanent(string reason) => new(DkimOutcome.PermError, reason);

    public static SignatureProblem Unacceptable(string reason) => new(DkimOutcome.Policy, reason);
}
