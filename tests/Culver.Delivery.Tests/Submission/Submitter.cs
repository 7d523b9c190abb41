using System.Text;

namespace Culver.Delivery.Tests.Submission;

/// <summary>A client of submission. Cut, it sends every octet by itself.</summary>
internal sealed class Submitter(Stream stream, bool cut = false) : IAsyncDisposable
{
    private readonly StreamReader _reader = new(stream, Encoding.Latin1, leaveOpen: true);

    public async Task<string> AskAsync(string line)
    {
        await WriteAsync(line + "\r\n");
        return await ReadAsync();
    }

    /// <summary>A transaction; the reply to the message, or the first refusal.</summary>
    public async Task<string> SendAsync(string from, IReadOnlyList<string> to, string content, string mailParameters = "", string rcptParameters = "")
    {
        var replies = new List<string> { await AskAsync($"MAIL FROM:<{from}>{mailParameters}") };
        foreach (var recipient in to)
            replies.Add(await AskAsync($"RCPT TO:<{recipient}>{rcptParameters}"));
        replies.Add(await AskAsync("DATA"));
        if (replies.FirstOrDefault(static reply => reply[0] is not ('2' or '3')) is { } refusal)
        {
            if (!replies[^1].StartsWith("354", StringComparison.Ordinal))
                await AskAsync("RSET");
            else
                await AskAsync(content.ReplaceLineEndings("\r\n").TrimEnd('\r', '\n') + "\r\n.");
            return refusal;
        }

        await WriteAsync(content.ReplaceLineEndings("\r\n"));
        return await AskAsync(".");
    }

    public async Task WriteAsync(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var at = 0; cut && at < bytes.Length; at++)
        {
            await stream.WriteAsync(bytes.AsMemory(at, 1));
            await stream.FlushAsync();
        }

        if (!cut)
            await stream.WriteAsync(bytes);
        await stream.FlushAsync();
    }

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
