namespace Culver.MailAuth.Dkim;

/// <summary>What a check came to.</summary>
/// <param name="Problem">What is wrong; null when the signature is good.</param>
/// <param name="Record">The key record it was judged by; null when there was none.</param>
internal sealed record CheckedSignature(SignatureProblem? Problem, DkimKeyRecord? Record);
