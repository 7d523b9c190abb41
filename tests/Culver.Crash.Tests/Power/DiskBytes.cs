namespace Culver.Crash.Tests.Power;

/// <summary>The octets of a file.</summary>
internal sealed class DiskBytes
{
    private byte[] _bytes = [];
    private int _length;

    public void Apply(DiskWrite write)
    {
        if (write.Bytes is { } bytes)
        {
            var end = checked((int)write.Offset + bytes.Length);
            Stretch(Math.Max(end, _length));
            bytes.CopyTo(_bytes.AsMemory((int)write.Offset));
        }
        else
        {
            var length = checked((int)write.Offset);
            if (length < _length)
                Array.Clear(_bytes, length, _length - length);
            Stretch(length);
            _length = length;
        }
    }

    public DiskBytes Clone() => new() { _bytes = ToArray(), _length = _length };

    public byte[] ToArray() => _bytes[.._length];

    // What lies between the old end and a write beyond it reads as zeros.
    private void Stretch(int length)
    {
        if (length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(length, 2 * _bytes.Length));
        _length = Math.Max(_length, length);
    }
}
