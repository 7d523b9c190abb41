using System.Buffers;

namespace Culver.Mime.Transfer;

/// <summary>
/// Passes a header on, in pieces cut anywhere, with another Content-Transfer-Encoding: in place of the first such field, or before
/// the empty line if there was none. NULs are dropped.
/// </summary>
/// <param name="field">The field, and what is to stand before it; each line with its CRLF.</param>
internal sealed class HeaderRelabel(string field)
{
    private static ReadOnlySpan<byte> FieldName => "content-transfer-encoding"u8;

    private readonly byte[] _start = new byte[FieldName.Length + 1];
    private int _length;
    private State _state = State.LineStart;
    private bool _written;
    private bool _dropping;

    private enum State
    {
        LineStart,
        Line,
    }

    public void Write(ReadOnlySpan<byte> header, IBufferWriter<byte> output)
    {
        foreach (var octet in header)
        {
            if (octet == 0) continue;
            if (_state == State.Line)
            {
                if (!_dropping) output.Write([octet]);
                if (octet == '\n') BeginLine();
                continue;
            }

            _start[_length++] = octet;
            var sofar = _start.AsSpan(0, _length);
            if (_length == 1 && octet is (byte)' ' or (byte)'\t')
            {
                // A continuation shares the fate of its field.
                EndStart(output, _dropping);
            }
            else if (octet == '\n')
            {
                if (sofar is [(byte)'\n'] or [(byte)'\r', (byte)'\n']) Label(output);
                EndStart(output, drop: false);
                BeginLine();
            }
            else if (_length <= FieldName.Length && (sofar is [(byte)'\r'] || Headers.Ascii.EqualsIgnoreCase(sofar, FieldName[.._length])))
            {
                // May still be the field, or the empty line.
                continue;
            }
            else if (_length > FieldName.Length && octet is (byte)':' or (byte)' ' or (byte)'\t')
            {
                Label(output);
                EndStart(output, drop: true);
            }
            else
            {
                EndStart(output, drop: false);
            }
        }
    }

    public void Flush(IBufferWriter<byte> output)
    {
        EndStart(output, drop: false);
        Label(output);
    }

    private void BeginLine()
    {
        _state = State.LineStart;
        _length = 0;
    }

    private void EndStart(IBufferWriter<byte> output, bool drop)
    {
        if (!drop) output.Write(_start.AsSpan(0, _length));
        _length = 0;
        _dropping = drop;
        _state = State.Line;
    }

    private void Label(IBufferWriter<byte> output)
    {
        if (_written) return;
        _written = true;
        output.Write(System.Text.Encoding.ASCII.GetBytes(field));
    }
}
