namespace Culver.Smtp;

/// <summary>When the sender wants to hear of a recipient (NOTIFY, RFC 3461 §4.1).</summary>
[Flags]
public enum NotifyConditions
{
    /// <summary>Not said.</summary>
    Unspecified = 0,

    /// <summary><c>NEVER</c>; it stands alone.</summary>
    Never = 1,

    /// <summary><c>SUCCESS</c>: when it was delivered.</summary>
    Success = 2,

    /// <summary><c>FAILURE</c>: when it could not be.</summary>
    Failure = 4,

    /// <summary><c>DELAY</c>: when it takes unusually long.</summary>
    Delay = 8,
}
