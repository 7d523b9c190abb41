namespace Culver.Storage.Queue;

/// <summary>How much of the message a notification of failure returns (RET, RFC 3461 §4.3).</summary>
public enum DsnReturn
{
    /// <summary>Not said; ours to choose.</summary>
    Unspecified,

    /// <summary><c>FULL</c>: the whole message.</summary>
    Full,

    /// <summary><c>HDRS</c>: its header section only.</summary>
    Headers,
}
