using System.Globalization;
using Culver.Bench.Clients;
using Culver.Bench.Corpora;

namespace Culver.Bench.Rows;

/// <summary>What has a bound of its own, whatever another server does: memory while gigabytes are read, and the start with many accounts.</summary>
internal static class BoundRows
{
    /// <summary>A group of the mailbox of 2 GB: so many messages of 55 KB, and one of as many octets as they together.</summary>
    private const int Group = 90;

    private const int Groups = 200;

    private const int Accounts = 1000;

    public static IEnumerable<Row> All()
    {
        yield return Bodies("fetch-2gb", connections: 1);
        yield return Bodies("fetch-2gb-50-at-once", connections: 50);
        yield return new Row("ready-1000-accounts", "start to ready", ReadyAsync) { Alone = true, WarmUp = false, MostRepeats = 5, Prepare = PopulateAsync };
    }

    private static Row Bodies(string name, int connections) => new(name, "message", run => BodiesAsync(run, connections))
    {
        Alone = true, WarmUp = false, MostRepeats = 1,
        Prepare = async run =>
        {
            await FillAsync(run);
            await run.Target.ControlAsync("restart");
            await run.OpenAsync(connections, _ => run.Target.SelectedAsync("big"));
        },
    };

    private static async Task BodiesAsync(RowRun run, int connections)
    {
        var most = 0.0;
        using var done = new CancellationTokenSource();
        var watch = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                most = Math.Max(most, run.Target.Usage.AnonymousMegabytes());
                await Task.Delay(200);
            }
        });
        var messages = run.Some(Groups) * (Group + 1);
        var tallies = await Task.WhenAll(run.Clients.Select(client => client.CommandAsync($"FETCH 1:{messages} (BODY.PEEK[])")));
        await done.CancelAsync();
        await watch;
        foreach (var tally in tallies)
        {
            Check.Same(messages, tally.Literals, "literals");
            Check.Same(tallies[0].LiteralOctets, tally.LiteralOctets, "octets");
        }

        run.Operations = (long)messages * connections;
        run.Extra["GB"] = tallies.Sum(static tally => tally.LiteralOctets) / 1e9;
        run.Extra["most memory, MB"] = most;
    }

    // The same messages again and again, so that what costs is the server's work and not the making of them.
    private static async Task FillAsync(RowRun run)
    {
        using var client = await run.Target.ImapAsync("big");
        var there = (await client.CommandAsync("STATUS INBOX (MESSAGES)")).Count;
        var small = Enumerable.Range(0, Group).Select(static number => new CorpusMessage(number).ToAppend("INBOX", CorpusText.Attached(number, 37_500))).ToArray();
        var large = new CorpusMessage(Group).ToAppend("INBOX", CorpusText.Attached(Group, 3_700_000));
        for (var group = there / (Group + 1); group < run.Some(Groups); group++)
        {
            foreach (var message in small.Append(large))
                await client.SendAsync(message);
            await client.TaggedAsync(Group + 1);
        }
    }

    private static async Task PopulateAsync(RowRun run)
    {
        await run.Target.AskAsync("accounts");
        using (var last = await run.Target.ImapAsync(Name(Accounts - 1)))
        {
            if ((await last.CommandAsync("STATUS INBOX (MESSAGES)")).Count > 0)
                return;
        }

        using var lmtp = await run.Target.MailAsync("lmtp");
        for (var account = 0; account < Accounts; account++)
        {
            await lmtp.SendAsync($"MAIL FROM:<sender@example.org>\r\nRCPT TO:<{Name(account)}@localhost>\r\nDATA\r\n");
            await lmtp.RepliesAsync(3);
            byte[] message = [.. CorpusText.Small(account), .. ".\r\n"u8];
            await lmtp.SendAsync(message);
            await lmtp.RepliesAsync(1);
        }
    }

    // One message is fetched from the last account: ready is ready.
    private static async Task ReadyAsync(RowRun run)
    {
        run.Extra["ready, s"] = await run.Target.ControlAsync("restart");
        run.Operations = 1;
        using var client = await run.Target.SelectedAsync(Name(Accounts - 1));
        Check.Same(1, (await client.CommandAsync("FETCH 1 (BODY.PEEK[])")).Literals, "literals");
    }

    private static string Name(int account) => string.Create(CultureInfo.InvariantCulture, $"user{account}");
}
