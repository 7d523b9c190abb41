namespace Culver.Mime.Headers;

/// <summary>One field of a header block, as it stands there.</summary>
public readonly ref struct HeaderField
{
    internal HeaderField(ReadOnlySpan<byte> raw, int offset, int nameLength, int valueStart)
    {
        Raw = raw;
        Offset = offset;
        Name = raw[..nameLength];
        RawValue = raw[valueStart..];
    }

    /// <summary>The whole field: name, colon, value, every fold and the last line end.</summary>
    public ReadOnlySpan<byte> Raw { get; }

    /// <summary>Where the field begins in its header block.</summary>
    public int Offset { get; }

    /// <summary>The field name without the colon; compare it without regard to case.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>All that follows the colon, folding and the last line end included.</summary>
    public ReadOnlySpan<byte> RawValue { get; }

    /// <summary>Whether the name is this one, without regard to ASCII case.</summary>
    public bool Is(ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(Name, name);
}
