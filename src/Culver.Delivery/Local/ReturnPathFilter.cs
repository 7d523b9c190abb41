// Takes Return-Path fields out of a message's header section while it passes: exactly one is to be there when it is delivered, the one
// that final delivery adds, and it may remove what others left (RFC 5321 §4.4). All else passes octet for octet, however the message is cut.
// What may be the beginning of such a field is held back as a few octets, never as a buffer of the message.
namespace Culver.Delivery.Local;

internal struct ReturnPathFilter
{
    /// <summary>What the output needs beyond the length of the input: the octets held back.</summary>
    public const int Slack = 16;

    // As written, for the case that it was another field after all.
    private readonly byte[] _held = new byte[Slack];
    private int _matched;
    private State _state = State.LineStart;
    private bool _dropping;

    public ReturnPathFilter()
    {
    }

    private enum State
    {
        LineStart,
        AfterCr,
        Line,
    }

    private static ReadOnlySpan<byte> Field => "return-path:"u8;

    /// <summary>Whether the header section is over; what follows need not pass through here.</summary>
    public bool Ended { get; private set; }

    /// <summary>Passes the header section on.</summary>
    /// <param name="input">More of the message.</param>
    /// <param name="output">At least as long as the input and <see cref="Slack"/>.</param>
    /// <param name="consumed">How much of the input was looked at; all of it unless the header section ended.</param>
    /// <returns>How much was written.</returns>
    public int Filter(ReadOnlySpan<byte> input, Span<byte> output, out int consumed)
    {
        var written = 0;
        consumed = 0;
        while (consumed < input.Length && !Ended)
        {
            if (_state == State.Line)
            {
                var end = input[consumed..].IndexOf((byte)'\n');
                var run = end < 0 ? input.Length - consumed : end + 1;
                if (!_dropping)
                    Put(input.Slice(consumed, run), output, ref written);
                consumed += run;
                if (end >= 0)
                    _state = State.LineStart;
                continue;
            }

            Step(input[consumed++], output, ref written);
        }

        return written;
    }

    /// <summary>Gives what is held back when the message ends in the middle of a field's name.</summary>
    public int Finish(Span<byte> output)
    {
        var written = 0;
        Release(output, ref written);
        return written;
    }

    private void Step(byte next, Span<byte> output, ref int written)
    {
        if (_matched == 0 && next is (byte)' ' or (byte)'\t' && _state == State.LineStart)
        {
            // RFC 5322 §2.2.3: a folded line belongs to the field before it, and shares its fate.
            if (!_dropping)
                output[written++] = next;
            _state = State.Line;
            return;
        }

        _dropping = false;
        if (_state == State.LineStart && Lower(next) == Field[_matched])
        {
            _held[_matched++] = next;
            if (_matched < Field.Length)
                return;
            _matched = 0;
            _dropping = true;
            _state = State.Line;
            return;
        }

        var first = _matched == 0;
        Release(output, ref written);
        output[written++] = next;
        switch (next)
        {
            case (byte)'\n':
                // An empty line ends the header section; after a few letters of a name it ends just that line.
                Ended = first;
                _state = State.LineStart;
                break;
            case (byte)'\r' when first && _state == State.LineStart:
                _state = State.AfterCr;
                break;
            default:
                _state = State.Line;
                break;
        }
    }

    private void Release(Span<byte> output, ref int written)
    {
        Put(_held.AsSpan(0, _matched), output, ref written);
        _matched = 0;
    }

    private static void Put(ReadOnlySpan<byte> bytes, Span<byte> output, ref int written)
    {
        bytes.CopyTo(output[written..]);
        written += bytes.Length;
    }

    private static int Lower(byte b) => b is >= (byte)'A' and <= (byte)'Z' ? b | 0x20 : b;
}
