using System.Diagnostics;
using System.Net;
using System.Text;
using Culver.Bench.Clients;

namespace Culver.Bench.Targets;

/// <summary>
/// A server under load, known by a file of <c>key=value</c> lines: name, version, addresses of its listeners (imap, imaps, pop3, lmtp, smtp, submission), pidfile, cpu
/// (the counter of its control group, where there is one), password, and control: a command that knows the verbs restart and
/// forget, and background: where the server has them, the gauges that say what work it has left to do by itself (<c>meter\instrument</c>, with commas between them); and where there is a queue the verbs queued (prints how many messages wait in it) and hold (nothing happens to them any more).
/// </summary>
internal sealed class Target
{
    private readonly Dictionary<string, string> _settings;
    private HashSet<string>? _capabilities;

    public Target(string file)
    {
        _settings = File.ReadLines(file).Where(static line => line.Contains('=')).ToDictionary(static line => line[..line.IndexOf('=')], static line => line[(line.IndexOf('=') + 1)..], StringComparer.Ordinal);
        Usage = new ServerUsage(_settings["pidfile"], _settings.GetValueOrDefault("cpu"), _settings.TryGetValue("background", out var gauges) ? gauges.Split(',') : []);
    }

    public string Name => _settings["name"];

    public string Version => _settings.GetValueOrDefault("version", "");

    public string Password => _settings["password"];

    public ServerUsage Usage { get; }

    /// <summary>Messages that were in the server's queue when it was last asked; null before.</summary>
    public long? Queued { get; set; }

    /// <summary>Whether it listens for that protocol.</summary>
    public bool Speaks(string protocol) => _settings.ContainsKey(protocol);

    public async Task<bool> AnnouncesAsync(string capability)
    {
        if (_capabilities is null)
        {
            using var client = await ImapAsync("load0");
            await client.SendAsync("t CAPABILITY\r\n");
            var line = await client.LineAsync("* CAPABILITY ");
            _capabilities = line.Trim().Split(' ').ToHashSet(StringComparer.OrdinalIgnoreCase);
        }

        return _capabilities.Contains(capability);
    }

    /// <summary>A connection that has read its greeting.</summary>
    public async Task<LineClient> ConnectAsync(string protocol, int buffer = 1 << 16)
    {
        var client = await LineClient.ConnectAsync(IPEndPoint.Parse(_settings[protocol]), tls: protocol is "imaps" or "pop3s", buffer, literals: protocol is "imap" or "imaps");
        await client.LineAsync(protocol is "imap" or "imaps" ? "* OK" : protocol is "pop3" or "pop3s" ? "+OK" : "220 ");
        return client;
    }

    /// <summary>A connection logged in to IMAP.</summary>
    public async Task<LineClient> ImapAsync(string user, string protocol = "imap", int buffer = 1 << 16)
    {
        var client = await ConnectAsync(protocol, buffer);
        await client.CommandAsync($"LOGIN {user}@localhost {Password}");
        return client;
    }

    /// <summary>A connection logged in to IMAP with a mailbox selected.</summary>
    public async Task<LineClient> SelectedAsync(string user, string mailbox = "INBOX")
    {
        var client = await ImapAsync(user);
        await client.CommandAsync($"SELECT {mailbox}");
        return client;
    }

    /// <summary>A connection of LMTP or SMTP that has said hello.</summary>
    public async Task<LineClient> MailAsync(string protocol)
    {
        var client = await ConnectAsync(protocol);
        await client.SendAsync(protocol is "lmtp" ? "LHLO bench.example\r\n" : "EHLO bench.example\r\n");
        await client.RepliesAsync(1);
        return client;
    }

    /// <summary>A connection that has said hello for submission and logged in.</summary>
    public async Task<LineClient> SubmissionAsync(string user)
    {
        var client = await MailAsync("submission");
        await client.SendAsync($"AUTH PLAIN {Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{user}@localhost\0{Password}"))}\r\n");
        await client.RepliesAsync(1);
        return client;
    }

    /// <summary>Stops the server and starts it again; <paramref name="verb"/> forget also removes the caches it can make again. Returns the seconds from the start until it was ready.</summary>
    public async Task<double> ControlAsync(string verb)
    {
        var output = await AskAsync(verb);
        var ready = output.Split('\n').FirstOrDefault(static line => line.StartsWith("ready=", StringComparison.Ordinal));
        return ready is null ? double.NaN : double.Parse(ready["ready=".Length..]);
    }

    /// <summary>What the command that controls the server prints for a verb.</summary>
    public async Task<string> AskAsync(string verb)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"{_settings["control"]} {verb}"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{Name} did not {verb}.");
        return output;
    }
}
