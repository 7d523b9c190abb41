// Rewrites the header section of a submission while it passes, however it is cut. Rules upheld:
// - Bcc, Resent-Bcc and Return-Path go (RFC 5322 §3.6.3, RFC 5321 §4.4), with all their folded lines; everything else passes octet for octet and in place.
// - What says who it is from is copied as it passes, for a check when the section is over; a Message-ID that is none is left out.
// - Memory is bounded: a name, one Message-ID, and the copies; none grows with the message.
using System.Buffers;
using System.Text;

namespace Culver.Delivery.Submission;

internal sealed class HeaderRewriter(int maxHeaderSize, bool takesSender)
{
    // No field we look at has a longer name; a longer one passes unread.
    private const int LongestName = 32;
    private const int LongestMessageId = 998;
    private const int LongestCopy = 64 * 1024;

    private readonly byte[] _name = new byte[LongestName];
    private readonly ArrayBufferWriter<byte> _value = new();
    private readonly List<IdentityField> _identities = [];
    private int _named;
    private int _size;
    private State _state = State.LineStart;
    private Course _course = Course.Pass;
    private bool _anyField;

    private enum State
    {
        LineStart,
        Name,
        NameEnd,
        Line,
        BlankLine,
    }

    private enum Course
    {
        Pass,
        Drop,
        Copy,
        Take,
        MessageId,
    }

    /// <summary>Whether the header section is over. What is still to be written comes from <see cref="Pending"/>, after any fields that are added.</summary>
    public bool Ended { get; private set; }

    /// <summary>The octets between the fields and the rest: the blank line, and what was no field though no blank line came before.</summary>
    public ReadOnlyMemory<byte> Pending { get; private set; }

    public bool HasDate { get; private set; }

    public bool HasMessageId { get; private set; }

    /// <summary>Whether the section is larger than allowed; nothing more is worth rewriting.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>From, Sender, Resent-From and Resent-Sender, in their order, folding included.</summary>
    public IReadOnlyList<IdentityField> Identities => _identities;

    /// <summary>Passes the header section on.</summary>
    /// <returns>How much of the input was looked at; all of it unless the section ended.</returns>
    public int Rewrite(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        var at = 0;
        while (at < input.Length && !Ended)
        {
            if (_state == State.Line)
            {
                var end = input[at..].IndexOf((byte)'\n');
                var run = end < 0 ? input.Length - at : end + 1;
                Put(input.Slice(at, run), output);
                at += run;
                if (end >= 0)
                    _state = State.LineStart;
            }
            else
            {
                Step(input[at++], output);
            }
        }

        _size += at;
        IsTooLarge |= _size > maxHeaderSize;
        return at;
    }

    /// <summary>The message is over before its header section was.</summary>
    public void Finish(IBufferWriter<byte> output)
    {
        if (Ended)
            return;
        switch (_state)
        {
            case State.Name or State.NameEnd:
                EndWithout(output);
                break;
            case State.Line:
                Put("\r\n"u8, output);
                break;
        }

        CloseField(output);
        if (!Ended)
            Pending = "\r\n"u8.ToArray();
        Ended = true;
    }

    private void Step(byte next, IBufferWriter<byte> output)
    {
        switch (_state)
        {
            case State.LineStart when next is (byte)' ' or (byte)'\t' && _anyField:
                // A folded line belongs to the field above it.
                Put([next], output);
                _state = State.Line;
                break;
            case State.LineStart:
                CloseField(output);
                _named = 0;
                if (next == (byte)'\r')
                    _state = State.BlankLine;
                else
                    Name(next, output);
                break;
            case State.BlankLine when next == (byte)'\n':
                Pending = "\r\n"u8.ToArray();
                Ended = true;
                break;
            case State.BlankLine:
                _name[_named++] = (byte)'\r';
                Unread(next, output);
                break;
            default:
                Name(next, output);
                break;
        }
    }

    // field-name = 1*ftext, any printable US-ASCII but ":"       RFC 5322 §3.6.8; white space before the colon is obsolete (§4.5)
    private void Name(byte next, IBufferWriter<byte> output)
    {
        if (next == (byte)':' && _named > 0)
        {
            Begin(output);
            Put([next], output);
            _state = State.Line;
        }
        else if (next is (byte)' ' or (byte)'\t' && _named > 0)
        {
            _state = State.NameEnd;
            Hold(next, output);
        }
        else if (_state != State.NameEnd && next is > (byte)' ' and < 127 and not (byte)':')
        {
            _state = State.Name;
            Hold(next, output);
        }
        else
        {
            Unread(next, output);
        }
    }

    private void Hold(byte next, IBufferWriter<byte> output)
    {
        if (_named < LongestName)
        {
            _name[_named++] = next;
            return;
        }

        // Longer than any we look at.
        _anyField = true;
        _course = Course.Pass;
        Put(_name.AsSpan(0, _named), output);
        Put([next], output);
        _state = State.Line;
    }

    private void Begin(IBufferWriter<byte> output)
    {
        _anyField = true;
        var name = Encoding.ASCII.GetString(_name, 0, _named).TrimEnd(' ', '\t').ToLowerInvariant();
        _course = name switch
        {
            "bcc" or "resent-bcc" or "return-path" => Course.Drop,
            "from" or "resent-from" or "resent-sender" => Course.Copy,
            "sender" => takesSender ? Course.Take : Course.Copy,
            "message-id" => Course.MessageId,
            _ => Course.Pass,
        };
        HasDate |= name == "date";
        if (_course is Course.Copy or Course.Take)
            _identities.Add(new(name switch { "from" => "From", "sender" => "Sender", "resent-from" => "Resent-From", _ => "Resent-Sender" }));
        Put(_name.AsSpan(0, _named), output);
    }

    private void Put(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        switch (_course)
        {
            case Course.Drop:
                return;
            case Course.Copy:
                Copy(bytes);
                break;
            case Course.Take:
                Copy(bytes);
                return;
            case Course.MessageId:
                _value.Write(bytes);
                if (_value.WrittenCount <= LongestMessageId)
                    return;
                // No Message-ID is as long; it passes as it is, and counts as none.
                output.Write(_value.WrittenSpan);
                _value.ResetWrittenCount();
                _course = Course.Pass;
                return;
        }

        output.Write(bytes);
    }

    private void Copy(ReadOnlySpan<byte> bytes) => _identities[^1].Append(bytes, LongestCopy);

    private void CloseField(IBufferWriter<byte> output)
    {
        if (_course == Course.MessageId)
        {
            if (IsMessageId(_value.WrittenSpan))
            {
                HasMessageId = true;
                output.Write(_value.WrittenSpan);
            }

            _value.ResetWrittenCount();
        }

        _course = Course.Pass;
    }

    // msg-id = [CFWS] "<" id-left "@" id-right ">" [CFWS]       RFC 5322 §3.6.4
    private static bool IsMessageId(ReadOnlySpan<byte> field)
    {
        var value = field[(field.IndexOf((byte)':') + 1)..];
        var open = value.IndexOf((byte)'<');
        var close = value.LastIndexOf((byte)'>');
        return open >= 0 && close > open + 3 && value[(open + 1)..close].IndexOf((byte)'@') is > 0 and var at && at < close - open - 2;
    }

    // The line is no field, so the body began without a blank line before it: one is put there.
    private void Unread(byte next, IBufferWriter<byte> output)
    {
        EndWithout(output);
        Pending = (byte[])[.. Pending.Span, next];
    }

    private void EndWithout(IBufferWriter<byte> output)
    {
        CloseField(output);
        Pending = (byte[])[.. "\r\n"u8, .. _name.AsSpan(0, _named)];
        Ended = true;
    }
}
