using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;

namespace Culver.Delivery.Tests.Support;

/// <summary>A mail server in memory that does what a test wants, right or wrong. Replies are chosen by <see cref="Answer"/>; what it took is in <see cref="NextAsync"/>.</summary>
internal sealed class FakeMta
{
    private readonly Channel<FakeMessage> _received = Channel.CreateUnbounded<FakeMessage>();
    private readonly Channel<string> _commands = Channel.CreateUnbounded<string>();
    private int _connections;

    /// <summary>EHLO keywords.</summary>
    public List<string> Keywords { get; } = ["PIPELINING", "8BITMIME", "SIZE 10000000", "DSN", "ENHANCEDSTATUSCODES"];

    /// <summary>Set: STARTTLS is offered with it.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>Chooses the reply to a command line; null for the ordinary one, "" for closing the connection, "-" for none to this and all that follow.</summary>
    public Func<string, string?> Answer { get; set; } = static _ => null;

    /// <summary>What it waits for before it answers a command line, or the final dot.</summary>
    public Func<string, Task> Before { get; set; } = static _ => Task.CompletedTask;

    /// <summary>The greeting; "-" for none ever.</summary>
    public string Greeting { get; set; } = "220 fake.example ESMTP";

    /// <summary>Closes the connection after so many octets of content.</summary>
    public int? CloseAfter { get; set; }

    /// <summary>Closes the connection behind its reply to the final dot.</summary>
    public bool ClosesAfterContent { get; set; }

    public int Connections => _connections;

    public ConcurrentQueue<string> Log { get; } = new();

    /// <summary>The next message it took.</summary>
    public async Task<FakeMessage> NextAsync() => await _received.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>Waits until a command that begins so has come, and was or was not answered.</summary>
    public async Task CommandAsync(string start)
    {
        while (!(await _commands.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20))).StartsWith(start, StringComparison.Ordinal))
        {
        }
    }

    public bool HasMessage => _received.Reader.Count > 0;

    public async Task ServeAsync(Stream stream)
    {
        Interlocked.Increment(ref _connections);
        try
        {
            await new Session(this, stream).RunAsync();
        }
        catch (IOException)
        {
            // The client went away.
        }
        finally
        {
            await stream.DisposeAsync();
        }
    }

    internal sealed record FakeMessage(string From, IReadOnlyList<string> Recipients, string Content, bool Encrypted);

    private sealed class Session(FakeMta mta, Stream stream)
    {
        private Stream _stream = stream;
        private readonly List<byte> _buffer = [];
        private readonly List<string> _recipients = [];
        private string _from = "";

        public async Task RunAsync()
        {
            if (mta.Greeting == "-")
            {
                await HangAsync();
                return;
            }

            await WriteAsync(mta.Greeting);
            while (await LineAsync() is { } line)
            {
                mta.Log.Enqueue(line);
                mta._commands.Writer.TryWrite(line);
                await mta.Before(line);
                var answer = mta.Answer(line);
                if (answer == "")
                    return;
                if (answer == "-")
                {
                    await HangAsync();
                    return;
                }

                if (answer is not null)
                {
                    await WriteAsync(answer);
                    if (answer.StartsWith("421", StringComparison.Ordinal))
                        return;
                    if (!answer.StartsWith('2') && !answer.StartsWith('3'))
                        continue;
                }

                if (await DoAsync(line, answer is not null))
                    return;
            }
        }

        // Takes what comes until the client goes, and says nothing.
        private async Task HangAsync()
        {
            while (await LineAsync() is not null)
            {
            }
        }

        private async Task<bool> DoAsync(string line, bool answered)
        {
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            switch (verb)
            {
                case "EHLO":
                    List<string> words = ["fake.example", .. mta.Keywords];
                    if (mta.Certificate is not null && _stream is not SslStream)
                        words.Add("STARTTLS");
                    await WriteAsync(string.Join("\r\n", words.Select((word, i) => $"250{(i == words.Count - 1 ? ' ' : '-')}{word}")));
                    return false;
                case "STARTTLS":
                    await WriteAsync("220 go on");
                    var secured = new SslStream(_stream);
                    await secured.AuthenticateAsServerAsync(mta.Certificate!);
                    _stream = secured;
                    return false;
                case "MAIL":
                    _from = line;
                    _recipients.Clear();
                    break;
                case "RCPT":
                    _recipients.Add(line);
                    break;
                case "DATA":
                    if (!answered && _recipients.Count == 0)
                    {
                        await WriteAsync("554 5.5.1 no valid recipients");
                        return false;
                    }

                    if (!answered)
                        await WriteAsync("354 go on");
                    return await DataAsync();
                case "QUIT":
                    await WriteAsync("221 bye");
                    return true;
            }

            if (!answered)
                await WriteAsync("250 2.0.0 ok");
            return false;
        }

        private async Task<bool> DataAsync()
        {
            var content = new StringBuilder();
            while (await LineAsync() is { } line)
            {
                if (mta.CloseAfter is { } most && content.Length > most)
                    return true;
                if (line == ".")
                {
                    mta.Log.Enqueue(".");
                    mta._commands.Writer.TryWrite(".");
                    await mta.Before(".");
                    var answer = mta.Answer(".");
                    if (answer == "")
                        return true;
                    if (answer == "-")
                    {
                        await HangAsync();
                        return true;
                    }

                    if ((answer is null || answer.StartsWith('2')) && _recipients.Count > 0)
                        mta._received.Writer.TryWrite(new(_from, [.. _recipients], content.ToString(), _stream is SslStream));
                    await WriteAsync(answer ?? "250 2.0.0 taken");
                    return mta.ClosesAfterContent;
                }

                content.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
            }

            return true;
        }

        private async Task WriteAsync(string text)
        {
            await _stream.WriteAsync(Encoding.UTF8.GetBytes(text + "\r\n"));
            await _stream.FlushAsync();
        }

        private async Task<string?> LineAsync()
        {
            var octets = new byte[4096];
            while (true)
            {
                var end = _buffer.IndexOf((byte)'\n');
                if (end >= 0)
                {
                    var line = Encoding.UTF8.GetString(_buffer.GetRange(0, end).ToArray()).TrimEnd('\r');
                    _buffer.RemoveRange(0, end + 1);
                    return line;
                }

                var read = await _stream.ReadAsync(octets);
                if (read == 0)
                    return null;
                _buffer.AddRange(octets.AsSpan(0, read));
            }
        }
    }
}
