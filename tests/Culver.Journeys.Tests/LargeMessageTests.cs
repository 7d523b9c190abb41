using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace Culver.Journeys.Tests;

/// <summary>A large message goes in and out octet for octet, and is never in memory.</summary>
public sealed class LargeMessageTests
{
    private const int Octets = 100 * 1024 * 1024;
    private const long MostMemory = 300L * 1024 * 1024;

    [Fact]
    public async Task A_100_MB_message_passes_by_SMTP_and_APPEND_and_out_by_FETCH_in_flat_memory()
    {
        using var folder = new TemporaryFolder();
        await ProcessTests.AddAsync(folder, "ann@example.org", "secret");
        await using var culver = await CulverProcess.ServeAsync(folder.At("data"));
        var message = Make();

        using var smtp = new Wire(culver.EndPoints["smtp"]);
        await smtp.LineAsync("220 ");
        await smtp.SayAsync("EHLO client.example", "250 ");
        await smtp.SayAsync(string.Create(CultureInfo.InvariantCulture, $"MAIL FROM:<ben@example.net> SIZE={message.Length}"), "250 ");
        await smtp.SayAsync("RCPT TO:<ann@example.org>", "250 ");
        await smtp.SayAsync("DATA", "354 ");
        await smtp.SendAsync(message);
        await smtp.SayAsync(".", "250 ");

        using var imap = new Wire(culver.EndPoints["imap"]);
        await imap.LineAsync("* OK");
        await imap.SayAsync("a LOGIN ann@example.org secret", "a OK");
        await imap.SayAsync(string.Create(CultureInfo.InvariantCulture, $"b APPEND INBOX {{{message.Length}}}"), "+ ");
        await imap.SendAsync(message);
        await imap.SayAsync("", "b OK");
        await imap.SayAsync("c SELECT INBOX", "c OK");

        var whole = SHA256.HashData(message);
        Assert.Equal(whole, await FetchAsync(imap, "FETCH 2 BODY.PEEK[]"));
        Assert.Equal(whole, await FetchAsync(imap, "FETCH 2 BINARY.PEEK[]"));
        // What SMTP took has trace fields before it.
        var header = message.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
        Assert.Equal(SHA256.HashData(message.AsSpan(header)), await FetchAsync(imap, "FETCH 1 BODY.PEEK[TEXT]"));
        const int start = (Octets / 2) - 777;
        Assert.Equal(SHA256.HashData(message.AsSpan(start, 1_000_000)), await FetchAsync(imap, string.Create(CultureInfo.InvariantCulture, $"FETCH 2 BODY.PEEK[]<{start}.1000000>")));

        Assert.InRange(await culver.PeakMemoryAsync(), 1, MostMemory);
    }

    // Lines of random letters: nothing that compresses, no line that begins with a dot.
    private static byte[] Make()
    {
        var message = new byte[Octets];
        RandomNumberGenerator.GetItems("abcdefghijklmnopqrstuvwxyz0123456789"u8, message);
        for (var line = 76; line < message.Length; line += 78)
            "\r\n"u8.CopyTo(message.AsSpan(line));
        "\r\n"u8.CopyTo(message.AsSpan(^2));
        "Subject: large\r\n\r\n"u8.CopyTo(message);
        return message;
    }

    private static async Task<byte[]> FetchAsync(Wire imap, string command)
    {
        await imap.SendAsync(Encoding.ASCII.GetBytes($"f {command}\r\n"));
        var line = await imap.LineAsync("* ");
        var length = int.Parse(line.AsSpan(line.LastIndexOf('{') + 1).TrimEnd('}'), NumberStyles.None, CultureInfo.InvariantCulture);
        var hash = await imap.HashAsync(length);
        await imap.LineAsync("f OK");
        return hash;
    }

    /// <summary>A connection that can hash what it reads.</summary>
    private sealed class Wire : IDisposable
    {
        private readonly TcpClient _client = new();
        private readonly BufferedStream _stream;

        public Wire(IPEndPoint endPoint)
        {
            _client.Connect(endPoint);
            _stream = new BufferedStream(_client.GetStream(), 1 << 16);
        }

        public async Task SendAsync(byte[] bytes)
        {
            await _client.GetStream().WriteAsync(bytes);
        }

        public async Task SayAsync(string line, string answer)
        {
            await SendAsync(Encoding.ASCII.GetBytes(line + "\r\n"));
            await LineAsync(answer);
        }

        // Reads on to a line that begins so.
        public async Task<string> LineAsync(string start)
        {
            using var patient = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            var line = new StringBuilder();
            var one = new byte[1];
            while (true)
            {
                await _stream.ReadExactlyAsync(one, patient.Token);
                if (one[0] != '\n')
                {
                    line.Append((char)one[0]);
                    continue;
                }

                var text = line.ToString().TrimEnd('\r');
                if (text.StartsWith(start, StringComparison.Ordinal))
                    return text;
                Assert.False(text is [not '*', _, 'N' or 'B', ..] || text.StartsWith('5') || text.StartsWith('4'), text);
                line.Clear();
            }
        }

        public async Task<byte[]> HashAsync(int length)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[1 << 16];
            while (length > 0)
            {
                var read = await _stream.ReadAsync(buffer.AsMemory(0, Math.Min(buffer.Length, length)));
                Assert.NotEqual(0, read);
                hash.AppendData(buffer, 0, read);
                length -= read;
            }

            return hash.GetHashAndReset();
        }

        public void Dispose() => _client.Dispose();
    }
}
