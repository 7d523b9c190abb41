using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Culver.Journeys.Tests;

/// <summary>A client that sends commands and gathers what comes back, for tests that compare whole answers.</summary>
internal sealed class PlainClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TcpClient _client = new();
    private readonly NetworkStream _stream;
    private readonly byte[] _buffer = new byte[65536];
    private string _rest = "";
    private int _tag;

    public PlainClient(IPEndPoint endPoint)
    {
        _client.Connect(endPoint);
        _client.NoDelay = true;
        _stream = _client.GetStream();
    }

    /// <summary>Sends bytes as they are.</summary>
    public ValueTask SendAsync(string text) => _stream.WriteAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Reads to a line that begins with <paramref name="start"/>; everything up to there. Null when the server closes first.</summary>
    public async Task<string?> ReadToAsync(string start)
    {
        while (true)
        {
            var at = ("\n" + _rest).IndexOf("\n" + start, StringComparison.Ordinal);
            var end = at < 0 ? -1 : _rest.IndexOf('\n', at);
            if (end >= 0)
            {
                var text = _rest[..(end + 1)];
                _rest = _rest[(end + 1)..];
                return text;
            }

            var read = await _stream.ReadAsync(_buffer).AsTask().WaitAsync(Patience);
            if (read == 0)
                return null;
            _rest += Encoding.Latin1.GetString(_buffer, 0, read);
        }
    }

    /// <summary>A command of IMAP: its untagged lines, when it succeeds.</summary>
    public async Task<string> CommandAsync(string command)
    {
        var (untagged, _) = await AskAsync(command);
        return untagged;
    }

    /// <summary>A command of IMAP: its untagged lines and its tagged one, when it succeeds.</summary>
    public async Task<(string Untagged, string Tagged)> AskAsync(string command)
    {
        var tag = $"t{++_tag}";
        await SendAsync($"{tag} {command}\r\n");
        var answer = await ReadToAsync(tag + " ") ?? throw new IOException("The server closed the connection.");
        var last = answer.TrimEnd().Split('\n')[^1];
        return last.StartsWith(tag + " OK", StringComparison.Ordinal) ? (answer[..answer.LastIndexOf(last, StringComparison.Ordinal)], last) : throw new InvalidOperationException($"{command}: {last}");
    }

    public void Dispose() => _client.Dispose();
}
