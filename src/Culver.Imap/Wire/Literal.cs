namespace Culver.Imap.Wire;

/// <summary>A literal as the reader finds it: bytes in the command, or a handle to what was staged.</summary>
internal readonly ref struct Literal
{
    /// <summary>An inline literal.</summary>
    public Literal(ReadOnlySpan<byte> bytes, bool isBinary)
    {
        Bytes = bytes;
        Size = bytes.Length;
        IsBinary = isBinary;
    }

    /// <summary>A staged literal.</summary>
    public Literal(StagedLiteral staged)
    {
        Staged = staged;
        Size = staged.Size;
        IsBinary = staged.IsBinary;
    }

    /// <summary>The octets of an inline literal; empty for a staged one.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The handle of a staged literal, or null for an inline one.</summary>
    public StagedLiteral? Staged { get; }

    /// <summary>The octets there are, wherever they are.</summary>
    public long Size { get; }

    /// <summary>Whether it came as literal8 (RFC 3516 §4.4).</summary>
    public bool IsBinary { get; }
}
