namespace Culver.Smtp;

/// <summary>How much of the message a notification of failure returns (RET, RFC 3461 §4.3).</summary>
public enum ReturnedContent
{
    /// <summary>Not said.</summary>
    Unspecified,

    /// <summary><c>FULL</c>: the whole message.</summary>
    Full,

    /// <summary><c>HDRS</c>: its header section.</summary>
    Headers,
}
