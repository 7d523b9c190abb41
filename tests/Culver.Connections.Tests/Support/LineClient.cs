using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Culver.Connections.Tests;

/// <summary>The other end of <see cref="LineHandler"/>, over a socket or in memory.</summary>
internal sealed class LineClient : IAsyncDisposable
{
    /// <summary>Only a hang reaches it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Socket? _socket;
    private readonly IDuplexPipe? _pipe;
    private readonly byte[] _one = new byte[1];
    private Stream _stream;

    private LineClient(Stream stream, Socket? socket, IDuplexPipe? pipe)
    {
        _stream = stream;
        _socket = socket;
        _pipe = pipe;
    }

    public SslStream Tls => (SslStream)_stream;

    public Stream Stream => _stream;

    public Socket Socket => _socket!;

    public static LineClient Over(IDuplexPipe pipe) => new(new DuplexPipeStream(pipe), null, pipe);

    public static async Task<LineClient> ToAsync(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endPoint);
        return new(new NetworkStream(socket, ownsSocket: true), socket, null);
    }

    public async Task SendAsync(string text) => await SendAsync(Encoding.ASCII.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await _stream.WriteAsync(bytes).AsTask().WaitAsync(Patience);
        await _stream.FlushAsync().WaitAsync(Patience);
    }

    /// <summary>The next line without its end, or <see langword="null"/> at the end.</summary>
    public async Task<string?> ReadLineAsync()
    {
        var line = new StringBuilder();
        while (true)
        {
            var count = await _stream.ReadAsync(_one).AsTask().WaitAsync(Patience);
            if (count == 0)
                return line.Length == 0 ? null : line.ToString();
            if (_one[0] == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append((char)_one[0]);
        }
    }

    public async Task<string?> AskAsync(string line)
    {
        await SendAsync(line + "\r\n");
        return await ReadLineAsync();
    }

    /// <summary>Everything until the end; a reset counts as the end.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var text = new StringBuilder();
        var buffer = new byte[65536];
        try
        {
            while (await _stream.ReadAsync(buffer).AsTask().WaitAsync(Patience) is var count and > 0)
                text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
        catch (IOException)
        {
        }
        return text.ToString();
    }

    public void HalfClose()
    {
        _socket?.Shutdown(SocketShutdown.Send);
        _pipe?.Output.Complete();
    }

    /// <summary>Goes away with a reset.</summary>
    public void Reset()
    {
        _socket!.LingerState = new LingerOption(enable: true, 0);
        _socket.Dispose();
    }

    public async Task<LineClient> SecureAsync(SslProtocols protocols = SslProtocols.None, string? alpn = null, string host = "localhost")
    {
        var tls = new SslStream(_stream, leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = host,
            EnabledSslProtocols = protocols,
            ApplicationProtocols = alpn is null ? null : [new(alpn)],
        }).WaitAsync(Patience);
        _stream = tls;
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _pipe?.Output.Complete();
        _pipe?.Input.Complete();
    }
}
