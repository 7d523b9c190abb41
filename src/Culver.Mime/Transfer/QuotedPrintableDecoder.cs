using System.Buffers;
using Culver.Mime.Headers;

namespace Culver.Mime.Transfer;

/// <summary>
/// Quoted-printable (RFC 2045 §6.7). White space at the end of a line was added on the way and is dropped (rule 3);
/// an "=" that begins nothing valid is kept as it stands, as the RFC's note on robustness suggests.
/// </summary>
internal sealed class QuotedPrintableDecoder : TransferDecoder
{
    // What cannot be settled yet: "=", "=X", or white space that may end its line, "=" with white space after it included.
    private byte[] _held = new byte[128];
    private int _heldLength;

    public override void Decode(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        while (!input.IsEmpty)
        {
            if (_heldLength == 0) input = DecodeSettled(input, output);
            if (input.IsEmpty) return;
            Take(input[0], output);
            input = input[1..];
        }
    }

    /// <summary>Decodes what needs no octet after this piece, line by line; gives back the rest.</summary>
    private static ReadOnlySpan<byte> DecodeSettled(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        while (true)
        {
            var stop = input.IndexOfAny((byte)'=', (byte)'\n');
            if (stop < 0)
            {
                // White space at the end, perhaps with the CR of its line end, waits for what comes.
                var settled = input.Length > 1 && input[^1] == '\r' && IsSpace(input[^2]) ? input[..^1] : input;
                settled = settled.TrimEnd(" \t"u8);
                output.Write(settled);
                return input[settled.Length..];
            }

            var text = input[..stop];
            if (input[stop] == '\n')
            {
                var hasReturn = text.Length > 0 && text[^1] == '\r';
                output.Write((hasReturn ? text[..^1] : text).TrimEnd(" \t"u8));
                output.Write(hasReturn ? "\r\n"u8 : "\n"u8);
                input = input[(stop + 1)..];
                continue;
            }

            output.Write(text);
            input = input[stop..];
            var span = output.GetSpan((input.Length / 3) + 1);
            var written = 0;
            while (input.Length > 2 && input[0] == '=' && ExtendedValue.Hex(input[1]) is >= 0 and var high && ExtendedValue.Hex(input[2]) is >= 0 and var low)
            {
                span[written++] = (byte)((high << 4) | low);
                input = input[3..];
            }

            output.Advance(written);
            // Anything else after "=" is rare enough to be taken octet by octet.
            if (written == 0) return input;
        }
    }

    private static bool IsSpace(byte octet) => octet is (byte)' ' or (byte)'\t';

    public override void Flush(IBufferWriter<byte> output)
    {
        // White space, or a soft break, at the very end is dropped; an unfinished escape is shown.
        var held = _held.AsSpan(0, _heldLength);
        if (held.Length > 0 && held[0] == '=' && held[1..].IndexOfAnyExcept((byte)' ', (byte)'\t', (byte)'\r') >= 0) output.Write(held);
        _heldLength = 0;
    }

    private void Take(byte octet, IBufferWriter<byte> output)
    {
        if (_heldLength == 0)
        {
            Hold(octet);
            return;
        }

        if (_held[0] == '=')
        {
            TakeAfterEquals(octet, output);
            return;
        }

        switch (octet)
        {
            case (byte)' ' or (byte)'\t' or (byte)'\r' when _held[_heldLength - 1] != '\r':
                Hold(octet);
                break;
            case (byte)'\n':
                output.Write(_held[_heldLength - 1] == '\r' ? "\r\n"u8 : "\n"u8);
                _heldLength = 0;
                break;
            default:
                Release(output);
                Again(octet, output);
                break;
        }
    }

    private void TakeAfterEquals(byte octet, IBufferWriter<byte> output)
    {
        if (_heldLength == 1 && (ExtendedValue.Hex(octet) >= 0 || octet is (byte)' ' or (byte)'\t' or (byte)'\r'))
        {
            Hold(octet);
        }
        else if (octet == '\n' && (_heldLength == 1 || ExtendedValue.Hex(_held[1]) < 0))
        {
            // A soft line break, perhaps with white space after the "=".
            _heldLength = 0;
        }
        else if (_heldLength >= 2 && ExtendedValue.Hex(_held[1]) is >= 0 and var high)
        {
            if (ExtendedValue.Hex(octet) is >= 0 and var low)
            {
                output.Write([(byte)((high << 4) | low)]);
                _heldLength = 0;
                return;
            }

            Release(output);
            Again(octet, output);
        }
        else if (_heldLength >= 2 && octet is (byte)' ' or (byte)'\t' or (byte)'\r')
        {
            Hold(octet);
        }
        else
        {
            Release(output);
            Again(octet, output);
        }
    }

    private void Again(byte octet, IBufferWriter<byte> output)
    {
        if (octet is (byte)'=' or (byte)' ' or (byte)'\t') Hold(octet);
        else output.Write([octet]);
    }

    private void Hold(byte octet)
    {
        if (_heldLength == _held.Length)
        {
            // Lines are 76 characters long by the rules; white space without end is not kept waiting for its line's.
            if (_heldLength >= 4096) return;
            Array.Resize(ref _held, _heldLength * 2);
        }

        _held[_heldLength++] = octet;
    }

    private void Release(IBufferWriter<byte> output)
    {
        output.Write(_held.AsSpan(0, _heldLength));
        _heldLength = 0;
    }
}
