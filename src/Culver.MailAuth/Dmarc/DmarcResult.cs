namespace Culver.MailAuth.Dmarc;

/// <summary>The results of a DMARC check; in lower case they are the words of Authentication-Results (RFC 9989 §9.1).</summary>
public enum DmarcResult
{
    /// <summary>No policy applies to the author's domain.</summary>
    None,

    /// <summary>An authenticated identifier is aligned with the author's domain.</summary>
    Pass,

    /// <summary>A policy applies, and none is.</summary>
    Fail,

    /// <summary>It could not be found out; a later try may tell.</summary>
    TempError,

    /// <summary>The message does not have one author's domain.</summary>
    PermError,
}
