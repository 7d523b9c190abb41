// What the client sends after DATA, or in BDAT chunks, becomes the message's octets here. Rules upheld:
// - Only CRLF.CRLF ends DATA (RFC 5321 §4.1.1.4). No bare CR or LF, and nothing that was removed or repaired, takes part in it:
//   the states LineStart, Dot and DotCr are reached through a true CRLF alone. That closes message smuggling.
// - It does not matter how the input is cut: every byte held back is held as a state, never as a look-ahead.
// - Octets pass unchanged but for the one dot that transparency added (§4.5.2), and repaired line ends where that is set.
using System.Buffers;

namespace Culver.Smtp.Wire;

/// <summary>Decodes content as it arrives. A mutable struct: keep it in one place.</summary>
/// <param name="framing">How the content is framed.</param>
/// <param name="repair">Whether a bare CR or LF becomes CRLF; else it passes as it is, and is reported.</param>
internal struct ContentDecoder(ContentFraming framing, bool repair)
{
    private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n"u8);

    private readonly bool _dots = framing == ContentFraming.Dots;
    private readonly bool _binary = framing == ContentFraming.Binary;
    private State _state = State.LineStart;
    private long _line;

    private enum State
    {
        LineStart,
        Text,
        Cr,
        Dot,
        DotCr,
    }

    /// <summary>The room in the output that makes any input of <paramref name="length"/> octets fit: each may become two, and two may have been held back.</summary>
    public static int OutputFor(int length) => (2 * length) + 4;

    /// <summary>Whether CRLF.CRLF was seen. Nothing is consumed after it.</summary>
    public bool Ended { get; private set; }

    /// <summary>Whether a CR or LF stood alone anywhere so far.</summary>
    public bool SawBareLineEnd { get; private set; }

    /// <summary>The longest line so far, in octets without its line end.</summary>
    public long LongestLine { get; private set; }

    /// <summary>Decodes the whole input, or up to the end of data.</summary>
    /// <param name="input">The octets of the protocol.</param>
    /// <param name="output">Takes the octets of the message; <see cref="OutputFor"/> says how large it must be.</param>
    /// <param name="written">How many were written.</param>
    /// <returns>How many octets of the input were consumed.</returns>
    public int Decode(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        if (_binary)
        {
            input.CopyTo(output);
            written = input.Length;
            return input.Length;
        }

        var read = 0;
        written = 0;
        while (read < input.Length && !Ended)
        {
            if (_state == State.Text)
            {
                var run = input[read..].IndexOfAny(LineEnds);
                if (run < 0)
                    run = input.Length - read;
                input.Slice(read, run).CopyTo(output[written..]);
                written += run;
                read += run;
                _line += run;
                LongestLine = Math.Max(LongestLine, _line);
                if (read == input.Length)
                    break;
            }

            Step(input[read++], output, ref written);
        }

        return read;
    }

    /// <summary>Ends content that no end-of-data mark ends: a CR that was held back was a bare one.</summary>
    public int Finish(Span<byte> output)
    {
        var written = 0;
        if (_state == State.Cr)
            Bare((byte)'\r', output, ref written);
        return written;
    }

    private void Step(byte next, Span<byte> output, ref int written)
    {
        switch (_state)
        {
            case State.LineStart when _dots && next == (byte)'.':
                // RFC 5321 §4.5.2: the first dot of a line is either transparency or the end.
                _state = State.Dot;
                return;
            case State.Dot when next == (byte)'\r':
                _state = State.DotCr;
                return;
            case State.DotCr when next == (byte)'\n':
                Ended = true;
                return;
            case State.DotCr:
                // ".\r" and something else: a stuffed dot, taken off, and a CR that stands alone.
                Bare((byte)'\r', output, ref written);
                break;
            case State.Cr when next == (byte)'\n':
                output[written++] = (byte)'\r';
                output[written++] = (byte)'\n';
                LongestLine = Math.Max(LongestLine, _line);
                _line = 0;
                _state = State.LineStart;
                return;
            case State.Cr:
                Bare((byte)'\r', output, ref written);
                break;
        }

        switch (next)
        {
            case (byte)'\r':
                _state = State.Cr;
                break;
            case (byte)'\n':
                Bare((byte)'\n', output, ref written);
                break;
            default:
                output[written++] = next;
                LongestLine = Math.Max(LongestLine, ++_line);
                _state = State.Text;
                break;
        }
    }

    private void Bare(byte lineEnd, Span<byte> output, ref int written)
    {
        SawBareLineEnd = true;
        // What follows is text, not the start of a line: a dot after it is a dot.
        _state = State.Text;
        LongestLine = Math.Max(LongestLine, _line);
        _line = 0;
        if (!repair)
        {
            output[written++] = lineEnd;
            return;
        }

        output[written++] = (byte)'\r';
        output[written++] = (byte)'\n';
    }
}
