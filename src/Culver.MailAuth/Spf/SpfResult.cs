namespace Culver.MailAuth.Spf;

/// <summary>The results of an SPF check (RFC 7208 §2.6); in lower case they are the words of Authentication-Results (RFC 8601 §2.7.2).</summary>
public enum SpfResult
{
    /// <summary>There is no valid domain name, or the domain says nothing.</summary>
    None,

    /// <summary>The domain explicitly says nothing of this address.</summary>
    Neutral,

    /// <summary>The client may send for the domain.</summary>
    Pass,

    /// <summary>The client may not.</summary>
    Fail,

    /// <summary>The client probably may not.</summary>
    SoftFail,

    /// <summary>A transient error; a later try may tell.</summary>
    TempError,

    /// <summary>What the domain publishes cannot be understood.</summary>
    PermError,
}
