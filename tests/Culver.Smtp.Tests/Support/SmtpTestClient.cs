using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Culver.Connections;

namespace Culver.Smtp.Tests.Support;

/// <summary>The client's end: bytes out, lines in. Everything has a limit, so that a hang is a failure.</summary>
internal sealed class SmtpTestClient(IDuplexPipe pipe, Task served, CancellationTokenSource ending, ClientConnection connection) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public ClientConnection Connection { get; } = connection;

    public Task Served { get; } = served;

    public IDuplexPipe Pipe { get; } = pipe;

    public void EndConnection() => ending.Cancel();

    public ValueTask SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (!bytes.IsEmpty)
            await Pipe.Output.WriteAsync(bytes);
    }

    public ValueTask EndSendingAsync() => Pipe.Output.CompleteAsync();

    /// <summary>The next line without its CRLF; null when the server closed.</summary>
    public async Task<string?> ReadLineAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var read = await Pipe.Input.ReadAsync(patience.Token);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Encoding.Latin1.GetString(read.Buffer.Slice(0, end).ToArray());
                Pipe.Input.AdvanceTo(read.Buffer.GetPosition(1, end));
                Assert.EndsWith("\r", line, StringComparison.Ordinal);
                return line[..^1];
            }

            if (read.IsCompleted)
            {
                Assert.True(read.Buffer.IsEmpty, "The server closed in the middle of a line.");
                return null;
            }

            Pipe.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>A whole reply, all its lines.</summary>
    public async Task<string?> ReadReplyAsync()
    {
        var lines = new List<string>();
        while (await ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (line.Length < 4 || line[3] != '-')
                break;
        }

        return lines.Count == 0 ? null : string.Join('\n', lines);
    }

    public async Task<string> AskAsync(string line)
    {
        await SendAsync(line + "\r\n");
        return await ReadReplyAsync() ?? "closed";
    }

    public async Task<string> ReadToEndAsync()
    {
        var text = new StringBuilder();
        while (await ReadLineAsync() is { } line)
            text.Append(line).Append('\n');
        return text.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await Pipe.Output.CompleteAsync();
        await ending.CancelAsync();
        await Served.WaitAsync(Patience);
        ending.Dispose();
    }
}
