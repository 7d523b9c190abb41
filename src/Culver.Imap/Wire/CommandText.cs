namespace Culver.Imap.Wire;

/// <summary>
/// One whole command as it came, without its last line end: the line, or several joined by their literals.
/// Inline literals stand in place behind their header; staged ones have only the header here.
/// Valid until the framer that gathered it reads on or is told to let go.
/// </summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="Staged">The staged literals in the order of their offsets, or null when there are none.</param>
internal readonly record struct CommandText(ReadOnlyMemory<byte> Bytes, IReadOnlyList<StagedLiteral>? Staged = null)
{
    /// <summary>The tag, or nothing where none can be read; whatever is answered then is untagged.</summary>
    public ReadOnlyMemory<byte> Tag => Bytes[..TagLength(Bytes.Span)];

    /// <summary>The longest tag that is repeated to the client. Liberty, RFC 9051 §9: the grammar knows no limit, clients use ten.</summary>
    public const int LongestTag = 256;

    /// <summary>The length of the tag at the start of a command line, or zero where none can be read.</summary>
    public static int TagLength(ReadOnlySpan<byte> command)
    {
        var end = command.IndexOfAnyExcept(ImapBytes.TagChar);
        return end is > 0 and <= LongestTag && command[end] == (byte)' ' ? end : 0;
    }
}
