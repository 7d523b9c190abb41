using System.Buffers;

namespace Culver.Delivery.Submission;

/// <summary>A header field that says who a message is from.</summary>
/// <param name="name">Its name, as RFC 5322 writes it.</param>
internal sealed class IdentityField(string name)
{
    private readonly ArrayBufferWriter<byte> _field = new();

    public string Name { get; } = name;

    /// <summary>The whole field, with its name, folding and line ends.</summary>
    public ReadOnlyMemory<byte> Field => _field.WrittenMemory;

    /// <summary>What follows the colon.</summary>
    public ReadOnlySpan<byte> Value => _field.WrittenSpan[(_field.WrittenSpan.IndexOf((byte)':') + 1)..];

    /// <summary>Whether it is longer than we care to read.</summary>
    public bool IsTooLong { get; private set; }

    public void Append(ReadOnlySpan<byte> bytes, int longest)
    {
        if (_field.WrittenCount + bytes.Length > longest)
            IsTooLong = true;
        else
            _field.Write(bytes);
    }
}
