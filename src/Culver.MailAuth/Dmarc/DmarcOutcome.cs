namespace Culver.MailAuth.Dmarc;

/// <summary>What came of a DMARC check.</summary>
/// <param name="Result">The result.</param>
/// <param name="AuthorDomain">The domain of the author, with A-labels: <c>header.from</c> in Authentication-Results.</param>
public sealed record DmarcOutcome(DmarcResult Result, string AuthorDomain)
{
    /// <summary>Where the policy was found; null when none applies.</summary>
    public string? PolicyDomain { get; init; }

    /// <summary>The record that applies.</summary>
    public DmarcRecord? Record { get; init; }

    /// <summary>What the domain wants done with failing messages from this author (RFC 9989 §4.10.1), before <see cref="DmarcRecord.IsTesting"/> is minded.</summary>
    public DmarcPolicy Policy { get; init; }

    /// <summary><see cref="Policy"/> after the options of the record: one level less in test mode (RFC 9989 §4.7, the t tag). <c>policy.dmarc</c> in Authentication-Results (§9.1).</summary>
    public DmarcPolicy EffectivePolicy => Record is { IsTesting: true } && Policy != DmarcPolicy.None ? Policy - 1 : Policy;

    /// <summary>What the domain wants done with this message: nothing unless it fails, and then <see cref="EffectivePolicy"/>.</summary>
    public DmarcPolicy Disposition { get; init; }

    /// <summary>Whether SPF passed for an aligned domain.</summary>
    public bool SpfAligned { get; init; }

    /// <summary>Whether a signature passed whose domain is aligned.</summary>
    public bool DkimAligned { get; init; }

    /// <summary>Why the result is what it is, in our words; for logs and comments.</summary>
    public string? Reason { get; init; }
}
