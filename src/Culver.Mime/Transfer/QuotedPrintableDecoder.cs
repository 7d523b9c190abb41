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
            if (_heldLength == 0)
            {
                var plain = input.IndexOfAny((byte)'=', (byte)' ', (byte)'\t');
                if (plain < 0)
                {
                    output.Write(input);
                    return;
                }

                output.Write(input[..plain]);
                input = input[plain..];
            }

            Take(input[0], output);
            input = input[1..];
        }
    }

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
            case (byte)' ' or (byte)'\t' or (byte)'\r':
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
