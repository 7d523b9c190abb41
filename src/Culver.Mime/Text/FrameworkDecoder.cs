using System.Buffers;
using System.Text;

namespace Culver.Mime.Text;

/// <summary>A charset the framework or its code pages know.</summary>
internal sealed class FrameworkDecoder(Encoding encoding) : CharsetDecoder
{
    // Small steps keep the demand on the output bounded.
    private const int Step = 4096;
    private readonly Decoder _decoder = encoding.GetDecoder();

    public override void Decode(ReadOnlySpan<byte> bytes, bool flush, IBufferWriter<char> output)
    {
        do
        {
            var piece = bytes.Length > Step ? bytes[..Step] : bytes;
            bytes = bytes[piece.Length..];
            var span = output.GetSpan(encoding.GetMaxCharCount(piece.Length) + 16);
            output.Advance(_decoder.GetChars(piece, span, flush && bytes.IsEmpty));
        }
        while (!bytes.IsEmpty);
    }
}
