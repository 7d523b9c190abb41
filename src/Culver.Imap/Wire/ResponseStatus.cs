namespace Culver.Imap.Wire;

/// <summary>The status responses of RFC 9051 §7.1.</summary>
internal enum ResponseStatus
{
    /// <summary>OK: done, or information.</summary>
    Ok,

    /// <summary>NO: the client may not or cannot have it, or a warning.</summary>
    No,

    /// <summary>BAD: the client wrote nonsense.</summary>
    Bad,

    /// <summary>PREAUTH: the greeting of a connection that is logged in already.</summary>
    PreAuth,

    /// <summary>BYE: the connection is about to close.</summary>
    Bye,
}
