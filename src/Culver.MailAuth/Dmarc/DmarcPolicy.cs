namespace Culver.MailAuth.Dmarc;

/// <summary>What a domain wants done with messages that fail (RFC 9989 §4.7, the p tag); ordered from mild to strict.</summary>
public enum DmarcPolicy
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>To be held suspicious.</summary>
    Quarantine,

    /// <summary>To be refused.</summary>
    Reject,
}
