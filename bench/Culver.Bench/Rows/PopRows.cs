using System.Diagnostics;
using Culver.Bench.Clients;
using Culver.Bench.Corpora;

namespace Culver.Bench.Rows;

/// <summary>POP3, with the INBOX of the large mailbox's account as the maildrop.</summary>
internal static class PopRows
{
    public static IEnumerable<Row> All()
    {
        yield return new Row("pop3-login", "login and quit", run => RowRun.EachAsync(4, async worker =>
        {
            for (var i = run.Some(400) / 4; i > 0; i--)
                await run.TimeAsync(async () => await QuitAsync(await LoginAsync(run, $"load{worker}")));
        }))
        { Listener = "pop3" };
        yield return new Row("pop3-list-uidl", "message", ListAsync) { Listener = "pop3", Sized = true };
        yield return new Row("pop3-retr", "message", RetrieveAsync) { Listener = "pop3", Sized = true, Prepare = run => run.OpenAsync(1, _ => LoginAsync(run, run.Account)), Clean = run => QuitAsync(run.Client) };
    }

    private static async Task<LineClient> LoginAsync(RowRun run, string user)
    {
        var client = await run.Target.ConnectAsync("pop3");
        await client.SendAsync($"USER {user}@localhost\r\n");
        await client.PopAsync();
        await client.SendAsync($"PASS {run.Target.Password}\r\n");
        await client.PopAsync();
        return client;
    }

    private static async Task QuitAsync(LineClient client)
    {
        await client.SendAsync("QUIT\r\n");
        await client.PopAsync();
        client.Dispose();
    }

    private static async Task ListAsync(RowRun run)
    {
        await run.TimeAsync(async () =>
        {
            var client = await LoginAsync(run, run.Account);
            foreach (var command in new[] { "LIST", "UIDL" })
            {
                await client.SendAsync($"{command}\r\n");
                Check.Same(run.Size, (await client.PopLinesAsync()).Lines, command);
            }

            await QuitAsync(client);
        });
        run.Operations = run.Size;
    }

    private static async Task RetrieveAsync(RowRun run)
    {
        for (var i = 0; i < run.Some(3000); i++)
        {
            var number = i % run.Size;
            var start = Stopwatch.GetTimestamp();
            await run.Client.SendAsync($"RETR {number + 1}\r\n");
            var (_, octets) = await run.Client.PopLinesAsync();
            run.Took(start);
            if (i % 100 == 0)
                Check.Same(new CorpusMessage(number).ToBytes().Length, octets, "octets");
        }
    }
}
