using System.Diagnostics;
using System.Text;
using Culver.Bench.Clients;
using Culver.Bench.Corpora;

namespace Culver.Bench.Rows;

/// <summary>Many clients: idle ones, a day of ordinary work, and the memory all that takes.</summary>
internal static class CrowdRows
{
    private const int Accounts = 50;

    public static IEnumerable<Row> All()
    {
        yield return new Row("memory-empty", "restart and 5 s", RestartAsync) { WarmUp = false, MostRepeats = 2 };
        yield return Idle("idle-5000", "imap", 5000);
        yield return Idle("idle-tls-1000", "imaps", 1000);
        yield return new Row("mixed-day-50", "command", MixedAsync) { Sized = true, Prepare = FillDayAsync, WarmUp = false, MostRepeats = 2 };
    }

    private static async Task RestartAsync(RowRun run)
    {
        await run.TimeAsync(() => run.Target.ControlAsync("restart"));
        await Task.Delay(TimeSpan.FromSeconds(5));
        run.Extra["memory, MB"] = run.Target.Usage.AnonymousMegabytes();
    }

    // One operation is a delivery to an idling client; its time goes from the last octet of the message to the EXISTS.
    private static Row Idle(string name, string protocol, int connections) => new(name, "delivery to EXISTS", DeliveriesAsync)
    {
        Listener = protocol, WarmUp = false, MostRepeats = 1,
        Prepare = async run =>
        {
            await run.Target.ControlAsync("restart");
            var count = run.Some(connections);
            // What the accounts and the code take is not the connections': every account is served once, and left again.
            await RowRun.EachAsync(Accounts, async worker =>
            {
                for (var i = 0; i < run.Some(10); i++)
                {
                    using var client = await IdlingAsync(run, worker, protocol);
                }
            });
            await run.Target.Usage.DrainAsync();
            await Task.Delay(Settling(run));
            var before = run.Target.Usage.AnonymousMegabytes();
            var start = Stopwatch.GetTimestamp();
            var clients = new LineClient[count];
            await RowRun.EachAsync(Accounts, async worker =>
            {
                for (var i = worker; i < count; i += Accounts)
                    clients[i] = await IdlingAsync(run, worker, protocol);
            });
            run.Clients.AddRange(clients);
            run.Extra["connect to IDLE, ms each"] = Stopwatch.GetElapsedTime(start).TotalMilliseconds / count;
            await run.Target.Usage.DrainAsync();
            await Task.Delay(2 * Settling(run));
            run.Extra["KB each"] = (run.Target.Usage.AnonymousMegabytes() - before) * 1024 / count;
            var cpu = run.Target.Usage.CpuSeconds();
            await Task.Delay(TimeSpan.FromSeconds(10));
            run.Extra["CPU while idle, ms/s"] = (run.Target.Usage.CpuSeconds() - cpu) * 100;
        },
        Clean = async run =>
        {
            foreach (var client in run.Clients)
                client.Dispose();
            run.Clients.Clear();
            await ArrivalRows.EmptyAsync(run, Accounts);
        },
    };

    private static async Task<LineClient> IdlingAsync(RowRun run, int worker, string protocol)
    {
        var client = await run.Target.ImapAsync($"load{worker}", protocol, buffer: 1024);
        await client.CommandAsync("SELECT INBOX");
        await client.SendAsync("t IDLE\r\n");
        await client.LineAsync("+ ");
        return client;
    }

    private static TimeSpan Settling(RowRun run) => TimeSpan.FromSeconds(run.Some(30));

    // Each account has many idling clients; the time is that of the one that made its connection last.
    private static async Task DeliveriesAsync(RowRun run)
    {
        using var lmtp = await run.Target.MailAsync("lmtp");
        for (var i = 0; i < run.Some(200); i++)
        {
            var worker = i % Accounts;
            var idle = run.Clients[^(Accounts - worker)];
            await lmtp.SendAsync($"MAIL FROM:<sender@example.org>\r\nRCPT TO:<load{worker}@localhost>\r\nDATA\r\n");
            await lmtp.RepliesAsync(3);
            byte[] message = [.. CorpusText.Small(i), .. ".\r\n"u8];
            var start = Stopwatch.GetTimestamp();
            await lmtp.SendAsync(message);
            await idle.ExistsAsync();
            run.Took(start);
            await lmtp.RepliesAsync(1);
        }
    }

    private static async Task FillDayAsync(RowRun run)
    {
        await RowRun.EachAsync(10, async worker =>
        {
            for (var account = worker; account < Accounts; account += 10)
            {
                using var client = await run.Target.ImapAsync($"load{account}");
                try
                {
                    await client.CommandAsync("CREATE Sent");
                }
                catch (ReplyException)
                {
                    // It is there.
                }

                for (var there = (await client.CommandAsync("SELECT INBOX")).Exists; there < 200; there++)
                    await client.CommandAsync(new CorpusMessage((int)there).ToAppend("INBOX", CorpusText.Small((int)there)));
            }
        });
    }

    // A closed loop: each client does the next thing as soon as the last is done, so that what is compared is the price of the same mixture.
    private static async Task MixedAsync(RowRun run)
    {
        var length = TimeSpan.FromSeconds(run.Some(20));
        var start = Stopwatch.GetTimestamp();
        await RowRun.EachAsync(Accounts, async worker =>
        {
            var dice = new Dice(worker + 1);
            while (Stopwatch.GetElapsedTime(start) < length)
            {
                using var client = await run.Target.ImapAsync($"load{worker}");
                var there = (int)(await client.CommandAsync("SELECT INBOX")).Exists;
                for (var i = 0; i < 40 && Stopwatch.GetElapsedTime(start) < length; i++)
                {
                    var number = dice.Below(1, there + 1);
                    var command = dice.Below(0, 100) switch
                    {
                        < 20 => $"FETCH {Math.Max(1, there - 49)}:{there} (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)",
                        < 50 => $"FETCH {number} (UID BODY.PEEK[])",
                        < 60 => $"STORE {number} +FLAGS (\\Seen)",
                        < 65 => $"STORE {number} -FLAGS (\\Seen)",
                        < 70 => "SEARCH UNSEEN",
                        < 73 => $"SEARCH SUBJECT {CorpusMessage.RareSubject}",
                        < 80 => "STATUS Sent (MESSAGES UNSEEN UIDNEXT)",
                        < 85 => "LIST \"\" *",
                        < 90 => "NOOP",
                        < 95 => "UID SEARCH RETURN (COUNT) UNSEEN",
                        _ => null,
                    };
                    var octets = command is null ? new CorpusMessage(number).ToAppend("Sent", CorpusText.Small(number)) : Encoding.ASCII.GetBytes($"t {command}\r\n");
                    var at = Stopwatch.GetTimestamp();
                    await client.CommandAsync(octets);
                    run.Took(at);
                }

                await client.LogoutAsync();
            }
        });
        run.Extra["memory, MB"] = run.Target.Usage.AnonymousMegabytes();
    }
}
