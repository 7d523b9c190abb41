using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Culver.Bench.Clients;

/// <summary>
/// A connection of the load: sends bytes, walks through what comes back in its one buffer, counts and forgets. Nothing is allocated for a line,
/// so that the client costs little beside the server. Every command has the tag <c>t</c>; replies come in the order of the commands.
/// </summary>
internal sealed class LineClient : IDisposable
{
    private const int LargestLine = 1 << 25;
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMicroseconds(200);

    private readonly Socket _socket;
    private readonly Stream? _tls;
    private byte[] _buffer;
    private int _start;
    private int _scanned;
    private int _end;
    private long _skip;
    private bool _continued;
    private bool _leaving;
    private Tally _tally;

    private LineClient(Socket socket, Stream? tls, int buffer) => (_socket, _tls, _buffer) = (socket, tls, new byte[buffer]);

    /// <summary>Whether a line that ends with <c>{n}</c> announces octets, as in IMAP and nowhere else.</summary>
    public bool HasLiterals { get; init; } = true;

    /// <summary>
    /// Whether it looks for an answer for a moment before it sleeps. A virtual processor takes 25 to 30 µs to wake, which is not the server's; where
    /// several connections share the load's one thread, the others would wait meanwhile.
    /// </summary>
    public bool Polls { get; set; }

    /// <summary>Octets received since the connection was made.</summary>
    public long Octets { get; private set; }

    /// <summary>Connects and, for <paramref name="tls"/>, shakes hands. The certificate is not looked at.</summary>
    public static async Task<LineClient> ConnectAsync(IPEndPoint endPoint, bool tls = false, int buffer = 1 << 16, bool literals = true)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint);
            if (!tls)
                return new LineClient(socket, tls: null, buffer) { HasLiterals = literals };
#pragma warning disable CA5359 // A certificate made for the run says nothing that could be verified.
            var stream = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false, static (_, _, _, _) => true);
#pragma warning restore CA5359
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" });
            return new LineClient(socket, stream, buffer) { HasLiterals = literals };
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public ValueTask SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async ValueTask SendAsync(ReadOnlyMemory<byte> octets)
    {
        if (_tls is not null)
        {
            await _tls.WriteAsync(octets);
            return;
        }

        while (octets.Length > 0)
            octets = octets[await _socket.SendAsync(octets, SocketFlags.None)..];
    }

    /// <summary>Sends an IMAP command without its tag and line end, and reads to its OK.</summary>
    /// <exception cref="ReplyException">The reply was another.</exception>
    public async Task<Tally> CommandAsync(string command)
    {
        await SendAsync($"t {command}\r\n");
        return await TaggedAsync(1);
    }

    /// <summary>Sends bytes that hold one whole command with the tag <c>t</c>, and reads to its OK.</summary>
    public async ValueTask<Tally> CommandAsync(ReadOnlyMemory<byte> line)
    {
        await SendAsync(line);
        return await TaggedAsync(1);
    }

    /// <summary>Reads until <paramref name="count"/> tagged OKs have come, and returns what was between.</summary>
    public async ValueTask<Tally> TaggedAsync(int count)
    {
        _tally = new Tally { Exists = -1, Count = -1 };
        while (true)
        {
            while (TryLine(out var line))
            {
                if (line.StartsWith("t OK"u8))
                {
                    if (--count == 0)
                        return _tally;
                }
                else if (line.StartsWith("t "u8) || (line.StartsWith("* BYE"u8) && !_leaving))
                {
                    throw new ReplyException(Encoding.Latin1.GetString(line));
                }
            }

            await FillAsync();
        }
    }

    /// <summary>Reads to the first line that begins so.</summary>
    /// <exception cref="ReplyException">A line that begins with <paramref name="refused"/> came before.</exception>
    public async ValueTask<string> LineAsync(string start, string? refused = null)
    {
        var (wanted, unwanted) = (Encoding.ASCII.GetBytes(start), refused is null ? null : Encoding.ASCII.GetBytes(refused));
        while (true)
        {
            while (TryLine(out var line))
            {
                if (line.StartsWith(wanted))
                    return Encoding.Latin1.GetString(line);
                if (unwanted is not null && line.StartsWith(unwanted))
                    throw new ReplyException(Encoding.Latin1.GetString(line));
            }

            await FillAsync();
        }
    }

    /// <summary>Reads <paramref name="count"/> final reply lines of SMTP or LMTP (<c>250 </c>, not <c>250-</c>), each of which must begin with the class.</summary>
    public async ValueTask RepliesAsync(int count, byte replyClass = (byte)'2')
    {
        while (true)
        {
            while (TryLine(out var line))
            {
                if (line.Length < 4 || (line[0] != replyClass && !(line[0] == (byte)'3' && count == 1)))
                    throw new ReplyException(Encoding.Latin1.GetString(line));
                if (line[3] != (byte)'-' && --count == 0)
                    return;
            }

            await FillAsync();
        }
    }

    /// <summary>Reads one line that must begin with <c>+OK</c>.</summary>
    public async ValueTask PopAsync()
    {
        while (true)
        {
            if (TryLine(out var line))
            {
                if (!line.StartsWith("+OK"u8))
                    throw new ReplyException(Encoding.Latin1.GetString(line));
                return;
            }

            await FillAsync();
        }
    }

    /// <summary>Reads a multi-line answer of POP3 to its dot. Returns the lines and octets before it.</summary>
    public async ValueTask<(int Lines, long Octets)> PopLinesAsync()
    {
        await PopAsync();
        var (lines, octets) = (0, 0L);
        while (true)
        {
            while (TryLine(out var line))
            {
                if (line.SequenceEqual(".\r\n"u8))
                    return (lines, octets);
                (lines, octets) = (lines + 1, octets + line.Length - (line[0] == (byte)'.' ? 1 : 0));
            }

            await FillAsync();
        }
    }

    /// <summary>Reads to an untagged EXISTS, and returns its number.</summary>
    public async ValueTask<long> ExistsAsync()
    {
        _tally = new Tally { Exists = -1 };
        while (true)
        {
            while (TryLine(out _))
            {
                if (_tally.Exists >= 0)
                    return _tally.Exists;
            }

            await FillAsync();
        }
    }

    /// <summary>LOGOUT, to its OK.</summary>
    public async Task LogoutAsync()
    {
        _leaving = true;
        await CommandAsync("LOGOUT");
    }

    public void Dispose()
    {
        _tls?.Dispose();
        _socket.Dispose();
    }

    /// <summary>Takes the next whole line from the buffer. The literals in it are skipped: what follows one is a line of its own here.</summary>
    private bool TryLine(out ReadOnlySpan<byte> line)
    {
        line = default;
        if (_skip > 0)
        {
            var skipped = (int)Math.Min(_skip, _end - _start);
            (_start, _skip) = (_start + skipped, _skip - skipped);
            if (_skip > 0)
                return false;
        }

        var at = _buffer.AsSpan(_start + _scanned, _end - _start - _scanned).IndexOf((byte)'\n');
        if (at < 0)
        {
            _scanned = _end - _start;
            return false;
        }

        line = _buffer.AsSpan(_start, _scanned + at + 1);
        _start += line.Length;
        _scanned = 0;
        var first = !_continued;
        _continued = false;
        if (HasLiterals && line.Length > 3 && line[^3] == (byte)'}')
            Literal(line);
        if (first && line.StartsWith("* "u8))
            Note(line[2..]);
        if (!first)
            line = []; // The rest of a response, whatever it begins with.
        return true;
    }

    private void Literal(ReadOnlySpan<byte> line)
    {
        var open = line.LastIndexOf((byte)'{');
        if (open < 0 || !Utf8Parser.TryParse(line[(open + 1)..], out long length, out var digits) || open + 1 + digits != line.Length - 3)
            return;
        (_skip, _continued) = (length, true);
        _tally.Literals++;
        _tally.LiteralOctets += length;
    }

    private void Note(ReadOnlySpan<byte> response)
    {
        var number = 0L;
        if (response[0] is >= (byte)'0' and <= (byte)'9')
        {
            if (!Utf8Parser.TryParse(response, out number, out var digits))
                return;
            response = response[(digits + 1)..];
            if (response.StartsWith("FETCH"u8))
                _tally.Fetches++;
            else if (response.StartsWith("EXPUNGE"u8))
                _tally.Expunges++;
            else if (response.StartsWith("EXISTS"u8))
                _tally.Exists = number;
        }
        else if (response.StartsWith("SEARCH"u8) || response.StartsWith("SORT"u8))
        {
            _tally.Numbers += response.TrimEnd(" \r\n"u8).Count((byte)' ');
        }
        else if (response.StartsWith("THREAD"u8))
        {
            NoteThreads(response);
        }
        else if (response.StartsWith("ESEARCH"u8))
        {
            NoteCount(response, "COUNT "u8);
        }
        else if (response.StartsWith("STATUS"u8))
        {
            _tally.Statuses++;
            NoteCount(response, "MESSAGES "u8);
        }
        else if (response.StartsWith("LIST"u8))
        {
            _tally.Lists++;
        }
    }

    private void NoteCount(ReadOnlySpan<byte> response, ReadOnlySpan<byte> name)
    {
        var at = response.IndexOf(name);
        if (at >= 0 && Utf8Parser.TryParse(response[(at + name.Length)..], out long count, out _))
            _tally.Count = count;
    }

    private void NoteThreads(ReadOnlySpan<byte> response)
    {
        var inside = false;
        foreach (var octet in response)
        {
            var digit = octet is >= (byte)'0' and <= (byte)'9';
            if (digit && !inside)
                _tally.Threaded++;
            inside = digit;
        }
    }

    /// <summary>Looks for octets for a moment.</summary>
    /// <returns>How many came; nothing if none did.</returns>
    private int? Poll()
    {
        _socket.Blocking = false;
        var start = Stopwatch.GetTimestamp();
        do
        {
            var read = _socket.Receive(_buffer.AsSpan(_end), SocketFlags.None, out var error);
            if (error != SocketError.WouldBlock)
                return error == SocketError.Success ? read : throw new SocketException((int)error);
        }
        while (Stopwatch.GetElapsedTime(start) < LongestPoll);
        return null;
    }

    private async ValueTask FillAsync()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        else if (_end == _buffer.Length)
        {
            if (_end >= LargestLine)
                throw new ReplyException("A line above 32 MB.");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = Polls && _tls is null && Poll() is { } found ? found : _tls is null ? await _socket.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None) : await _tls.ReadAsync(_buffer.AsMemory(_end));
        if (read == 0)
            throw new ReplyException("The server closed the connection.");
        _end += read;
        Octets += read;
    }
}
