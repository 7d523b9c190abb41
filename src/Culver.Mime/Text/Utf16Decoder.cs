using System.Buffers;
using System.Text;

namespace Culver.Mime.Text;

/// <summary>UTF-16 whose byte order mark decides, big-endian without one (RFC 2781 §4.3).</summary>
internal sealed class Utf16Decoder : CharsetDecoder
{
    private Decoder? _decoder;
    private int _first = -1;

    public override void Decode(ReadOnlySpan<byte> bytes, bool flush, IBufferWriter<char> output)
    {
        var span = output.GetSpan(bytes.Length + 8);
        var written = 0;
        if (_decoder is null && bytes.Length > 0)
        {
            if (_first < 0)
            {
                _first = bytes[0];
                bytes = bytes[1..];
            }

            if (bytes.Length > 0)
            {
                var little = _first == 0xFF && bytes[0] == 0xFE;
                var marked = little || (_first == 0xFE && bytes[0] == 0xFF);
                _decoder = (little ? Encoding.Unicode : Encoding.BigEndianUnicode).GetDecoder();
                if (marked) bytes = bytes[1..];
                else written = _decoder.GetChars([(byte)_first], span, flush: false);
            }
        }

        if (_decoder is not null) written += _decoder.GetChars(bytes, span[written..], flush);
        else if (flush && _first >= 0) span[written++] = '\uFFFD';
        output.Advance(written);
        if (!flush) return;
        _decoder = null;
        _first = -1;
    }
}
