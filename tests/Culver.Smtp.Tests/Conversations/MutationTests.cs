using System.Text;
using Culver.Smtp.Tests.Support;

namespace Culver.Smtp.Tests.Conversations;

/// <summary>Whole sessions, broken at random: nothing hangs, nothing is left open, every reply is one.</summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private static readonly string[] Sessions =
    [
        "EHLO client.example\r\nMAIL FROM:<a@example.com> SIZE=100 BODY=8BITMIME\r\nRCPT TO:<alice@example.org>\r\nRCPT TO:<\"joe,smith\"@example.org>\r\nDATA\r\nSubject: x\r\nReceived: y\r\n\r\nbody\r\n..\r\n.\r\nNOOP\r\nQUIT\r\n",
        "LHLO a\r\nMAIL FROM:<> BODY=BINARYMIME\r\nRCPT TO:<alice@example.org>\r\nRCPT TO:<dave@example.org>\r\nBDAT 10\r\n0123456789BDAT 5 LAST\r\nabcdeMAIL FROM:<x@y.z> SMTPUTF8\r\nRCPT TO:<jörg@example.org>\r\nRSET\r\nHELP\r\n",
        "HELO [192.0.2.1]\r\nVRFY alice\r\nEXPN x\r\nMAIL FROM:<@a,@b:c@d.e>\r\nRCPT TO:<Postmaster>\r\nRCPT TO:<a%b@example.org>\r\nDATA\r\n.\r\nMAIL FROM:<a@[IPv6:::1]>\r\nRSET\r\nSTARTTLS\r\nQUIT\r\n",
    ];

    [Theory]
    [InlineData(SmtpProtocol.Smtp)]
    [InlineData(SmtpProtocol.Lmtp)]
    public async Task Broken_sessions_end_and_are_answered_in_whole_replies(SmtpProtocol protocol)
    {
        var seed = Setting("CULVER_SEED", 20_240_607);
        var rounds = Setting("CULVER_ROUNDS", 3000);
        output.WriteLine($"seed {seed}, {rounds} rounds (CULVER_SEED and CULVER_ROUNDS change them)");
        var random = new Random(seed);
        var server = new SmtpTestServer(protocol, options => options.MaxMessageSize = 65536);
        for (var round = 0; round < rounds; round++)
        {
            var bytes = Mutate(Encoding.UTF8.GetBytes(Sessions[random.Next(Sessions.Length)]), random);
            await using var client = server.Connect();
            for (var sent = 0; sent < bytes.Length;)
            {
                var piece = Math.Min(random.Next(1, 200), bytes.Length - sent);
                var flush = await client.Pipe.Output.WriteAsync(bytes.AsMemory(sent, piece));
                sent += piece;
                if (flush.IsCompleted)
                    break;
            }

            await client.EndSendingAsync();
            var all = await client.ReadToEndAsync();
            await client.Served.WaitAsync(TimeSpan.FromSeconds(20));
            foreach (var line in all.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                Assert.Matches("^[2345][0-9][0-9][ -][ -~]*$", line);
            Assert.DoesNotContain("Something failed", all, StringComparison.Ordinal);
        }

        Assert.Equal(0, server.Sink.Open);
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { } text ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : otherwise;

    private static byte[] Mutate(byte[] session, Random random)
    {
        var bytes = new List<byte>(session);
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at - 1));
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count / 2), random.Next(1, bytes.Count / 2)));
                    break;
                case 3:
                    bytes.InsertRange(at, "\r\n.\r\n\0<>\"\\@:=% LAST99"u8.ToArray().OrderBy(_ => random.Next()).Take(random.Next(1, 8)));
                    break;
                case 4:
                    bytes.Insert(at, (byte)"\r\n.<>@\"\\ "[random.Next(9)]);
                    break;
                default:
                    bytes.InsertRange(at, Enumerable.Repeat((byte)random.Next(256), random.Next(1, 5000)));
                    break;
            }
        }

        return [.. bytes];
    }
}
