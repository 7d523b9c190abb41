using System.Diagnostics;
using System.Text;
using Culver.Bench.Clients;
using Culver.Bench.Corpora;

namespace Culver.Bench.Rows;

/// <summary>Submission by users who logged in, to the reply that the message is in the queue. Where it would go is down, so that the way in is all there is.</summary>
internal static class SubmissionRows
{
    public static IEnumerable<Row> All()
    {
        yield return Submit("submission-1", connections: 1, recipients: 1, 300);
        yield return Submit("submission-8", connections: 8, recipients: 1, 1280);
        yield return Submit("submission-32", connections: 32, recipients: 1, 1280);
        yield return Submit("submission-8-to-10", connections: 8, recipients: 10, 640);
        yield return new Row("submission-login", "connection, AUTH, message", run => RowRun.EachAsync(8, async worker =>
        {
            for (var i = run.Some(400) / 8; i > 0; i--)
            {
                await run.TimeAsync(async () =>
                {
                    using var client = await run.Target.SubmissionAsync($"load{worker}");
                    await SubmitAsync(client, worker, 1, (worker * 1000) + i);
                    await client.SendAsync("QUIT\r\n");
                    await client.RepliesAsync(1);
                });
            }
        }))
        { Listener = "submission", Clean = QueuedAsync };
    }

    private static Row Submit(string name, int connections, int recipients, int messages) => new(name, "message", async run =>
    {
        var each = run.Some(messages) / connections;
        await RowRun.EachAsync(connections, async worker =>
        {
            for (var i = 0; i < each; i++)
            {
                var start = Stopwatch.GetTimestamp();
                await SubmitAsync(run.Clients[worker], worker, recipients, (worker * each) + i);
                run.Took(start);
            }
        });
    })
    {
        Listener = "submission", Clean = QueuedAsync,
        Prepare = run => run.OpenAsync(connections, worker => run.Target.SubmissionAsync($"load{worker}")),
    };

    private static async Task SubmitAsync(LineClient client, int worker, int recipients, int number)
    {
        var (from, to) = ($"load{worker}@localhost", Enumerable.Range(number, recipients).Select(static one => $"user{one}@far{one % 50}.example").ToArray());
        byte[] message = [.. CorpusText.Submitted(number, from, string.Join(",\r\n ", to)), .. ".\r\n"u8];
        await client.SendAsync(Encoding.ASCII.GetBytes($"MAIL FROM:<{from}>\r\n{string.Concat(to.Select(static one => $"RCPT TO:<{one}>\r\n"))}DATA\r\n"));
        await client.RepliesAsync(2 + recipients);
        await client.SendAsync(message);
        await client.RepliesAsync(1);
    }

    // All are in the queue, which is counted from the first warm-up on. Now and then they are held, so that they are nobody's work any more.
    private static async Task QueuedAsync(RowRun run)
    {
        var waiting = long.Parse((await run.Target.AskAsync("queued")).Trim());
        var came = waiting - (run.Target.Queued ?? (waiting - run.Operations));
        run.Target.Queued = waiting;
        Check.Same(run.Operations, came, "messages in the queue");
        if (run.Repeat > 0)
            await run.Target.AskAsync("hold");
    }
}
