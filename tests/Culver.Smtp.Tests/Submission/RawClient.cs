using System.Text;

namespace Culver.Smtp.Tests.Submission;

/// <summary>A client of lines over any stream, greeted when it is made.</summary>
internal sealed class RawClient(Stream stream) : IAsyncDisposable
{
    private readonly StreamReader _reader = new(stream, Encoding.Latin1, leaveOpen: true);

    /// <summary>Reads the greeting and says EHLO.</summary>
    public async Task<string> GreetAsync()
    {
        Assert.StartsWith("220 ", await ReadAsync(), StringComparison.Ordinal);
        return await AskAsync("EHLO client.example");
    }

    public async Task<string> AskAsync(string line)
    {
        await SendAsync(line + "\r\n");
        return await ReadAsync();
    }

    public async Task SendAsync(string text)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text));
        await stream.FlushAsync();
    }

    /// <summary>A whole reply; "closed" when there is none.</summary>
    public async Task<string> ReadAsync()
    {
        var reply = new StringBuilder();
        while (await _reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)) is { } line)
        {
            reply.Append(reply.Length == 0 ? "" : "\n").Append(line);
            if (line.Length < 4 || line[3] != '-')
                return reply.ToString();
        }

        return reply.Length == 0 ? "closed" : reply.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        await stream.DisposeAsync();
    }
}
