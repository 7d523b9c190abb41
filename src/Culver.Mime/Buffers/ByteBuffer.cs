using System.Buffers;

namespace Culver.Mime.Buffers;

/// <summary>A growing byte array that can be appended to, sliced and cut back. Offsets into it stay valid while it grows.</summary>
internal sealed class ByteBuffer(int capacity = 256) : IBufferWriter<byte>
{
    private byte[] _bytes = new byte[capacity];
    private int _length;

    public int Length => _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public byte this[int index] => _bytes[index];

    public void Clear() => _length = 0;

    public void Truncate(int length) => _length = Math.Min(length, _length);

    public ReadOnlySpan<byte> Slice(int offset, int length) => _bytes.AsSpan(offset, length);

    public ReadOnlySpan<byte> Slice(ByteRange range) => range.Length <= 0 ? default : _bytes.AsSpan(range.Offset, range.Length);

    public void Append(byte value)
    {
        if (_length == _bytes.Length) Grow(1);
        _bytes[_length++] = value;
    }

    public ByteRange Append(scoped ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _bytes.Length - _length) Grow(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        var range = new ByteRange(_length, bytes.Length);
        _length += bytes.Length;
        return range;
    }

    /// <summary>Appends as much of <paramref name="bytes"/> as keeps the length within <paramref name="limit"/>.</summary>
    public void AppendUpTo(scoped ReadOnlySpan<byte> bytes, int limit)
    {
        var room = limit - _length;
        if (room > 0) Append(bytes.Length <= room ? bytes : bytes[..room]);
    }

    public void AppendNumber(long value)
    {
        var span = GetSpan(20);
        System.Buffers.Text.Utf8Formatter.TryFormat(value, span, out var written);
        _length += written;
    }

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_bytes.Length - _length < Math.Max(sizeHint, 1)) Grow(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        if (_bytes.Length - _length < Math.Max(sizeHint, 1)) Grow(Math.Max(sizeHint, 1));
        return _bytes.AsSpan(_length);
    }

    private void Grow(int extra) => Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + extra));
}
