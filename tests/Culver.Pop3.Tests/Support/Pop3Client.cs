using System.Net;
using System.Net.Security;
using System.Text;
using Culver.Sasl;
using Culver.Testing;

namespace Culver.Pop3.Tests.Support;

/// <summary>A client for tests that look at more than lines. Everything has a limit, so that a hang is a failure.</summary>
internal sealed class Pop3Client : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    private Pop3Client(Stream stream) => Stream = stream;

    public Stream Stream { get; }

    public string Greeting { get; private set; } = "";

    /// <summary>Connects and takes the greeting.</summary>
    public static async Task<Pop3Client> ConnectAsync(TestMailServer server, MailProtocol protocol = MailProtocol.Pop3, IPEndPoint? remote = null)
    {
        var stream = server.Connect(protocol, remote);
        if (protocol == MailProtocol.Pop3s)
        {
            var secure = new SslStream(stream);
            await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, shown, _, _) => server.Certificate.Equals(shown) });
            stream = secure;
        }

        var client = new Pop3Client(stream);
        client.Greeting = await client.LineAsync() ?? "";
        Assert.StartsWith("+OK ", client.Greeting, StringComparison.Ordinal);
        return client;
    }

    /// <summary>Connects and logs in.</summary>
    public static async Task<Pop3Client> LogInAsync(TestMailServer server, TestAccount account)
    {
        var client = await ConnectAsync(server);
        await client.LogInAsync(account);
        return client;
    }

    public async Task LogInAsync(TestAccount account)
    {
        Assert.StartsWith("+OK", await AskAsync($"USER {account.Address}"), StringComparison.Ordinal);
        Assert.Equal("+OK Logged in", await AskAsync($"PASS {account.Password}"));
    }

    public async Task SendAsync(string text)
    {
        await Stream.WriteAsync(Encoding.Latin1.GetBytes(text));
        await Stream.FlushAsync();
    }

    /// <summary>Sends a command and takes one line.</summary>
    public async Task<string> AskAsync(string command)
    {
        await SendAsync(command + "\r\n");
        return await LineAsync() ?? "closed";
    }

    /// <summary>Sends a command and takes the lines of its response, unstuffed, without the first and the dot.</summary>
    public async Task<List<string>> AskAllAsync(string command)
    {
        var first = await AskAsync(command);
        Assert.StartsWith("+OK", first, StringComparison.Ordinal);
        var lines = new List<string>();
        while (await LineAsync() is { } line)
        {
            if (line == ".")
                return lines;
            lines.Add(line.StartsWith('.') ? line[1..] : line);
        }

        throw new IOException("The server closed the connection within a response.");
    }

    /// <summary>A line in Latin-1 without its CRLF; null when the server closed.</summary>
    public async Task<string?> LineAsync()
    {
        var line = new StringBuilder();
        while (true)
        {
            var feed = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            var taken = feed < 0 ? _end - _start : feed + 1;
            line.Append(Encoding.Latin1.GetString(_buffer, _start, taken));
            _start += taken;
            // A bare LF within a message ends no line.
            if (feed >= 0 && line.Length > 1 && line[^2] == '\r')
                return line.ToString(0, line.Length - 2);
            if (feed >= 0)
                continue;
            using var patience = new CancellationTokenSource(Patience);
            _start = 0;
            _end = await Stream.ReadAsync(_buffer, patience.Token);
            if (_end == 0)
                return line.Length == 0 ? null : throw new IOException("The server closed the connection within a line.");
        }
    }

    /// <summary>Performs an exchange; the answer that ends it.</summary>
    public async Task<string> AuthenticateAsync(SaslClientMechanism mechanism)
    {
        var answer = await AskAsync($"AUTH {mechanism.Name} {Convert.ToBase64String(mechanism.Start().Span)}");
        while (answer.StartsWith("+ ", StringComparison.Ordinal))
        {
            var step = mechanism.Step(Convert.FromBase64String(answer[2..]));
            answer = step is SaslClientStep.Response response ? await AskAsync(Convert.ToBase64String(response.Octets.Span)) : await AskAsync("*");
        }

        return answer;
    }

    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
