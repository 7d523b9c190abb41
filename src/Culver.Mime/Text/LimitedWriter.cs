using System.Buffers;

namespace Culver.Mime.Text;

/// <summary>Passes on so many octets and no more; what comes after them is taken and forgotten.</summary>
internal sealed class LimitedWriter(IBufferWriter<byte> output, long limit) : IBufferWriter<byte>
{
    private byte[] _discarded = [];
    private long _remaining = limit;

    public bool IsFull => _remaining <= 0;

    public void Advance(int count)
    {
        if (IsFull) return;
        // A last piece may reach over the limit: whole characters are worth more than the exact figure.
        _remaining -= count;
        output.Advance(count);
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => IsFull ? Discarded(sizeHint) : output.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => IsFull ? Discarded(sizeHint).Span : output.GetSpan(sizeHint);

    private Memory<byte> Discarded(int sizeHint)
    {
        if (_discarded.Length < Math.Max(sizeHint, 256)) _discarded = new byte[Math.Max(sizeHint, 256)];
        return _discarded;
    }
}
