namespace Culver.Storage;

/// <summary>The system flags a message can carry (RFC 9051 §2.3.2). <c>\Recent</c> is a fact about a session and never stored.</summary>
[Flags]
public enum SystemFlags
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary><c>\Seen</c></summary>
    Seen = 1,

    /// <summary><c>\Answered</c></summary>
    Answered = 2,

    /// <summary><c>\Flagged</c></summary>
    Flagged = 4,

    /// <summary><c>\Deleted</c></summary>
    Deleted = 8,

    /// <summary><c>\Draft</c></summary>
    Draft = 16,
}
