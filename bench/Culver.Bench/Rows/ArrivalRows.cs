using System.Diagnostics;
using System.Text;
using Culver.Bench.Clients;
using Culver.Bench.Corpora;

namespace Culver.Bench.Rows;

/// <summary>Mail that comes: APPEND, LMTP, SMTP. Each message is another; all are counted afterwards.</summary>
internal static class ArrivalRows
{
    private const string Mailbox = "Arrivals";

    public static IEnumerable<Row> All()
    {
        foreach (var connections in new[] { 1, 8, 32 })
            yield return Append(connections, same: false);
        foreach (var connections in new[] { 8, 32 })
            yield return Append(connections, same: true);
        yield return new Row("append-pipelined", "message", PipelinedAsync) { Prepare = run => PrepareAsync(run, 1), Clean = run => CleanAsync(run, 1) };
        yield return new Row("multiappend", "message", MultiAsync) { Prepare = run => PrepareAsync(run, 1), Clean = run => CleanAsync(run, 1), Needs = "MULTIAPPEND" };
        foreach (var protocol in new[] { "lmtp", "smtp" })
        {
            foreach (var connections in new[] { 1, 8, 32 })
                yield return Deliver(protocol, connections);
        }
    }

    private static Row Append(int connections, bool same) => new($"append-{connections}{(same ? "-same" : "")}", "message", async run =>
    {
        var each = run.Some(connections == 1 ? 600 : 1600) / connections;
        await RowRun.EachAsync(connections, async worker =>
        {
            for (var i = 0; i < each; i++)
            {
                var message = new CorpusMessage((worker * each) + i).ToAppend(Mailbox, CorpusText.Small((worker * each) + i));
                var start = Stopwatch.GetTimestamp();
                await run.Clients[worker].CommandAsync(message);
                run.Took(start);
            }
        });
    })
    {
        Prepare = async run =>
        {
            await PrepareAsync(run, same ? 1 : connections);
            await run.OpenAsync(connections - run.Clients.Count, _ => run.Target.ImapAsync("load0"));
        },
        Clean = run => CleanAsync(run, same ? 1 : connections),
    };

    private static async Task PrepareAsync(RowRun run, int accounts)
    {
        await run.OpenAsync(accounts, worker => run.Target.ImapAsync($"load{worker}"));
        foreach (var client in run.Clients)
            await client.CommandAsync($"CREATE {Mailbox}");
    }

    private static async Task CleanAsync(RowRun run, int accounts)
    {
        var found = 0L;
        for (var i = 0; i < accounts; i++)
        {
            found += (await run.Clients[i].CommandAsync($"STATUS {Mailbox} (MESSAGES)")).Count;
            await run.Clients[i].CommandAsync($"DELETE {Mailbox}");
        }

        Check.Same(run.Operations, found, "messages in the mailboxes");
    }

    private static async Task PipelinedAsync(RowRun run)
    {
        const int Window = 20;
        var count = run.Some(1000);
        for (var first = 0; first < count; first += Window)
        {
            await run.Client.SendAsync(Enumerable.Range(first, Window).SelectMany(static number => new CorpusMessage(number).ToAppend(Mailbox, CorpusText.Small(number))).ToArray());
            await run.Client.TaggedAsync(Window);
        }

        run.Operations = (count + Window - 1) / Window * Window;
    }

    private static async Task MultiAsync(RowRun run)
    {
        const int Window = 50;
        var count = run.Some(1000);
        for (var first = 0; first < count; first += Window)
        {
            var command = new List<byte>(Window * 4200);
            command.AddRange(Encoding.ASCII.GetBytes($"t APPEND {Mailbox}"));
            for (var number = first; number < first + Window; number++)
            {
                var message = CorpusText.Small(number);
                command.AddRange(Encoding.ASCII.GetBytes($" {{{message.Length}+}}\r\n"));
                command.AddRange(message);
            }

            command.AddRange("\r\n"u8);
            await run.Client.CommandAsync(command.ToArray());
        }

        run.Operations = (count + Window - 1) / Window * Window;
    }

    private static Row Deliver(string protocol, int connections) => new($"{protocol}-{connections}", "message", async run =>
    {
        var each = run.Some(connections == 1 ? 300 : 1280) / connections;
        await RowRun.EachAsync(connections, async worker =>
        {
            var envelope = Encoding.ASCII.GetBytes($"MAIL FROM:<sender@example.org>\r\nRCPT TO:<load{worker}@localhost>\r\nDATA\r\n");
            for (var i = 0; i < each; i++)
            {
                byte[] message = [.. CorpusText.Small((worker * each) + i), .. ".\r\n"u8];
                var start = Stopwatch.GetTimestamp();
                await run.Clients[worker].SendAsync(envelope);
                await run.Clients[worker].RepliesAsync(3);
                await run.Clients[worker].SendAsync(message);
                await run.Clients[worker].RepliesAsync(1);
                run.Took(start);
            }
        });
    })
    {
        Listener = protocol,
        Prepare = async run =>
        {
            run.State = await EmptyAsync(run, connections);
            await run.OpenAsync(connections, _ => run.Target.MailAsync(protocol));
        },
        Clean = async run => Check.Same(run.Operations, await EmptyAsync(run, connections), "messages delivered"),
    };

    /// <summary>Empties the INBOX of so many accounts. Returns what was there.</summary>
    public static async Task<long> EmptyAsync(RowRun run, int accounts)
    {
        var found = 0L;
        for (var i = 0; i < accounts; i++)
        {
            using var client = await run.Target.ImapAsync($"load{i}");
            var there = (await client.CommandAsync("SELECT INBOX")).Exists;
            found += there;
            if (there == 0)
                continue;
            await client.CommandAsync("STORE 1:* +FLAGS.SILENT (\\Deleted)");
            await client.CommandAsync("CLOSE");
        }

        return found;
    }
}
