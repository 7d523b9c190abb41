using System.Buffers;
using System.Buffers.Text;

namespace Culver.Mime.Transfer;

/// <summary>
/// Base64 (RFC 2045 §6.8): octets outside the alphabet are passed over; padding ends a group, and text after it begins anew
/// (some programs encode in pieces). A last group without its padding yields what it holds.
/// </summary>
internal sealed class Base64Decoder : TransferDecoder
{
    private static readonly sbyte[] s_values = BuildValues();
    private int _bits;
    private int _count;

    public override void Decode(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        while (!input.IsEmpty)
        {
            if (_count == 0)
            {
                // Whole lines go through the framework's vectorised decoder.
                var fast = FastRun(input, output);
                input = input[fast..];
                if (input.IsEmpty) return;
            }

            var piece = input.Length > 256 ? input[..256] : input;
            var span = output.GetSpan(piece.Length + 3);
            var written = 0;
            var i = 0;
            for (; i < piece.Length; i++)
            {
                var octet = piece[i];
                if (octet == '=')
                {
                    written += Drain(span[written..]);
                    continue;
                }

                var value = s_values[octet];
                if (value < 0) continue;
                _bits = (_bits << 6) + value;
                if (++_count < 4) continue;
                span[written++] = (byte)(_bits >> 16);
                span[written++] = (byte)(_bits >> 8);
                span[written++] = (byte)_bits;
                _bits = 0;
                _count = 0;
                // After a line end the next line starts on a group: try the fast way again.
                if (i + 1 < piece.Length && piece[i + 1] is (byte)'\r' or (byte)'\n')
                {
                    i++;
                    while (i < piece.Length && piece[i] is (byte)'\r' or (byte)'\n') i++;
                    break;
                }
            }

            output.Advance(written);
            input = input[i..];
        }
    }

    public override void Flush(IBufferWriter<byte> output)
    {
        var span = output.GetSpan(3);
        output.Advance(Drain(span));
    }

    private static int FastRun(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        // The framework's decoder counts the white space it skips among what it consumed, so that it is given none: what is left holds whole groups.
        var line = input.IndexOfAny(" \t\r\n"u8);
        if (line < 0) line = input.Length;
        line &= ~3;
        if (line < 16) return 0;
        line = Math.Min(line, 4096);
        var span = output.GetSpan(line / 4 * 3);
        Base64.DecodeFromUtf8(input[..line], span, out var consumed, out var written, isFinalBlock: false);
        consumed &= ~3;
        output.Advance(Math.Min(written, consumed / 4 * 3));
        return consumed;
    }

    private int Drain(Span<byte> span)
    {
        var written = 0;
        if (_count >= 2)
        {
            span[written++] = (byte)(_bits >> ((_count * 6) - 8));
            if (_count == 3) span[written++] = (byte)(_bits >> 2);
        }

        _bits = 0;
        _count = 0;
        return written;
    }

    private static sbyte[] BuildValues()
    {
        var values = new sbyte[256];
        Array.Fill(values, (sbyte)-1);
        var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8;
        for (var i = 0; i < alphabet.Length; i++) values[alphabet[i]] = (sbyte)i;
        return values;
    }
}
