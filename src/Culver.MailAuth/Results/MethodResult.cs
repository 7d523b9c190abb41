namespace Culver.MailAuth.Results;

/// <summary>What one method came to (resinfo of RFC 8601 §2.2).</summary>
/// <param name="Method">The method: dkim, spf, dmarc, arc.</param>
/// <param name="Result">The result, in the words registered for the method.</param>
/// <param name="Comment">A remark for people, or null.</param>
/// <param name="Reason">Why, or null.</param>
/// <param name="Properties">What was looked at.</param>
public sealed record MethodResult(string Method, string Result, string? Comment, string? Reason, IReadOnlyList<ResultProperty> Properties);
