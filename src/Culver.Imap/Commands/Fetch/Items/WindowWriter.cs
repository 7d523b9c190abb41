using System.Buffers;
using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Fetch.Items;

/// <summary>Sends the decoded octets of a window and drops the rest.</summary>
internal sealed class WindowWriter(ImapWriter writer, long offset, long length) : IBufferWriter<byte>
{
    private byte[] _buffer = new byte[4096];
    private long _skip = offset;
    private long _take = length;

    public void Advance(int count)
    {
        var octets = _buffer.AsSpan(0, count);
        var skipped = (int)Math.Min(_skip, octets.Length);
        _skip -= skipped;
        octets = octets[skipped..];
        if (octets.Length > _take)
            octets = octets[..(int)_take];
        _take -= octets.Length;
        writer.LiteralBytes(octets);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (sizeHint > _buffer.Length)
            _buffer = new byte[sizeHint];
        return _buffer;
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
