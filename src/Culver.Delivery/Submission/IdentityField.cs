using System.Buffers;

namespace Culver.Delivery.Submission;

/// <summary>A header field that says who a message is from.</summary>
/// <param name="name">Its name, as RFC 5322 writes it.</param>
internal sealed class IdentityField(string name)
{
    // Everything but controls; HTAB, CR and LF belong to folding.
    private static readonly SearchValues<byte> Text =
        SearchValues.Create([(byte)'\t', (byte)'\r', (byte)'\n', .. Enumerable.Range(' ', 127 - ' ').Select(static value => (byte)value), .. Enumerable.Range(128, 128).Select(static value => (byte)value)]);

    private readonly ArrayBufferWriter<byte> _field = new();
    private bool _isTooLong;

    public string Name { get; } = name;

    /// <summary>The whole field, with its name, folding and line ends.</summary>
    public ReadOnlyMemory<byte> Field => _field.WrittenMemory;

    /// <summary>What follows the colon.</summary>
    public ReadOnlySpan<byte> Value => _field.WrittenSpan[(_field.WrittenSpan.IndexOf((byte)':') + 1)..];

    /// <summary>Whether it is short enough to be looked at, and free of control characters, which readers stop at or pass over as they like.</summary>
    public bool IsReadable => !_isTooLong && Value.IndexOfAnyExcept(Text) < 0;

    public void Append(ReadOnlySpan<byte> bytes, int longest)
    {
        if (_field.WrittenCount + bytes.Length > longest)
            _isTooLong = true;
        else
            _field.Write(bytes);
    }
}
