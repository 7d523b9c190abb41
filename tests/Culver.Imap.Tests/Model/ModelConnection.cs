using System.Globalization;
using System.Text;

namespace Culver.Imap.Tests.Model;

/// <summary>A bare IMAP client: sends lines, reads responses with their literals, and keeps what was said for a failure to show.</summary>
internal sealed class ModelConnection(Stream stream, string name, Action? close = null) : IAsyncDisposable
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly Queue<string> _transcript = new();
    private int _start;
    private int _end;
    private int _tag;

    public string Transcript => string.Join('\n', _transcript);

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        close?.Invoke();
    }

    /// <summary>Sends a command without its tag and gives the responses up to and with the tagged one.</summary>
    public async Task<List<string>> CommandAsync(string command, CancellationToken cancellationToken)
    {
        var tag = $"{name}{++_tag}";
        await SendAsync($"{tag} {command}\r\n", cancellationToken);
        return await UntilAsync(response => response.StartsWith(tag + " ", StringComparison.Ordinal), cancellationToken);
    }

    public async Task SendAsync(string text, CancellationToken cancellationToken)
    {
        Note("C: " + text);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text), cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    public async Task<List<string>> UntilAsync(Predicate<string> isLast, CancellationToken cancellationToken)
    {
        var responses = new List<string>();
        do
        {
            responses.Add(await ResponseAsync(cancellationToken));
        }
        while (!isLast(responses[^1]));
        return responses;
    }

    /// <summary>Whatever comes until the server closes.</summary>
    public async Task<string> UntilEndAsync(CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        all.Write(_buffer, _start, _end - _start);
        _start = _end = 0;
        await stream.CopyToAsync(all, cancellationToken);
        return Encoding.Latin1.GetString(all.ToArray());
    }

    /// <summary>One response; a literal stands in it as it came.</summary>
    public async Task<string> ResponseAsync(CancellationToken cancellationToken)
    {
        var response = new StringBuilder();
        while (true)
        {
            var line = await LineAsync(cancellationToken);
            response.Append(line);
            if (!line.EndsWith('}'))
                break;
            var size = int.Parse(line[(line.LastIndexOf('{') + 1)..^1], CultureInfo.InvariantCulture);
            response.Append("\r\n");
            for (var i = 0; i < size; i++)
                response.Append((char)await OctetAsync(cancellationToken));
        }

        Note("S: " + response);
        return response.ToString();
    }

    private async ValueTask<string> LineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (true)
        {
            var octet = await OctetAsync(cancellationToken);
            if (octet == '\r')
            {
                if (await OctetAsync(cancellationToken) != '\n')
                    throw new InvalidDataException("A CR without LF.\n" + Transcript);
                return line.ToString();
            }

            line.Append((char)octet);
        }
    }

    private async ValueTask<byte> OctetAsync(CancellationToken cancellationToken)
    {
        if (_start == _end)
        {
            _end = await stream.ReadAsync(_buffer, cancellationToken);
            _start = 0;
            if (_end == 0)
                throw new EndOfStreamException("The server closed the connection.\n" + Transcript);
        }

        return _buffer[_start++];
    }

    private void Note(string line)
    {
        _transcript.Enqueue($"{name} {line.TrimEnd()}");
        if (_transcript.Count > 60)
            _transcript.Dequeue();
    }
}
