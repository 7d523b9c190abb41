using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Culver.Hostile;

/// <summary>One connection of a client, well-behaved or not.</summary>
internal sealed class Peer : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly byte[] _buffer;
    private int _start;
    private int _end;

    private Peer(Socket socket, Stream stream, int bufferSize)
    {
        _socket = socket;
        _stream = stream;
        _buffer = new byte[bufferSize];
    }

    /// <summary>Connects and takes no greeting.</summary>
    /// <param name="port">On loopback.</param>
    /// <param name="tls">Whether to shake hands at once.</param>
    /// <param name="bufferSize">Small where there are thousands of them.</param>
    public static async Task<Peer> ConnectAsync(int port, bool tls = false, int bufferSize = 16 * 1024)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (tls)
            {
                // The server's certificate is self-signed, and not what is measured.
#pragma warning disable CA5359
                var secure = new SslStream(stream, leaveInnerStreamOpen: false, static (_, _, _, _) => true);
#pragma warning restore CA5359
                await secure.AuthenticateAsClientAsync("localhost");
                stream = secure;
            }

            return new(socket, stream, bufferSize);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects, takes the greeting and logs in.</summary>
    public static async Task<Peer> LogInAsync(Target target, int account, string? select = null)
    {
        var peer = await ConnectAsync(target.Imap);
        await peer.LineAsync();
        await peer.AskAsync($"l LOGIN load{account}@localhost {Target.Password}");
        if (select is not null)
            await peer.AskAsync($"s SELECT {select}");
        return peer;
    }

    public Task SayAsync(string text) => SayAsync(Encoding.Latin1.GetBytes(text));

    public async Task SayAsync(ReadOnlyMemory<byte> octets) => await _stream.WriteAsync(octets);

    /// <summary>Sends a command and reads to its tagged line, which it returns whatever it says.</summary>
    public async Task<string> AskAsync(string command)
    {
        await SayAsync(command + "\r\n");
        return await TaggedAsync(command[..command.IndexOf(' ')]);
    }

    /// <summary>Reads to the tagged line.</summary>
    public async Task<string> TaggedAsync(string tag)
    {
        while (true)
        {
            var line = await LineAsync();
            if (line.StartsWith(tag + " ", StringComparison.Ordinal))
                return line;
            if (line.EndsWith('}') && int.TryParse(line.AsSpan(line.LastIndexOf('{') + 1).TrimEnd('}'), out var literal))
                await SkipAsync(literal);
        }
    }

    /// <summary>The next line.</summary>
    /// <exception cref="EndOfStreamException">There is none.</exception>
    public async Task<string> LineAsync()
    {
        var line = new StringBuilder();
        while (true)
        {
            var found = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            var length = found < 0 ? _end - _start : found + 1;
            line.Append(Encoding.Latin1.GetString(_buffer, _start, length));
            _start += length;
            if (found >= 0)
                return line.ToString().TrimEnd('\r', '\n');
            await FillAsync();
        }
    }

    /// <summary>Reads on without looking, until the server closes or the time is over.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (await _stream.ReadAsync(_buffer, cancellationToken) > 0)
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            // Without a word and without waiting: a TLS stream would say goodbye to who no longer reads.
            _socket.Close(0);
            await _stream.DisposeAsync();
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It was cut before.
        }
    }

    private async Task SkipAsync(int octets)
    {
        while (octets > 0)
        {
            if (_start == _end)
                await FillAsync();
            var some = Math.Min(octets, _end - _start);
            _start += some;
            octets -= some;
        }
    }

    private async Task FillAsync()
    {
        _start = 0;
        _end = await _stream.ReadAsync(_buffer);
        if (_end == 0)
            throw new EndOfStreamException();
    }
}
