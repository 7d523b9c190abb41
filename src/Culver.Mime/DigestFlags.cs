namespace Culver.Mime;

/// <summary>Facts about a whole message, found while its octets were scanned.</summary>
[Flags]
public enum DigestFlags
{
    /// <summary>Nothing remarkable.</summary>
    None = 0,

    /// <summary>There is a NUL octet somewhere, so that no IMAP literal can carry the message (RFC 9051 §9, CHAR8).</summary>
    ContainsNul = 1 << 0,

    /// <summary>A header (of the message, a part or an embedded message) holds octets above 127.</summary>
    EightBitHeader = 1 << 1,

    /// <summary>Body text holds octets above 127.</summary>
    EightBitBody = 1 << 2,

    /// <summary>A line ends in LF alone.</summary>
    BareLineFeed = 1 << 3,

    /// <summary>A CR is not followed by LF.</summary>
    BareCarriageReturn = 1 << 4,

    /// <summary>The top-level header block is kept in the digest.</summary>
    HeaderKept = 1 << 5,

    /// <summary>A limit of <see cref="MimeLimits"/> was reached.</summary>
    Truncated = 1 << 6,

    /// <summary>The subject marks a reply or a forward (RFC 5256 §5).</summary>
    ReplyOrForward = 1 << 7,

    /// <summary>The sent date could be read from the Date field.</summary>
    HasSentDate = 1 << 8,

    /// <summary>An address, subject or parameter holds 8-bit text, so the two forms of ENVELOPE or BODYSTRUCTURE differ.</summary>
    HasUtf8Forms = 1 << 9,

    /// <summary>The References, or In-Reply-To where there are none, name an ancestor.</summary>
    HasReferences = 1 << 10,
}
