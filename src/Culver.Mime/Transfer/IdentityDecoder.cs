using System.Buffers;

namespace Culver.Mime.Transfer;

/// <summary>7bit, 8bit and binary: the octets as they are.</summary>
internal sealed class IdentityDecoder : TransferDecoder
{
    public override void Decode(ReadOnlySpan<byte> input, IBufferWriter<byte> output) => output.Write(input);

    public override void Flush(IBufferWriter<byte> output)
    {
    }
}
