using System.Buffers.Text;
using Culver.Testing.Transport;

namespace Culver.Testing.Conversations;

/// <summary>
/// One connection of a conversation, seen from the client: sends bytes, whole or cut, and reads the server's lines, one
/// at a time, literals included. It reads only when asked, so that a TLS handshake can begin at any line.
/// </summary>
internal sealed class ConversationPeer(int number, ClientChannel channel, bool hasLiterals, Random? cuts, Transcript transcript) : IAsyncDisposable
{
    private readonly Queue<byte[]> _early = new();
    private ClientChannel _channel = channel;
    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;

    /// <summary>Which connection of the script it is.</summary>
    public int Number => number;

    /// <summary>Whether bytes were read that belong to no line taken yet.</summary>
    public bool HasUnread => _end > _start || _early.Count > 0;

    /// <summary>Sends bytes; in pieces of random length when the conversation is cut.</summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        transcript.Sent(number, bytes.Span);
        while (!bytes.IsEmpty)
        {
            // Long content is cut now and then, short content anywhere.
            var length = cuts is null ? bytes.Length : Math.Min(bytes.Length, 1 + cuts.Next(bytes.Length > 4096 ? 4096 : 12));
            await _channel.Stream.WriteAsync(bytes[..length], cancellationToken);
            await _channel.Stream.FlushAsync(cancellationToken);
            bytes = bytes[length..];
        }
    }

    /// <summary>The next line without its CRLF; null when the server has closed the connection.</summary>
    public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken) =>
        _early.TryDequeue(out var early) ? early : await ReadFromServerAsync(cancellationToken);

    /// <summary>The next line the server sends, passing over those laid aside.</summary>
    public async ValueTask<byte[]?> ReadFromServerAsync(CancellationToken cancellationToken)
    {
        var scanned = 0;
        while (true)
        {
            if (TryLine(ref scanned, out var line))
                return line;
            if (_end == _buffer.Length)
                Grow();
            int read;
            try
            {
                read = await _channel.Stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            }
            catch (IOException)
            {
                // A reset is a close here: the script says whether one was expected.
                read = 0;
            }

            if (read == 0)
            {
                if (_end == _start)
                    return null;
                // A line without its end: shown as it is, so that it matches nothing by chance.
                var rest = _buffer[_start.._end];
                _start = _end;
                return [.. rest, .. "<no CRLF>"u8];
            }

            _end += read;
        }
    }

    /// <summary>Lays a line aside that came while something else was waited for; the next reads give it.</summary>
    public void LayAside(byte[] line) => _early.Enqueue(line);

    /// <summary>Puts a layer such as TLS under the conversation.</summary>
    public void Upgrade(ClientChannel upgraded) => _channel = upgraded;

    /// <summary>The channel as it is now.</summary>
    public ClientChannel Channel => _channel;

    /// <summary>Says that nothing more will be sent.</summary>
    public ValueTask EndSendingAsync(CancellationToken cancellationToken) => _channel.EndSendingAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _channel.DisposeAsync();

    // Looks for the CRLF that ends the logical line: one after "{n}" goes on behind n octets of literal.
    private bool TryLine(ref int scanned, out byte[]? line)
    {
        line = null;
        while (true)
        {
            var have = _buffer.AsSpan(_start, _end - _start);
            if (scanned > have.Length)
                return false;
            var ending = have[scanned..].IndexOf("\r\n"u8);
            if (ending < 0)
            {
                scanned = Math.Max(scanned, have.Length - 1);
                return false;
            }

            var end = scanned + ending;
            if (hasLiterals && TryLiteralLength(have[..end], out var octets))
            {
                if (have.Length < end + 2 + octets)
                {
                    scanned = end;
                    return false;
                }

                scanned = end + 2 + octets;
                continue;
            }

            line = have[..end].ToArray();
            _start += end + 2;
            scanned = 0;
            return true;
        }
    }

    private static bool TryLiteralLength(ReadOnlySpan<byte> line, out int octets)
    {
        octets = 0;
        if (line is not [.., (byte)'}'])
            return false;
        var open = line.LastIndexOf((byte)'{');
        return open >= 0
            && Utf8Parser.TryParse(line[(open + 1)..^1], out octets, out var used)
            && used == line.Length - open - 2;
    }

    private void Grow()
    {
        var have = _end - _start;
        var larger = have > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        _buffer.AsSpan(_start, have).CopyTo(larger);
        _buffer = larger;
        _start = 0;
        _end = have;
    }
}
