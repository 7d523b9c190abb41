namespace Culver.Mime;

/// <summary>
/// What a hostile message may cost. Nothing beyond a limit is an error: the message is still stored and served
/// octet for octet, only its described structure is coarser, in the way each limit says.
/// </summary>
public sealed record MimeLimits
{
    /// <summary>The limits used where none are given.</summary>
    public static MimeLimits Default { get; } = new();

    /// <summary>How deep parts may nest. A multipart or an embedded message at this depth is described as one opaque <c>application/octet-stream</c> leaf.</summary>
    public int MaxDepth { get; init; } = 100;

    /// <summary>How many parts are described. Delimiter lines that would open a further part are read as text of the part they stand in.</summary>
    public int MaxParts { get; init; } = 10_000;

    /// <summary>Octets of one header field, name and folding included, that are read; the rest of that field is skipped.</summary>
    public int MaxFieldOctets { get; init; } = 256 * 1024;

    /// <summary>Octets of header values kept for the structure of one message. Fields after that are as if absent.</summary>
    public int MaxCapturedOctets { get; init; } = 4 * 1024 * 1024;

    /// <summary>The longest top-level header block kept in the digest; a longer one is read from the content.</summary>
    public int MaxKeptHeaderOctets { get; init; } = 64 * 1024;

    /// <summary>The longest boundary that is honoured (RFC 2046 §5.1.1 allows 70); a multipart with a longer one is one opaque text part.</summary>
    public int MaxBoundaryOctets { get; init; } = 990;

    /// <summary>Octets of a text part that are looked at for the preview.</summary>
    public int MaxPreviewOctets { get; init; } = 64 * 1024;
}
