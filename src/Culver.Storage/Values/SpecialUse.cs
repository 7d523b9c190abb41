namespace Culver.Storage;

/// <summary>What a mailbox is for (RFC 6154 §2, RFC 8457 §3). A mailbox may have several.</summary>
[Flags]
public enum SpecialUse
{
    /// <summary>Nothing special.</summary>
    None = 0,

    /// <summary><c>\All</c></summary>
    All = 1,

    /// <summary><c>\Archive</c></summary>
    Archive = 2,

    /// <summary><c>\Drafts</c></summary>
    Drafts = 4,

    /// <summary><c>\Flagged</c></summary>
    Flagged = 8,

    /// <summary><c>\Junk</c></summary>
    Junk = 16,

    /// <summary><c>\Sent</c></summary>
    Sent = 32,

    /// <summary><c>\Trash</c></summary>
    Trash = 64,

    /// <summary><c>\Important</c></summary>
    Important = 128,
}
