using System.Buffers.Binary;

namespace Culver.Dns.Wire;

/// <summary>Reads the data of one record. Names in it may be compressed into the message around it, and nothing is read beyond the record's own length.</summary>
internal ref struct RecordReader(ReadOnlySpan<byte> message, int start, int length)
{
    private readonly ReadOnlySpan<byte> _message = message;
    private readonly int _end = start + length;
    private int _at = start;

    public readonly bool IsAtEnd => _at == _end;

    public bool TryUInt16(out int value)
    {
        value = 0;
        if (!TryOctets(2, out var octets))
            return false;
        value = BinaryPrimitives.ReadUInt16BigEndian(octets);
        return true;
    }

    public bool TryUInt32(out uint value)
    {
        value = 0;
        if (!TryOctets(4, out var octets))
            return false;
        value = BinaryPrimitives.ReadUInt32BigEndian(octets);
        return true;
    }

    public bool TryOctets(int count, out ReadOnlySpan<byte> octets)
    {
        octets = default;
        if (_end - _at < count)
            return false;
        octets = _message.Slice(_at, count);
        _at += count;
        return true;
    }

    public bool TryCharacterString(out ReadOnlySpan<byte> octets)
    {
        octets = default;
        return TryOctets(1, out var length) && TryOctets(length[0], out octets);
    }

    public bool TryName(out DnsName name) => NameReader.TryRead(_message[.._end], ref _at, out name);

    public ReadOnlySpan<byte> Rest()
    {
        var rest = _message[_at.._end];
        _at = _end;
        return rest;
    }
}
