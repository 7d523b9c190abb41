using System.Buffers;
using System.Text;

namespace Culver.Mime.Text;

/// <summary>
/// GB 18030: one, two or four octets for a character. The framework's decoder says other things of malformed octets when they come in pieces,
/// so sequences are told apart here, and only whole ones are given to it. Of a sequence that is none, the first octet becomes U+FFFD and the rest is read again.
/// </summary>
internal sealed class Gb18030Decoder : CharsetDecoder
{
    private static readonly Lazy<Encoding> s_encoding = new(() => CharsetTable.Open(54936));

    private readonly byte[] _sequence = new byte[4];
    private int _length;

    public override void Decode(ReadOnlySpan<byte> bytes, bool flush, IBufferWriter<char> output)
    {
        // An octet gives one character at most, and what was held from before one for each of its own.
        var span = output.GetSpan(bytes.Length + _sequence.Length);
        var written = 0;
        foreach (var octet in bytes)
        {
            if (_length == 0 && octet < 0x80)
            {
                span[written++] = (char)octet;
                continue;
            }

            _sequence[_length++] = octet;
            Settle(span, ref written);
        }

        while (flush && _length > 0)
        {
            Refuse(span, ref written);
            Settle(span, ref written);
        }

        output.Advance(written);
    }

    /// <summary>Takes from what is held all that is decided.</summary>
    private void Settle(Span<char> span, ref int written)
    {
        while (_length > 0)
        {
            switch (_sequence.AsSpan(0, _length))
            {
                case [< 0x80, ..]:
                    Accept(1, span, ref written);
                    break;
                case [0x80 or 0xFF, ..]:
                    Refuse(span, ref written);
                    break;
                case [_] or [_, >= 0x30 and <= 0x39] or [_, >= 0x30 and <= 0x39, >= 0x81 and <= 0xFE]:
                    return;
                case [_, >= 0x30 and <= 0x39, >= 0x81 and <= 0xFE, >= 0x30 and <= 0x39]:
                    Accept(4, span, ref written);
                    break;
                case [_, (>= 0x40 and <= 0x7E) or (>= 0x80 and <= 0xFE), ..]:
                    Accept(2, span, ref written);
                    break;
                default:
                    Refuse(span, ref written);
                    break;
            }
        }
    }

    private void Accept(int count, Span<char> span, ref int written)
    {
        written += s_encoding.Value.GetChars(_sequence.AsSpan(0, count), span[written..]);
        Drop(count);
    }

    private void Refuse(Span<char> span, ref int written)
    {
        span[written++] = '\uFFFD';
        Drop(1);
    }

    private void Drop(int count)
    {
        _sequence.AsSpan(count, _length - count).CopyTo(_sequence);
        _length -= count;
    }
}
