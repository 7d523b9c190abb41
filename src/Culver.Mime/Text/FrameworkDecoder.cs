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
            // The most a piece can give is far above what it does give: counting first keeps the output small.
            var last = flush && bytes.IsEmpty;
            var span = output.GetSpan(_decoder.GetCharCount(piece, last) + 1);
            output.Advance(_decoder.GetChars(piece, span, last));
        }
        while (!bytes.IsEmpty);
    }
}
