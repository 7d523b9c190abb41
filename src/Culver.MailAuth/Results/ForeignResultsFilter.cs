// Takes out Authentication-Results fields that claim to be ours: whoever reads the mail believes those with our name (RFC 8601 §5). Rules upheld:
// - A field goes when its authserv-id is ours in any spelling: case, folds, comments, quotes, white space before the colon, A- or U-labels;
//   when nobody can say whose it is; and when it is of a version that readers here may not know.
// - All else passes octet for octet, however the message is cut. Held back is no more than one such field, and of a huge one only its beginning.
using System.Buffers;
using Culver.MailAuth.Dkim;

namespace Culver.MailAuth.Results;

/// <summary>Removes results that bear our own name from a message while it passes.</summary>
public sealed class ForeignResultsFilter(string authservId)
{
    private const int MostHeld = 16 * 1024;

    // The name and white space before its colon (obs-optional, RFC 5322 §4.5.8).
    private const int MostBeforeColon = 1024;

    private readonly string _own = KeyName.Ascii(authservId).TrimEnd('.');
    private readonly ArrayBufferWriter<byte> _held = new(256);
    private State _state = State.FieldStart;

    private enum State
    {
        // At the first octet of a line; what is held is nothing.
        FieldStart,

        // In what may become the name.
        Name,

        // In a field that is ours to judge, which is held.
        Inside,

        // At the first octet of a line behind such a field.
        AfterInside,

        // In another field.
        Pass,

        // At the first octet of a line behind one.
        AfterPass,

        // In the rest of a field too long to hold that goes.
        Drop,
        AfterDrop,
    }

    private static ReadOnlySpan<byte> Name => "authentication-results"u8;

    /// <summary>Whether the header section is over; what follows need not pass through here.</summary>
    public bool Ended { get; private set; }

    /// <summary>How many fields were taken out.</summary>
    public int Removed { get; private set; }

    /// <summary>Passes more of the message on; all of it, also what lies behind the header section.</summary>
    public void Filter(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        while (!input.IsEmpty && !Ended)
            input = input[Step(input, output)..];
        output.Write(input);
    }

    /// <summary>Says that the message is over.</summary>
    public void Finish(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (_state is State.Inside or State.AfterInside)
            Decide(output);
        else
            Release(output);
    }

    private int Step(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        var next = input[0];
        switch (_state)
        {
            case State.AfterInside when next is (byte)' ' or (byte)'\t':
                _state = State.Inside;
                return 0;
            case State.AfterInside:
                Decide(output);
                _state = State.FieldStart;
                return 0;
            case State.AfterPass when next is (byte)' ' or (byte)'\t':
                _state = State.Pass;
                return 0;
            case State.AfterDrop when next is (byte)' ' or (byte)'\t':
                _state = State.Drop;
                return 0;
            case State.AfterPass or State.AfterDrop:
                _state = State.FieldStart;
                return 0;
            case State.FieldStart or State.Name:
                return TakeName(next, output);
            default:
                return TakeLine(input, output);
        }
    }

    private int TakeName(byte next, IBufferWriter<byte> output)
    {
        var at = _held.WrittenCount;
        if (next == '\n' && (at == 0 || (at == 1 && _held.WrittenSpan[0] == '\r')))
        {
            // The empty line.
            Hold(next);
            Release(output);
            Ended = true;
            return 1;
        }

        var lower = next is >= (byte)'A' and <= (byte)'Z' ? (byte)(next | 0x20) : next;
        _state = State.Name;
        var mayBegin = at == 0 || _held.WrittenSpan[0] != '\r';
        if ((at == 0 && next == '\r') || (mayBegin && (at < Name.Length ? lower == Name[at] : at < MostBeforeColon && next is (byte)' ' or (byte)'\t' or (byte)':')))
        {
            Hold(next);
            if (next == ':')
                _state = State.Inside;
            return 1;
        }

        Release(output);
        _state = State.Pass;
        return 0;
    }

    private int TakeLine(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        var feed = input.IndexOf((byte)'\n');
        var line = feed < 0 ? input : input[..(feed + 1)];
        switch (_state)
        {
            case State.Pass:
                output.Write(line);
                break;
            case State.Inside:
                line = line[..Math.Min(line.Length, MostHeld - _held.WrittenCount)];
                _held.Write(line);
                if (_held.WrittenCount == MostHeld)
                {
                    Decide(output);
                    return line.Length;
                }

                break;
        }

        if (line[^1] == '\n')
            _state++;
        return line.Length;
    }

    /// <summary>Passes on what is held, or forgets it. The field may go on.</summary>
    private void Decide(IBufferWriter<byte> output)
    {
        var field = _held.WrittenSpan;
        var ended = field[^1] == '\n';
        if (IsForeign(field[(field.IndexOf((byte)':') + 1)..]))
        {
            Release(output);
            _state = ended ? State.AfterPass : State.Pass;
            return;
        }

        Removed++;
        _held.ResetWrittenCount();
        _state = ended ? State.AfterDrop : State.Drop;
    }

    // authres-payload = [CFWS] authserv-id …        RFC 8601 §2.2
    private bool IsForeign(ReadOnlySpan<byte> value)
    {
        if (!AuthservId.TryRead(value, out var id, out var isKnownVersion) || !isKnownVersion)
            return false;
        return !string.Equals(KeyName.Ascii(id).TrimEnd('.'), _own, StringComparison.OrdinalIgnoreCase);
    }

    private void Hold(byte octet)
    {
        _held.GetSpan(1)[0] = octet;
        _held.Advance(1);
    }

    private void Release(IBufferWriter<byte> output)
    {
        output.Write(_held.WrittenSpan);
        _held.ResetWrittenCount();
    }
}
