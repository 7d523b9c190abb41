using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Culver.Mime.Unicode;

namespace Culver.Mime.Text;

/// <summary>Folds text in pieces cut anywhere and writes UTF-8; see <see cref="TextFolding"/> for what folding means.</summary>
internal sealed class TextFolder(IBufferWriter<byte> output)
{
    // Marks in a row beyond this are written in the order they came: no language has so many.
    private const int MaxMarks = 30;
    private readonly (int CodePoint, int Class)[] _marks = new (int, int)[MaxMarks];
    private int _markCount;
    private char _high;
    // The Hangul syllable or leading consonant that the next jamo may join; 0 for none.
    private int _hangul;

    public void Write(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (_high == 0 && text[0] < 128)
            {
                Settle();
                var span = output.GetSpan(Math.Min(text.Length, 4096));
                System.Text.Ascii.ToLower(text[..Math.Min(text.Length, span.Length)], span, out var lowered);
                output.Advance(lowered);
                text = text[lowered..];
                continue;
            }

            var c = text[0];
            text = text[1..];
            if (_high != 0)
            {
                if (char.IsLowSurrogate(c))
                {
                    Fold(char.ConvertToUtf32(_high, c));
                    _high = '\0';
                    continue;
                }

                Fold(0xFFFD);
                _high = '\0';
            }

            if (char.IsHighSurrogate(c)) _high = c;
            else if (char.IsLowSurrogate(c)) Fold(0xFFFD);
            else Fold(c);
        }
    }

    public void Flush()
    {
        if (_high != 0) Fold(0xFFFD);
        _high = '\0';
        Settle();
    }

    private void Fold(int codePoint)
    {
        if (!Folding.TryGet(codePoint, out var fold))
        {
            Place(codePoint);
            return;
        }

        var units = MemoryMarshal.Cast<ushort, char>(fold);
        while (!units.IsEmpty)
        {
            Rune.DecodeFromUtf16(units, out var rune, out var used);
            Place(rune.Value);
            units = units[used..];
        }
    }

    private void Place(int codePoint)
    {
        var combining = Folding.CombiningClass(codePoint);
        if (combining == 0)
        {
            if (Joins(codePoint)) return;
            Settle();
            if (codePoint is (>= 0x1100 and <= 0x1112) or (>= 0xAC00 and <= 0xD7A3)) _hangul = codePoint;
            else Emit(codePoint);
            return;
        }

        if (_hangul != 0)
        {
            Emit(_hangul);
            _hangul = 0;
        }

        if (_markCount == MaxMarks) Settle();
        // Canonical order (Unicode §3.11, D109): by class, stable within one.
        var at = _markCount++;
        for (; at > 0 && _marks[at - 1].Class > combining; at--) _marks[at] = _marks[at - 1];
        _marks[at] = (codePoint, combining);
    }

    // Hangul written in jamo is composed into syllables (Unicode §3.12), so that both ways of writing it fold alike.
    private bool Joins(int codePoint)
    {
        if (_hangul is >= 0x1100 and <= 0x1112 && codePoint is >= 0x1161 and <= 0x1175)
        {
            _hangul = 0xAC00 + ((((_hangul - 0x1100) * 21) + (codePoint - 0x1161)) * 28);
            return true;
        }

        if (_hangul >= 0xAC00 && (_hangul - 0xAC00) % 28 == 0 && codePoint is > 0x11A7 and <= 0x11C2)
        {
            _hangul += codePoint - 0x11A7;
            return true;
        }

        return false;
    }

    private void Settle()
    {
        if (_hangul != 0) Emit(_hangul);
        _hangul = 0;
        for (var i = 0; i < _markCount; i++) Emit(_marks[i].CodePoint);
        _markCount = 0;
    }

    private void Emit(int codePoint)
    {
        var span = output.GetSpan(4);
        output.Advance(new Rune(codePoint).EncodeToUtf8(span));
    }
}
