using System.Buffers;
using Culver.Connections;

namespace Culver.Pop3.Wire;

/// <summary>
/// Takes lines from the client. Rules upheld: what was written is sent before anything is waited for, and not before (RFC 2449 §6.6:
/// pipelined commands share packets); a line that is too long is passed over to its end, in no memory; no buffer is held while waiting
/// but a short line's own.
/// </summary>
internal sealed class LineReader(ClientConnection connection, ResponseWriter writer, int limit)
{
    private const int Kept = 512;

    private byte[] _buffer = [];
    private int _length;
    private bool _skipping;

    /// <summary>The line read last, without its line end; valid until the next is read.</summary>
    public ReadOnlyMemory<byte> Line => _buffer.AsMemory(0, _length);

    /// <summary>Reads the next line; <paramref name="timeout"/> bounds the wait for it. Null leaves the limit that stands.</summary>
    public async ValueTask<LineOutcome> ReadAsync(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var isBegun = false;
        while (true)
        {
            if (!connection.Input.TryRead(out var read))
            {
                await writer.FlushAsync(cancellationToken);
                if (isBegun && timeout is not null)
                    connection.SetArrivalTimeout();
                else if (timeout is { } patience)
                    connection.SetTimeout(patience);
                read = await connection.Input.ReadAsync(cancellationToken);
            }

            if (read.IsCanceled)
                return LineOutcome.Ended;
            if (Take(read.Buffer, read.IsCompleted) is { } outcome)
            {
                // Whatever a command takes is its own affair: a slow line to a client that reads is no idle client.
                if (timeout is not null)
                    connection.ClearTimeout();
                return outcome;
            }

            isBegun = true;
        }
    }

    private LineOutcome? Take(in ReadOnlySequence<byte> bytes, bool isCompleted)
    {
        if (bytes.PositionOf((byte)'\n') is not { } lineFeed)
        {
            // A client that goes in the middle of a line did not mean it.
            if (isCompleted)
            {
                connection.Input.AdvanceTo(bytes.End);
                return LineOutcome.Ended;
            }

            // The end of a line may be cut in two, so its CR is counted with it.
            _skipping |= bytes.Length > limit + 1;
            connection.Input.AdvanceTo(_skipping ? bytes.End : bytes.Start, bytes.End);
            return null;
        }

        var line = bytes.Slice(0, lineFeed);
        var isTooLong = _skipping || line.Length > limit + 1;
        _skipping = false;
        if (!isTooLong)
            Keep(line);
        connection.Input.AdvanceTo(bytes.GetPosition(1, lineFeed));
        return isTooLong || _length > limit ? LineOutcome.TooLong : LineOutcome.Line;
    }

    private void Keep(in ReadOnlySequence<byte> line)
    {
        _length = (int)line.Length;
        if (_buffer.Length < _length || (_buffer.Length > Kept && _length <= Kept))
            _buffer = new byte[Math.Max(_length, 64)];
        line.CopyTo(_buffer);
        // Liberty, RFC 1939 §3: a command ends in CRLF; one that ends in a bare LF is taken too. Commands carry nothing a line end could hide in.
        if (_length > 0 && _buffer[_length - 1] == (byte)'\r')
            _length--;
    }
}
