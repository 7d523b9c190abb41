using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Culver.Crash.Tests;

/// <summary>One client of the crash test: works until the server is gone, and writes down each command before it is sent and when it is answered. No command may be refused, but for those that <c>refusals</c> allows.</summary>
internal sealed partial class CrashLoad(CulverProcess culver, CrashLedger ledger, Random random, string name, Action acknowledged, Refusals? refusals = null)
{
    private static readonly string[] Flags = ["\\Seen", "\\Flagged", "\\Answered", "$Forwarded", "crash-test"];

    private readonly List<CrashEntry> _mine = [];
    private readonly List<CrashEntry> _copies = [];
    private CrashBox? _box;
    private string _boxName = "";
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
                entry.Attempt(after, ledger.Now);
                await client.SendAsync(entry.Text + ".\r\n");
                if (await client.ReadToAsync("250 2.") is null)
                    return;
                entry.Acknowledge(after, ledger.Now);
                acknowledged();
                await client.SendAsync("NOOP\r\n");
            }
        }
        catch (IOException)
        {
            // The server is gone: that is the test.
        }
    }

    /// <summary>Appends a handful at once, then changes, copies, moves and expunges some of its own, and makes, renames and removes a mailbox.</summary>
    public async Task UseImapAsync()
    {
        try
        {
            using var client = new PlainClient(culver.EndPoints["imap"]);
            await LogInAsync(client);
            while (true)
                await WorkAsync(client);
        }
        catch (IOException)
        {
            // The server is gone: that is the test.
        }
    }

    public static async Task LogInAsync(PlainClient client)
    {
        await client.CommandAsync("LOGIN ann@example.org secret");
        await client.CommandAsync("SELECT INBOX (CONDSTORE)");
    }

    /// <summary>A few commands of each kind.</summary>
    public async Task WorkAsync(PlainClient client)
    {
        await AppendAsync(client, random.Next(1, 12));
        for (var i = random.Next(6); i > 0 && _mine.Count > 0; i--)
        {
            var entry = _mine[random.Next(_mine.Count)];
            await (random.Next(8) switch
            {
                0 => MoveAsync(client, entry),
                1 => ExpungeAsync(client, entry),
                2 => CopyAsync(client, entry),
                3 => RenameAsync(client),
                _ => StoreAsync(client, entry),
            });
        }

        if (random.Next(6) == 0)
            await DeleteAsync(client);
        await AskAsync(client, "INBOX");
    }

    /// <summary>One delivery by LMTP, on a connection that said LHLO.</summary>
    public async Task DeliverOneAsync(PlainClient client)
    {
        var entry = Write(delivered: true);
        foreach (var (command, wanted) in new[] { ("MAIL FROM:<>\r\n", "2"), ("RCPT TO:<ann@example.org>\r\n", "2"), ("DATA\r\n", "3") })
        {
            await client.SendAsync(command);
            if (!await IsDoneAsync(client, wanted))
            {
                await client.SendAsync("RSET\r\n");
                Assert.True(await IsDoneAsync(client, "2"));
                return;
            }
        }

        var after = new CrashState("INBOX", null, "");
        entry.Attempt(after, ledger.Now);
        await client.SendAsync(entry.Text + ".\r\n");
        if (!await IsDoneAsync(client, "2"))
            return;
        entry.Acknowledge(after, ledger.Now);
        acknowledged();
    }

    private async Task<bool> IsDoneAsync(PlainClient client, string wanted)
    {
        var line = await client.ReadToAsync("") ?? throw new InvalidOperationException("The server closed the connection.");
        if (line.StartsWith(wanted, StringComparison.Ordinal))
            return true;
        if (refusals?.Allows(line) == true)
            return false;
        throw new InvalidOperationException(line);
    }

    /// <summary>Runs a command; false when it was refused as it may be.</summary>
    private async Task<bool> IsDoneAsync(Func<Task> command)
    {
        try
        {
            await command();
            return true;
        }
        catch (InvalidOperationException refused) when (refusals?.Allows(refused.Message) == true)
        {
            return false;
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
            entry.Attempt(new("INBOX", null, flags), ledger.Now);
            commands.Append(CultureInfo.InvariantCulture, $"a{_number} APPEND INBOX ({flags}) {{{entry.Text.Length}+}}\r\n{entry.Text}\r\n");
        }

        await client.SendAsync(commands.ToString());
        foreach (var (entry, tag, flags) in batch)
        {
            var answer = "";
            if (!await IsDoneAsync(async () => answer = await AnswerAsync(client, tag)))
                continue;
            // RFC 9051 §7.1: APPENDUID uidvalidity uid.
            entry.Acknowledge(new("INBOX", uint.Parse(AppendUid().Match(answer).Groups[1].Value, CultureInfo.InvariantCulture), flags), ledger.Now);
            acknowledged();
            _mine.Add(entry);
        }
    }

    private async Task StoreAsync(PlainClient client, CrashEntry entry)
    {
        var after = entry.State with { Flags = SomeFlags() };
        entry.Attempt(after, ledger.Now);
        if (!await IsDoneAsync(() => client.CommandAsync($"UID STORE {after.Uid} FLAGS.SILENT ({after.Flags})")))
        {
            _mine.Remove(entry);
            return;
        }

        entry.Acknowledge(after, ledger.Now);
        acknowledged();
    }

    private async Task MoveAsync(PlainClient client, CrashEntry entry)
    {
        var after = entry.State with { Mailbox = "Archive", Uid = null };
        var uid = entry.State.Uid;
        entry.Attempt(after, ledger.Now);
        _mine.Remove(entry);
        var untagged = "";
        if (!await IsDoneAsync(async () => (untagged, _) = await client.AskAsync($"UID MOVE {uid} Archive")))
            return;
        // RFC 6851 §4.3: COPYUID comes in an untagged OK, before the EXPUNGE.
        entry.Acknowledge(after with { Uid = CopiedTo(untagged) }, ledger.Now);
        acknowledged();
    }

    private async Task ExpungeAsync(PlainClient client, CrashEntry entry)
    {
        var deleted = entry.State with { Flags = "\\Deleted" };
        entry.Attempt(deleted, ledger.Now);
        _mine.Remove(entry);
        if (!await IsDoneAsync(() => client.CommandAsync($"UID STORE {deleted.Uid} FLAGS.SILENT (\\Deleted)")))
            return;
        entry.Acknowledge(deleted, ledger.Now);
        entry.Attempt(CrashState.Nowhere, ledger.Now);
        if (!await IsDoneAsync(() => client.CommandAsync($"UID EXPUNGE {deleted.Uid}")))
            return;
        entry.Acknowledge(CrashState.Nowhere, ledger.Now);
        acknowledged();
    }

    private async Task CopyAsync(PlainClient client, CrashEntry entry)
    {
        await CreateAsync(client);
        if (_box is null)
            return;
        var id = CrashEntry.CopyId(entry.Id, _box.Key);
        if (_copies.Any(copy => copy.Id == id))
            return;
        var copy = new CrashEntry(id, entry.Text) { IsCopy = true };
        ledger.Add(copy);
        var after = entry.State with { Mailbox = _box.Key, Uid = null };
        copy.Attempt(after, ledger.Now);
        _copies.Add(copy);
        var tagged = "";
        if (!await IsDoneAsync(async () => (_, tagged) = await client.AskAsync($"UID COPY {entry.State.Uid} \"{_boxName}\"")))
            return;
        copy.Acknowledge(after with { Uid = CopiedTo(tagged) }, ledger.Now);
        acknowledged();
    }

    private async Task CreateAsync(PlainClient client)
    {
        if (_box is not null)
            return;
        var box = new CrashBox($"#{name}.{_number++}");
        ledger.Add(box);
        _boxName = NewName();
        ledger.Attempt(box, _boxName);
        if (!await IsDoneAsync(() => client.CommandAsync($"CREATE \"{_boxName}\"")))
            return;
        box.Acknowledge(ledger.Now);
        acknowledged();
        _box = box;
        await AskAsync(client, _boxName);
    }

    private async Task RenameAsync(PlainClient client)
    {
        if (_box is null)
            return;
        var next = NewName();
        ledger.Attempt(_box, next);
        if (!await IsDoneAsync(() => client.CommandAsync($"RENAME \"{_boxName}\" \"{next}\"")))
        {
            Forget();
            return;
        }

        _box.Acknowledge(ledger.Now);
        acknowledged();
        _boxName = next;
        await AskAsync(client, _boxName);
    }

    private async Task DeleteAsync(PlainClient client)
    {
        if (_box is null)
            return;
        ledger.Attempt(_box, null);
        foreach (var copy in _copies)
            copy.Attempt(CrashState.Nowhere, ledger.Now);
        if (!await IsDoneAsync(() => client.CommandAsync($"DELETE \"{_boxName}\"")))
        {
            Forget();
            return;
        }

        _box.Acknowledge(ledger.Now);
        foreach (var copy in _copies)
            copy.Acknowledge(CrashState.Nowhere, ledger.Now);
        acknowledged();
        Forget();
    }

    private void Forget()
    {
        _copies.Clear();
        _box = null;
    }

    private async Task AskAsync(PlainClient client, string mailbox)
    {
        var answer = "";
        if (!await IsDoneAsync(async () => answer = await client.CommandAsync($"STATUS \"{mailbox}\" (UIDVALIDITY UIDNEXT HIGHESTMODSEQ)")))
            return;
        var told = Status().Match(answer);
        ledger.Told(ledger.KeyOf(mailbox), new(
            uint.Parse(told.Groups["validity"].Value, CultureInfo.InvariantCulture),
            uint.Parse(told.Groups["next"].Value, CultureInfo.InvariantCulture),
            ulong.Parse(told.Groups["modseq"].Value, CultureInfo.InvariantCulture)));
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

    private string NewName() => string.Create(CultureInfo.InvariantCulture, $"Boxes/{name}.{_number++}");

    private static uint CopiedTo(string answer) => uint.Parse(CopyUid().Match(answer).Groups[1].Value, CultureInfo.InvariantCulture);

    private string SomeFlags() => CrashSighting.Sorted(string.Join(' ', Flags.Where(_ => random.Next(3) == 0)));

    [GeneratedRegex(@"\[APPENDUID \d+ (\d+)\]")]
    private static partial Regex AppendUid();

    [GeneratedRegex(@"\[COPYUID \d+ \d+ (\d+)\]")]
    private static partial Regex CopyUid();

    [GeneratedRegex(@"UIDVALIDITY (?<validity>\d+) UIDNEXT (?<next>\d+) HIGHESTMODSEQ (?<modseq>\d+)")]
    private static partial Regex Status();
}
