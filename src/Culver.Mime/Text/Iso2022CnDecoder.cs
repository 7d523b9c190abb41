using System.Buffers;
using System.Text;

namespace Culver.Mime.Text;

/// <summary>ISO-2022-CN (RFC 1922): SO designates GB 2312 or plane 1 of CNS 11643, SS2 plane 2 for one character.</summary>
internal sealed class Iso2022CnDecoder : CharsetDecoder
{
    private static readonly Lazy<Encoding> s_gb2312 = new(() => CharsetTable.Open(936));
    private static readonly Lazy<Encoding> s_cns = new(() => CharsetTable.Open(20000));

    private readonly byte[] _escape = new byte[4];
    private int _escapeLength;
    private bool _isCns;
    private bool _shiftOut;
    private bool _single;
    private int _lead = -1;

    public override void Decode(ReadOnlySpan<byte> bytes, bool flush, IBufferWriter<char> output)
    {
        var span = output.GetSpan((bytes.Length * 2) + 8);
        var written = 0;
        foreach (var octet in bytes) Take(octet, span, ref written);
        if (flush)
        {
            if (_lead >= 0) span[written++] = '\uFFFD';
            Restart();
            _escapeLength = 0;
        }

        output.Advance(written);
    }

    private void Take(byte octet, Span<char> span, ref int written)
    {
        if (_escapeLength > 0 || octet == 0x1B)
        {
            TakeEscape(octet);
            return;
        }

        if (octet is 0x0E or 0x0F)
        {
            _shiftOut = octet == 0x0E;
            _lead = -1;
            return;
        }

        if (octet is (byte)'\n' or (byte)'\r') Restart();
        if ((!_shiftOut && !_single) || octet is < 0x21 or > 0x7E)
        {
            _lead = -1;
            span[written++] = octet < 128 ? (char)octet : '\uFFFD';
            return;
        }

        if (_lead < 0)
        {
            _lead = octet;
            return;
        }

        // Code page 20000 keeps plane 1 with both octets high and plane 2 with the second one low.
        var second = _single ? octet : (byte)(octet | 0x80);
        var encoding = _single || _isCns ? s_cns.Value : s_gb2312.Value;
        written += encoding.GetChars([(byte)(_lead | 0x80), second], span[written..]);
        _lead = -1;
        _single = false;
    }

    private void TakeEscape(byte octet)
    {
        if (octet == 0x1B) _escapeLength = 0;
        _escape[_escapeLength++] = octet;
        switch (_escape.AsSpan(1, _escapeLength - 1))
        {
            case [(byte)'$', (byte)')', (byte)'A']:
                _isCns = false;
                _escapeLength = 0;
                break;
            case [(byte)'$', (byte)')', (byte)'G']:
                _isCns = true;
                _escapeLength = 0;
                break;
            case [(byte)'N']:
                _single = true;
                _escapeLength = 0;
                break;
            case [] or [(byte)'$'] or [(byte)'$', (byte)')' or (byte)'*']:
                break;
            default:
                _escapeLength = 0;
                break;
        }
    }

    private void Restart()
    {
        _shiftOut = false;
        _single = false;
        _lead = -1;
    }
}
