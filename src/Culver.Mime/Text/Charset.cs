using System.Buffers;
using System.Text;
using Culver.Mime.Buffers;

namespace Culver.Mime.Text;

/// <summary>A charset that can be decoded. Immutable and shared; <see cref="CreateDecoder"/> gives one reading its own state.</summary>
public sealed class Charset
{
    private readonly Func<CharsetDecoder> _create;

    internal Charset(string name, Func<CharsetDecoder> create)
    {
        Name = name;
        _create = create;
    }

    /// <summary>The preferred MIME name, lower case.</summary>
    public string Name { get; }

    /// <summary>A decoder for one text, fed in pieces.</summary>
    internal CharsetDecoder CreateDecoder() => _create();

    /// <summary>Decodes a whole text; what cannot be decoded becomes U+FFFD.</summary>
    public string Decode(ReadOnlySpan<byte> bytes)
    {
        var output = new ArrayBufferWriter<char>(bytes.Length + 16);
        CreateDecoder().Decode(bytes, flush: true, output);
        return new string(output.WrittenSpan);
    }

    internal void AppendUtf8(ReadOnlySpan<byte> bytes, ByteBuffer output)
    {
        var chars = new ArrayBufferWriter<char>(bytes.Length + 16);
        CreateDecoder().Decode(bytes, flush: true, chars);
        Encoding.UTF8.GetBytes(chars.WrittenSpan, output);
    }
}
