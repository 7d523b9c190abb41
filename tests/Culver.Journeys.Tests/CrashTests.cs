using System.Collections.Concurrent;
using System.Globalization;
using Xunit;

namespace Culver.Journeys.Tests;

/// <summary>
/// Nothing acknowledged is lost, and nothing is there twice, when the server is killed under load. Two kills in a run of the
/// suite; <c>CULVER_CRASH_ROUNDS</c> and <c>CULVER_CRASH_CLIENTS</c> make it as long and as crowded as wanted.
/// </summary>
public sealed class CrashTests
{
    private static readonly int Rounds = Setting("CULVER_CRASH_ROUNDS", 2);
    private static readonly int Clients = Setting("CULVER_CRASH_CLIENTS", 18);

    [Fact]
    public async Task A_kill_under_deliveries_appends_and_moves_loses_nothing_acknowledged()
    {
        using var folder = new TemporaryFolder();
        await ProcessTests.AddAsync(folder, "ann@example.org", "secret");
        var acknowledged = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        for (var round = 0; round < Rounds; round++)
        {
            await using var culver = await CulverProcess.ServeAsync(folder.At("data"));
            var enough = new TaskCompletionSource();
            var before = acknowledged.Count;
            var clients = Enumerable.Range(0, Clients)
                .Select(client => Task.Run(() => (client % 3) switch
                {
                    0 => DeliverAsync(culver, $"{round}-{client}", Acknowledge),
                    1 => AppendAsync(culver, $"{round}-{client}", thenMove: false, Acknowledge),
                    _ => AppendAsync(culver, $"{round}-{client}", thenMove: true, Acknowledge),
                }))
                .ToArray();
            await enough.Task.WaitAsync(TimeSpan.FromSeconds(60));
            await culver.KillAsync();
            await Task.WhenAll(clients);

            void Acknowledge(string id)
            {
                acknowledged[id] = true;
                if (acknowledged.Count - before >= 150 + (round * 77))
                    enough.TrySetResult();
            }
        }

        await using var again = await CulverProcess.ServeAsync(folder.At("data"));
        using var reader = new PlainClient(again.EndPoints["imap"]);
        await reader.CommandAsync("LOGIN ann@example.org secret");
        var found = new List<string>();
        foreach (var mailbox in new[] { "INBOX", "Archive" })
        {
            await reader.CommandAsync($"EXAMINE {mailbox}");
            found.AddRange((await reader.CommandAsync("FETCH 1:* (BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"))
                .Split('\n').Where(static line => line.StartsWith("Message-ID: ", StringComparison.Ordinal)).Select(static line => line["Message-ID: ".Length..].Trim()));
        }

        // Once over both mailboxes: a MOVE that was cut short left its message in one of them.
        Assert.Empty(acknowledged.Keys.Except(found));
        Assert.Equal(found.Distinct(), found);
        var (code, output, errors) = await CulverProcess.RunAsync("check", "--data", folder.At("data"));
        Assert.True(code == 0, output + errors);
    }

    private static async Task DeliverAsync(CulverProcess culver, string name, Action<string> acknowledged)
    {
        try
        {
            using var client = new PlainClient(culver.EndPoints["lmtp"]);
            await client.SendAsync("LHLO client.example\r\n");
            await client.ReadToAsync("250 ");
            for (var i = 0; ; i++)
            {
                var id = Id(name, i);
                await client.SendAsync("MAIL FROM:<>\r\nRCPT TO:<ann@example.org>\r\nDATA\r\n");
                await client.ReadToAsync("354 ");
                await client.SendAsync($"Message-ID: {id}\r\n\r\n{new string('x', 70)}\r\n.\r\n");
                if (await client.ReadToAsync("250 ") is null)
                    return;
                acknowledged(id);
            }
        }
        catch (IOException)
        {
            // The server is gone: that is the test.
        }
    }

    private static async Task AppendAsync(CulverProcess culver, string name, bool thenMove, Action<string> acknowledged)
    {
        try
        {
            using var client = new PlainClient(culver.EndPoints["imap"]);
            await client.CommandAsync("LOGIN ann@example.org secret");
            await client.CommandAsync("SELECT INBOX");
            for (var i = 0; ; i++)
            {
                var id = Id(name, i);
                var message = $"Message-ID: {id}\r\n\r\n{new string('y', 200)}\r\n";
                var (_, answer) = await client.AskAsync(string.Create(CultureInfo.InvariantCulture, $"APPEND INBOX {{{message.Length}+}}\r\n{message}"));
                acknowledged(id);
                // RFC 9051 §7.1: [APPENDUID uidvalidity uid].
                if (thenMove)
                    await client.CommandAsync($"UID MOVE {answer.Split(']')[0].Split(' ')[^1]} Archive");
            }
        }
        catch (IOException)
        {
            // The server is gone: that is the test.
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private static string Id(string name, int number) => string.Create(CultureInfo.InvariantCulture, $"<{name}.{number}@crash.example>");
}
