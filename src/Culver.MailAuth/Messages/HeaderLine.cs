using System.Text;

namespace Culver.MailAuth.Messages;

/// <summary>A header field where it stands in the kept header section.</summary>
/// <param name="Raw">The whole field with its folds and its last line end.</param>
/// <param name="NameLength">Octets of the name, without white space before the colon.</param>
/// <param name="ValueStart">Where the value begins: behind the colon.</param>
internal readonly record struct HeaderLine(ReadOnlyMemory<byte> Raw, int NameLength, int ValueStart)
{
    /// <summary>The name as it is written.</summary>
    public ReadOnlySpan<byte> Name => Raw.Span[..NameLength];

    /// <summary>All that follows the colon, folding and line end included.</summary>
    public ReadOnlySpan<byte> Value => Raw.Span[ValueStart..];

    /// <summary>Whether the name is this one, without regard to case.</summary>
    public bool Is(ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(Name, name);

    /// <summary>Makes one of a field that stands alone, with or without its line end.</summary>
    public static HeaderLine Of(ReadOnlyMemory<byte> field)
    {
        var colon = field.Span.IndexOf((byte)':');
        return new(field, field.Span[..colon].TrimEnd(" \t"u8).Length, colon + 1);
    }
}
