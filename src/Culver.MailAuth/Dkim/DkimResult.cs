namespace Culver.MailAuth.Dkim;

/// <summary>What is known of one DKIM signature.</summary>
/// <param name="Outcome">The result.</param>
/// <param name="Reason">Why, for a person; null when it passed.</param>
/// <param name="Domain">The signing domain (d=), in lower case; empty when it could not be read.</param>
/// <param name="Selector">The selector (s=).</param>
/// <param name="Identity">On whose behalf (i=): an address, perhaps without local part.</param>
/// <param name="Algorithm">The algorithm (a=).</param>
/// <param name="SignatureStart">The first characters of b=, which tell signatures apart (RFC 6008 §4).</param>
public sealed record DkimResult(
    DkimOutcome Outcome,
    string? Reason,
    string Domain,
    string Selector,
    string Identity,
    string Algorithm,
    string SignatureStart)
{
    /// <summary>Bits of the RSA key; zero for others and when no key was found.</summary>
    public int KeyBits { get; init; }
}
