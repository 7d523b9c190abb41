using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Culver.Bench;

/// <summary>A connection that sends bytes and reads lines, with one buffer and nothing kept, so that the client costs little.</summary>
internal sealed class LineClient : IDisposable
{
    private readonly TcpClient _client = new() { NoDelay = true };
    private readonly NetworkStream _stream;
    private readonly byte[] _buffer = new byte[1 << 20];
    private int _start;
    private int _end;
    private int _tag;

    public LineClient(IPEndPoint endPoint)
    {
        _client.Connect(endPoint);
        _stream = _client.GetStream();
    }

    /// <summary>Octets read so far.</summary>
    public long Octets { get; private set; }

    /// <summary>A connection to IMAP, greeted and logged in.</summary>
    public static async Task<LineClient> LoginAsync(IPEndPoint endPoint, string user)
    {
        var client = new LineClient(endPoint);
        await client.ReadToAsync("* OK");
        await client.CommandAsync($"LOGIN {user} {ServerProcess.Password}");
        return client;
    }

    public ValueTask SendAsync(string text) => _stream.WriteAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Sends a command and reads to its tagged OK. Returns the untagged lines that were there.</summary>
    public async Task<int> CommandAsync(string command)
    {
        var tag = $"t{++_tag}";
        await SendAsync($"{tag} {command}\r\n");
        return await ReadToAsync(tag + " OK", tag + " ");
    }

    /// <summary>Reads to a line that begins so. A line that begins with <paramref name="refused"/> instead is an error. Returns the lines beginning with <c>* </c> before it.</summary>
    public async Task<int> ReadToAsync(string start, string? refused = null)
    {
        var (wanted, unwanted) = (Encoding.ASCII.GetBytes(start), refused is null ? null : Encoding.ASCII.GetBytes(refused));
        for (var untagged = 0; ;)
        {
            var line = await LineAsync();
            if (line.Span.StartsWith(wanted))
                return untagged;
            if (unwanted is not null && line.Span.StartsWith(unwanted))
                throw new InvalidOperationException(Encoding.Latin1.GetString(line.Span));
            if (line.Span.StartsWith("* "u8))
                untagged++;
        }
    }

    /// <summary>Reads to an untagged line that has these letters in it.</summary>
    public async Task ReadToUntaggedAsync(string letters)
    {
        var wanted = Encoding.ASCII.GetBytes(letters);
        while (true)
        {
            var line = await LineAsync();
            if (line.Span.StartsWith("* "u8) && line.Span.IndexOf(wanted) >= 0)
                return;
        }
    }

    public void Dispose() => _client.Dispose();

    private async ValueTask<ReadOnlyMemory<byte>> LineAsync()
    {
        for (var scanned = 0; ;)
        {
            var at = _buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOf((byte)'\n');
            if (at >= 0)
            {
                var line = _buffer.AsMemory(_start, scanned + at + 1);
                _start += line.Length;
                return line;
            }

            scanned = _end - _start;
            if (_start > 0)
            {
                _buffer.AsSpan(_start, scanned).CopyTo(_buffer);
                (_start, _end) = (0, scanned);
            }

            var read = await _stream.ReadAsync(_buffer.AsMemory(_end));
            if (read == 0)
                throw new IOException("The server closed the connection, or sent a line above 1 MB.");
            _end += read;
            Octets += read;
        }
    }
}
