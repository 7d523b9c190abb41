using System.Buffers;

namespace Culver.Imap.Commands.Fetch.Items;

/// <summary>Counts decoded octets and looks for NUL; keeps nothing.</summary>
internal sealed class CountingWriter : IBufferWriter<byte>
{
    private byte[] _buffer = new byte[4096];

    public long Length { get; private set; }

    public bool HasNul { get; private set; }

    public void Advance(int count)
    {
        Length += count;
        HasNul |= _buffer.AsSpan(0, count).Contains((byte)0);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (sizeHint > _buffer.Length)
            _buffer = new byte[sizeHint];
        return _buffer;
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
