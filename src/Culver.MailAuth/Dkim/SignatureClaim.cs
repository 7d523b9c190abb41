namespace Culver.MailAuth.Dkim;

/// <summary>What is to be proved.</summary>
/// <param name="Selector">s=.</param>
/// <param name="Domain">d=.</param>
/// <param name="Algorithm">a=.</param>
/// <param name="IdentityDomain">The domain of i=; null where that tag is something else.</param>
/// <param name="Hash">The SHA-256 hash.</param>
/// <param name="Signature">b=.</param>
internal sealed record SignatureClaim(string Selector, string Domain, SignatureAlgorithm Algorithm, string? IdentityDomain, byte[] Hash, byte[] Signature);
