namespace Culver.MailAuth.Dkim;

/// <summary>What became of a signature, in the words of RFC 8601 §2.7.1.</summary>
public enum DkimOutcome
{
    /// <summary>There was no signature.</summary>
    None,

    /// <summary>It is good.</summary>
    Pass,

    /// <summary>It was there, acceptable, and did not verify.</summary>
    Fail,

    /// <summary>It is not acceptable here, whatever it says: too weak, expired.</summary>
    Policy,

    /// <summary>It could not be read, or its key is being tested and nothing may follow from it.</summary>
    Neutral,

    /// <summary>It could not be checked for a reason that may pass.</summary>
    TempError,

    /// <summary>It can never be checked.</summary>
    PermError,
}
