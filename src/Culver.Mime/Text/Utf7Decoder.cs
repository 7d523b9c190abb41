using System.Buffers;

namespace Culver.Mime.Text;

/// <summary>UTF-7 (RFC 2152): "+" begins modified base64 of UTF-16, which ends at "-" or at any octet outside its alphabet.</summary>
internal sealed class Utf7Decoder : CharsetDecoder
{
    private bool _shifted;
    private bool _empty;
    private int _bits;
    private int _count;

    public override void Decode(ReadOnlySpan<byte> bytes, bool flush, IBufferWriter<char> output)
    {
        var span = output.GetSpan(bytes.Length + 1);
        var written = 0;
        foreach (var octet in bytes)
        {
            if (!_shifted)
            {
                if (octet == '+')
                {
                    _shifted = true;
                    _empty = true;
                    _bits = 0;
                    _count = 0;
                }
                else
                {
                    span[written++] = octet < 128 ? (char)octet : LegacyFallback.Map(octet);
                }

                continue;
            }

            var value = Sextet(octet);
            if (value >= 0)
            {
                _empty = false;
                _bits = (_bits << 6) | value;
                _count += 6;
                if (_count < 16) continue;
                _count -= 16;
                span[written++] = (char)(_bits >> _count);
                _bits &= (1 << _count) - 1;
                continue;
            }

            _shifted = false;
            // RFC 2152: "+-" is a plus sign; a "-" that ends a sequence is absorbed.
            if (octet == '-')
            {
                if (_empty) span[written++] = '+';
            }
            else
            {
                span[written++] = octet < 128 ? (char)octet : LegacyFallback.Map(octet);
            }
        }

        output.Advance(written);
        if (flush) _shifted = false;
    }

    private static int Sextet(byte octet) => octet switch
    {
        >= (byte)'A' and <= (byte)'Z' => octet - 'A',
        >= (byte)'a' and <= (byte)'z' => octet - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => octet - '0' + 52,
        (byte)'+' => 62,
        (byte)'/' => 63,
        _ => -1,
    };
}
