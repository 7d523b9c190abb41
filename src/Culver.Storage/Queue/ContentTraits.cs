namespace Culver.Storage.Queue;

/// <summary>What was seen of a queued message's octets while they arrived: what the next server must be able to take.</summary>
[Flags]
public enum ContentTraits
{
    /// <summary>Lines of ASCII, none too long.</summary>
    None = 0,

    /// <summary>The header section has octets above 127: an internationalized message (RFC 6531 §3.1).</summary>
    EightBitHeader = 1,

    /// <summary>The body has octets above 127 (RFC 6152).</summary>
    EightBitBody = 2,

    /// <summary>It has NUL, or CR and LF that are not CRLF: only BDAT carries it (RFC 3030 §3).</summary>
    Binary = 4,

    /// <summary>It has a line of more than 998 octets (RFC 5321 §4.5.3.1.6).</summary>
    LongLines = 8,

    /// <summary>The sender says <c>TLS-Required: No</c>: delivery matters more than the TLS that others demand (RFC 8689 §3).</summary>
    TlsOptional = 16,
}
