using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Culver.Journeys.Tests;

/// <summary>One client of the crash test: works until the server is gone, and writes down each command before it is sent and when it is answered.</summary>
internal sealed partial class CrashLoad(CulverProcess culver, CrashLedger ledger, Random random, string name, Action acknowledged)
{
    private static readonly string[] Flags = ["\\Seen", "\\Flagged", "\\Answered", "$Forwarded", "crash-test"];

    private readonly List<CrashEntry> _mine = [];
    private int _number;

    /// <summary>Delivers by LMTP, one after another.</summary>
    public async Task DeliverAsync()
    {
        try
        {
            using var client = new PlainClient(culver.EndPoints["lmtp"]);
            await client.SendAsync("LHLO client.example\r\n");
            while (await client.ReadToAsync("250 ") is not null)
            {
                var entry = Write(delivered: true);
                await client.SendAsync("MAIL FROM:<>\r\nRCPT TO:<ann@example.org>\r\nDATA\r\n");
                if (await client.ReadToAsync("354 ") is null)
                    return;
                var after = new CrashState("INBOX", null, "");
                entry.Attempt(after);
                await client.SendAsync(entry.Text + ".\r\n");
                if (await client.ReadToAsync("250 2.") is null)
                    return;
                entry.Acknowledge(after);
                acknowledged();
                await client.SendAsync("NOOP\r\n");
            }
        }
        catch (IOException)
        {
            // The server is gone: that is the test.
        }
    }

    /// <summary>Appends a handful at once, then changes, moves and expunges some of its own.</summary>
    public async Task UseImapAsync()
    {
        try
        {
            using var client = new PlainClient(culver.EndPoints["imap"]);
            await client.CommandAsync("LOGIN ann@example.org secret");
            await client.CommandAsync("SELECT INBOX");
            while (true)
            {
                await AppendAsync(client, random.Next(1, 12));
                for (var i = random.Next(6); i > 0 && _mine.Count > 0; i--)
                {
                    var entry = _mine[random.Next(_mine.Count)];
                    await (random.Next(4) switch { 0 => MoveAsync(client, entry), 1 => ExpungeAsync(client, entry), _ => StoreAsync(client, entry) });
                }
            }
        }
        catch (IOException)
        {
            // The server is gone: that is the test.
        }
    }

    private async Task AppendAsync(PlainClient client, int count)
    {
        var batch = new List<(CrashEntry Entry, string Tag, string Flags)>();
        var commands = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            var entry = Write(delivered: false);
            var flags = SomeFlags();
            batch.Add((entry, $"a{_number}", flags));
            entry.Attempt(new("INBOX", null, flags));
            commands.Append(CultureInfo.InvariantCulture, $"a{_number} APPEND INBOX ({flags}) {{{entry.Text.Length}+}}\r\n{entry.Text}\r\n");
        }

        await client.SendAsync(commands.ToString());
        foreach (var (entry, tag, flags) in batch)
        {
            var answer = await AnswerAsync(client, tag);
            // RFC 9051 §7.1: APPENDUID uidvalidity uid.
            entry.Acknowledge(new("INBOX", uint.Parse(AppendUid().Match(answer).Groups[1].Value, CultureInfo.InvariantCulture), flags));
            acknowledged();
            _mine.Add(entry);
        }
    }

    private async Task StoreAsync(PlainClient client, CrashEntry entry)
    {
        var after = entry.State with { Flags = SomeFlags() };
        entry.Attempt(after);
        await client.CommandAsync($"UID STORE {after.Uid} FLAGS.SILENT ({after.Flags})");
        entry.Acknowledge(after);
        acknowledged();
    }

    private async Task MoveAsync(PlainClient client, CrashEntry entry)
    {
        var after = entry.State with { Mailbox = "Archive", Uid = null };
        var uid = entry.State.Uid;
        entry.Attempt(after);
        _mine.Remove(entry);
        var (untagged, _) = await client.AskAsync($"UID MOVE {uid} Archive");
        // RFC 6851 §4.3: COPYUID comes in an untagged OK, before the EXPUNGE.
        entry.Acknowledge(after with { Uid = uint.Parse(CopyUid().Match(untagged).Groups[1].Value, CultureInfo.InvariantCulture) });
        acknowledged();
    }

    private async Task ExpungeAsync(PlainClient client, CrashEntry entry)
    {
        var deleted = entry.State with { Flags = "\\Deleted" };
        entry.Attempt(deleted);
        _mine.Remove(entry);
        await client.CommandAsync($"UID STORE {deleted.Uid} FLAGS.SILENT (\\Deleted)");
        entry.Acknowledge(deleted);
        entry.Attempt(CrashState.Nowhere);
        await client.CommandAsync($"UID EXPUNGE {deleted.Uid}");
        entry.Acknowledge(CrashState.Nowhere);
        acknowledged();
    }

    private static async Task<string> AnswerAsync(PlainClient client, string tag)
    {
        var answer = await client.ReadToAsync(tag + " ") ?? throw new IOException("The server closed the connection.");
        var last = answer.TrimEnd().Split('\n')[^1];
        return last.StartsWith(tag + " OK", StringComparison.Ordinal) ? last : throw new InvalidOperationException(last);
    }

    private CrashEntry Write(bool delivered)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"<{name}.{_number++}@crash.example>");
        // One in sixty is larger than what lies in the database, and goes to a file of its own.
        var lines = random.Next(60) == 0 ? random.Next(1900, 2200) : random.Next(1, 40);
        var body = new StringBuilder($"Message-ID: {id}\r\nSubject: {name}\r\n\r\n");
        for (var i = 0; i < lines; i++)
            body.Append(CultureInfo.InvariantCulture, $"{random.NextInt64():x16} {random.NextInt64():x16} {random.NextInt64():x16} {random.NextInt64():x16}\r\n");
        var entry = new CrashEntry(id, body.ToString()) { Delivered = delivered };
        ledger.Add(entry);
        return entry;
    }

    private string SomeFlags() => CrashSighting.Sorted(string.Join(' ', Flags.Where(_ => random.Next(3) == 0)));

    [GeneratedRegex(@"\[APPENDUID \d+ (\d+)\]")]
    private static partial Regex AppendUid();

    [GeneratedRegex(@"\[COPYUID \d+ \d+ (\d+)\]")]
    private static partial Regex CopyUid();
}
