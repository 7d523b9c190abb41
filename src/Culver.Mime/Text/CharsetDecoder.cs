using System.Buffers;

namespace Culver.Mime.Text;

/// <summary>Turns octets of one charset into UTF-16, in pieces cut anywhere. Never throws for bad octets: they become U+FFFD.</summary>
internal abstract class CharsetDecoder
{
    /// <summary>Decodes the next octets; <paramref name="flush"/> ends the text and returns to the initial state.</summary>
    public abstract void Decode(ReadOnlySpan<byte> bytes, bool flush, IBufferWriter<char> output);
}
