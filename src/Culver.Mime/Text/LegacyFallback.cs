using System.Text;

namespace Culver.Mime.Text;

/// <summary>
/// Gives octets that are not UTF-8 the character they have in windows-1252, one by one. Unlabelled 8-bit mail is one or the
/// other, often both in one message; this reads either without guessing ahead.
/// </summary>
internal sealed class LegacyFallback : DecoderFallback
{
    private const string Upper =
        "\u20AC\uFFFD\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\uFFFD\u017D\uFFFD" +
        "\uFFFD\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\uFFFD\u017E\u0178";

    public override int MaxCharCount => 4;

    public static char Map(byte octet) => octet is >= 0x80 and < 0xA0 ? Upper[octet - 0x80] : (char)octet;

    public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer();

    private sealed class Buffer : DecoderFallbackBuffer
    {
        private byte[] _octets = [];
        private int _next;

        public override int Remaining => _octets.Length - _next;

        public override bool Fallback(byte[] bytesUnknown, int index)
        {
            _octets = bytesUnknown;
            _next = 0;
            return bytesUnknown.Length > 0;
        }

        public override char GetNextChar() => _next < _octets.Length ? Map(_octets[_next++]) : '\0';

        public override bool MovePrevious()
        {
            if (_next == 0) return false;
            _next--;
            return true;
        }

        public override void Reset()
        {
            _octets = [];
            _next = 0;
        }
    }
}
