using System.Net.Security;
using System.Text;
using Culver.Testing;
using Xunit;

namespace Culver.Architecture.Tests;

/// <summary>Announced means implemented: what the server tells its clients is in the index as done, with a test.</summary>
public sealed class AnnouncementTests
{
    // Announced and in no RFC.
    private static readonly Dictionary<string, string> WithoutRfc = new(StringComparer.OrdinalIgnoreCase)
    {
        ["imap:AUTH=LOGIN"] = "never published; clients have it",
        ["imap:AUTH=SCRAM-SHA-512"] = "drafted only",
        ["imap:AUTH=SCRAM-SHA-512-PLUS"] = "drafted only",
    };

    [Fact]
    public async Task Every_announced_capability_is_done_and_tested()
    {
        var rows = RfcIndex.Rows.ToDictionary(static row => row.Number);
        var wrong = new List<string>();
        foreach (var name in await AnnouncedAsync())
        {
            if (WithoutRfc.ContainsKey(name))
                continue;
            if (!RfcIndex.Announced[name].Any())
                wrong.Add($"{name} is announced, and docs/rfc/announced.tsv does not say what it means");
            foreach (var number in RfcIndex.Announced[name].Where(number => !IsDone(rows[number])))
                wrong.Add($"{name} is announced, and RFC {number} is '{rows[number].Status}' in docs/rfc/index.tsv");
        }

        Assert.Empty(wrong);
    }

    // A server announces its own half; an RFC whose other half is a client's may wait for the client.
    private static bool IsDone(RfcRow row) => row.Status == "yes" || (row.Status == "partial" && row.Note.StartsWith("receiving", StringComparison.Ordinal));

    private static async Task<SortedSet<string>> AnnouncedAsync()
    {
        await using var mail = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false });
        var account = await mail.AddAccountAsync();
        var announced = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        using (var imap = new Client(mail.Connect(MailProtocol.Imap)))
        {
            var greeting = await imap.SayAsync(null, "* OK");
            var told = await imap.SayAsync("a CAPABILITY", "a ");
            told.AddRange(await imap.SayAsync($"b LOGIN {account.Address} {account.Password}", "b "));
            told.AddRange(await imap.SayAsync("c CAPABILITY", "c "));
            foreach (var line in greeting.Concat(told))
            {
                var at = line.IndexOf("CAPABILITY ", StringComparison.Ordinal);
                if (at >= 0 && !line.StartsWith("c OK", StringComparison.Ordinal) && !line.StartsWith("a OK", StringComparison.Ordinal))
                    announced.UnionWith(line[(at + "CAPABILITY ".Length)..].Split(']')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static name => "imap:" + (name.StartsWith("APPENDLIMIT", StringComparison.Ordinal) ? "APPENDLIMIT" : name)));
            }
        }

        using (var pop3 = new Client(mail.Connect(MailProtocol.Pop3)))
        {
            await pop3.SayAsync(null, "+OK");
            foreach (var line in (await pop3.SayAsync("CAPA", ".")).Skip(1).SkipLast(1))
            {
                var words = line.Split(' ');
                announced.UnionWith(words[0] == "SASL" ? words.Skip(1).Select(static name => "imap:AUTH=" + name) : []);
                announced.Add("pop3:" + words[0]);
            }
        }

        foreach (var (protocol, hello) in new[] { (MailProtocol.Smtp, "EHLO"), (MailProtocol.Submission, "EHLO"), (MailProtocol.Submissions, "EHLO"), (MailProtocol.Lmtp, "LHLO") })
        {
            using var client = new Client(await ConnectAsync(mail, protocol));
            await client.SayAsync(null, "220 ");
            foreach (var line in (await client.SayAsync($"{hello} client.example", "250 ")).Skip(1))
                announced.Add("smtp:" + line[4..].Split(' ')[0]);
        }

        Assert.Contains("imap:IMAP4rev2", announced);
        Assert.Contains("pop3:UIDL", announced);
        Assert.Contains("smtp:SIZE", announced);
        return announced;
    }

    private static async Task<Stream> ConnectAsync(TestMailServer mail, MailProtocol protocol)
    {
        var stream = mail.Connect(protocol);
        if (protocol != MailProtocol.Submissions)
            return stream;
        var tls = new SslStream(stream, leaveInnerStreamOpen: false, (_, shown, _, _) => mail.Certificate.Equals(shown));
        await tls.AuthenticateAsClientAsync("localhost");
        return tls;
    }

    private sealed class Client(Stream stream) : IDisposable
    {
        private readonly StreamReader _reader = new(stream, Encoding.ASCII);

        public async Task<List<string>> SayAsync(string? line, string last)
        {
            if (line is not null)
                await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"));
            var lines = new List<string>();
            while (await _reader.ReadLineAsync() is { } answer)
            {
                lines.Add(answer);
                if (answer.StartsWith(last, StringComparison.Ordinal))
                    return lines;
            }

            throw new IOException("The server closed the connection.");
        }

        public void Dispose() => _reader.Dispose();
    }
}
