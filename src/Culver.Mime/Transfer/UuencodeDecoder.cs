using System.Buffers;

namespace Culver.Mime.Transfer;

/// <summary>
/// Uuencode as programs have written it under x-uuencode: lines between "begin" and "end", each beginning with its length.
/// Text around them is passed over; a body without a "begin" line is read as if it had one.
/// </summary>
internal sealed class UuencodeDecoder : TransferDecoder
{
    private readonly byte[] _line = new byte[128];
    private int _length;
    private bool _ended;

    public override void Decode(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        foreach (var octet in input)
        {
            if (octet == '\n') EndLine(output);
            else if (_length < _line.Length) _line[_length++] = octet;
        }
    }

    public override void Flush(IBufferWriter<byte> output) => EndLine(output);

    private void EndLine(IBufferWriter<byte> output)
    {
        ReadOnlySpan<byte> line = _line.AsSpan(0, _length).TrimEnd((byte)'\r');
        _length = 0;
        if (line.IsEmpty || line.StartsWith("begin "u8) || _ended) return;
        if (line.SequenceEqual("end"u8))
        {
            _ended = true;
            return;
        }

        var count = (line[0] - 32) & 63;
        var text = line[1..];
        // A data line has the groups its length asks for; anything else is text around the encoded part.
        if (line[0] is < 32 or > 96 || count == 0 || text.Length < (count * 4 + 2) / 3 - 1 || text.Length > ((count + 2) / 3 * 4) + 2) return;
        var span = output.GetSpan(count + 3);
        var written = 0;
        for (var i = 0; written < count; i += 4)
        {
            var group = (Value(text, i) << 18) | (Value(text, i + 1) << 12) | (Value(text, i + 2) << 6) | Value(text, i + 3);
            span[written++] = (byte)(group >> 16);
            if (written < count) span[written++] = (byte)(group >> 8);
            if (written < count) span[written++] = (byte)group;
        }

        output.Advance(written);
    }

    // Trailing spaces may have been lost on the way: they are zeros.
    private static int Value(ReadOnlySpan<byte> text, int at) => at < text.Length ? (text[at] - 32) & 63 : 0;
}
