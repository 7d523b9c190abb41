namespace Culver.MailAuth.Dmarc;

/// <summary>How near an authenticated domain must be to the author's (RFC 9989 §3.2.10).</summary>
public enum DmarcAlignment
{
    /// <summary>Of one organizational domain.</summary>
    Relaxed,

    /// <summary>The same.</summary>
    Strict,
}
