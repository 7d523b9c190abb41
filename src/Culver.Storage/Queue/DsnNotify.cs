namespace Culver.Storage.Queue;

/// <summary>When the sender wants to hear of a recipient (NOTIFY, RFC 3461 §4.1).</summary>
[Flags]
public enum DsnNotify
{
    /// <summary>Not said. A failure is told, a delay may be (RFC 3461 §4.1).</summary>
    Unspecified = 0,

    /// <summary><c>NEVER</c>: not under any conditions. Stands alone.</summary>
    Never = 1,

    /// <summary><c>SUCCESS</c>: when it was delivered.</summary>
    Success = 2,

    /// <summary><c>FAILURE</c>: when it could not be.</summary>
    Failure = 4,

    /// <summary><c>DELAY</c>: when it takes unusually long.</summary>
    Delay = 8,
}
