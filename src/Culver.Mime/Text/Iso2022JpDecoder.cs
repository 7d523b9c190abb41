using System.Buffers;
using System.Text;

namespace Culver.Mime.Text;

/// <summary>ISO-2022-JP, its extensions -1 and -2 (RFC 1468, RFC 2237, RFC 1554) and what mail programs write under the name (half-width katakana, SO/SI).</summary>
internal sealed class Iso2022JpDecoder : CharsetDecoder
{
    private static readonly Lazy<Encoding> s_jis0208 = new(() => CharsetTable.Open(51932));
    private static readonly Lazy<Encoding> s_jis0212 = new(() => CharsetTable.Open(20932));
    private static readonly Lazy<Encoding> s_gb2312 = new(() => CharsetTable.Open(936));
    private static readonly Lazy<Encoding> s_ksc5601 = new(() => CharsetTable.Open(949));
    private static readonly Lazy<Encoding> s_latin1 = new(() => CharsetTable.Open(1252));
    private static readonly Lazy<Encoding> s_greek = new(() => CharsetTable.Open(28597));

    private readonly byte[] _escape = new byte[4];
    private int _escapeLength;
    private Set _set = Set.Ascii;
    private Set _upper = Set.Ascii;
    private bool _single;
    private bool _shiftOut;
    private int _lead = -1;

    private enum Set
    {
        Ascii,
        Roman,
        Katakana,
        Jis0208,
        Jis0212,
        Gb2312,
        Ksc5601,
        Latin1,
        Greek,
    }

    public override void Decode(ReadOnlySpan<byte> bytes, bool flush, IBufferWriter<char> output)
    {
        var span = output.GetSpan((bytes.Length * 2) + 8);
        var written = 0;
        foreach (var octet in bytes) Take(octet, span, ref written);
        if (flush)
        {
            if (_lead >= 0) span[written++] = '\uFFFD';
            _escapeLength = 0;
            _set = Set.Ascii;
            _upper = Set.Ascii;
            _single = false;
            _shiftOut = false;
            _lead = -1;
        }

        output.Advance(written);
    }

    private void Take(byte octet, Span<char> span, ref int written)
    {
        if (_escapeLength > 0 || octet == 0x1B)
        {
            TakeEscape(octet, span, ref written);
            return;
        }

        if (octet is 0x0E or 0x0F)
        {
            _shiftOut = octet == 0x0E;
            return;
        }

        // RFC 1554: text returns to ASCII at the end of a line.
        if (octet is (byte)'\n' or (byte)'\r')
        {
            if (_lead >= 0) span[written++] = '\uFFFD';
            _lead = -1;
            _set = Set.Ascii;
            _upper = Set.Ascii;
            _shiftOut = false;
            span[written++] = (char)octet;
            return;
        }

        if (_single)
        {
            _single = false;
            var encoding = _upper == Set.Greek ? s_greek.Value : s_latin1.Value;
            written += encoding.GetChars([(byte)(octet | 0x80)], span[written..]);
            return;
        }

        if (_shiftOut || octet is >= 0xA1 and <= 0xDF)
        {
            var kana = octet & 0x7F;
            span[written++] = kana is >= 0x21 and <= 0x5F ? (char)(0xFF40 + kana) : (char)octet;
            return;
        }

        switch (_set)
        {
            case Set.Ascii:
                span[written++] = octet < 128 ? (char)octet : '\uFFFD';
                break;
            case Set.Roman:
                span[written++] = octet switch { (byte)'\\' => '\u00A5', (byte)'~' => '\u203E', < 128 => (char)octet, _ => '\uFFFD' };
                break;
            case Set.Katakana:
                span[written++] = octet is >= 0x21 and <= 0x5F ? (char)(0xFF40 + octet) : (char)octet;
                break;
            default:
                TakeDouble(octet, span, ref written);
                break;
        }
    }

    private void TakeDouble(byte octet, Span<char> span, ref int written)
    {
        if (octet is < 0x21 or > 0x7E)
        {
            if (_lead >= 0) span[written++] = '\uFFFD';
            _lead = -1;
            span[written++] = octet < 0x80 ? (char)octet : '\uFFFD';
            return;
        }

        if (_lead < 0)
        {
            _lead = octet;
            return;
        }

        // Each double-byte set is the lower half of a code page that has it in its upper half; code page 20932 keeps JIS X 0212 with the second octet low.
        var (encoding, second) = _set switch
        {
            Set.Jis0212 => (s_jis0212.Value, octet),
            Set.Gb2312 => (s_gb2312.Value, (byte)(octet | 0x80)),
            Set.Ksc5601 => (s_ksc5601.Value, (byte)(octet | 0x80)),
            _ => (s_jis0208.Value, (byte)(octet | 0x80)),
        };
        written += encoding.GetChars([(byte)(_lead | 0x80), second], span[written..]);
        _lead = -1;
    }

    private void TakeEscape(byte octet, Span<char> span, ref int written)
    {
        if (octet == 0x1B) _escapeLength = 0;
        _escape[_escapeLength++] = octet;
        var sequence = _escape.AsSpan(1, _escapeLength - 1);
        switch (sequence)
        {
            case [(byte)'(', (byte)'B']: Designate(Set.Ascii); break;
            case [(byte)'(', (byte)'J'] or [(byte)'(', (byte)'H']: Designate(Set.Roman); break;
            case [(byte)'(', (byte)'I']: Designate(Set.Katakana); break;
            case [(byte)'$', (byte)'@'] or [(byte)'$', (byte)'B']: Designate(Set.Jis0208); break;
            case [(byte)'$', (byte)'A']: Designate(Set.Gb2312); break;
            case [(byte)'$', (byte)'(', (byte)'C']: Designate(Set.Ksc5601); break;
            case [(byte)'$', (byte)'(', (byte)'D']: Designate(Set.Jis0212); break;
            case [(byte)'$', (byte)'(', (byte)'@' or (byte)'B']: Designate(Set.Jis0208); break;
            case [(byte)'.', (byte)'A']:
                _upper = Set.Latin1;
                _escapeLength = 0;
                break;
            case [(byte)'.', (byte)'F']:
                _upper = Set.Greek;
                _escapeLength = 0;
                break;
            case [(byte)'N']:
                _single = true;
                _escapeLength = 0;
                break;
            case [] or [(byte)'('] or [(byte)'$'] or [(byte)'$', (byte)'('] or [(byte)'.'] or [(byte)'&']:
                break;
            case [(byte)'&', (byte)'@']:
                // The announcer of the 1990 revision says nothing we need.
                _escapeLength = 0;
                break;
            default:
                var unknown = _escapeLength;
                _escapeLength = 0;
                for (var i = 0; i < unknown; i++) span[written++] = i == 0 ? '\uFFFD' : (char)_escape[i];
                break;
        }
    }

    private void Designate(Set set)
    {
        _set = set;
        _lead = -1;
        _escapeLength = 0;
    }
}
