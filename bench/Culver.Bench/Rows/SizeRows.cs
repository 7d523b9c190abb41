using System.Diagnostics;
using System.Text;
using Culver.Bench.Clients;
using Culver.Bench.Corpora;

namespace Culver.Bench.Rows;

/// <summary>What touches one message, or none, of the large mailbox, and so should cost the same whatever its size.</summary>
internal static class SizeRows
{
    /// <summary>The rows of a comparison of sizes.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["select", "select-new-connection", "status-one", "fetch-one", "fetch-page", "fetch-body-random", "store-single", "deliver-one", "append-one", "qresync-10"];

    public static IEnumerable<Row> All()
    {
        yield return new Row("status-one", "command", StatusAsync) { Sized = true, Prepare = run => run.OpenAsync(1, _ => run.Target.ImapAsync(run.Account)) };
        yield return new Row("fetch-one", "command", FetchAsync) { Sized = true, Prepare = ReadRows.SelectedAsync };
        yield return new Row("deliver-one", "message", DeliverAsync) { Sized = true, Prepare = run => run.OpenAsync(1, _ => run.Target.MailAsync("lmtp")), Clean = RemoveAsync };
        yield return new Row("append-one", "message", AppendAsync) { Sized = true, Prepare = run => run.OpenAsync(1, _ => run.Target.ImapAsync(run.Account)), Clean = RemoveAsync };
    }

    private static async Task StatusAsync(RowRun run)
    {
        var command = "t STATUS INBOX (MESSAGES UNSEEN UIDNEXT)\r\n"u8.ToArray();
        for (var i = run.Some(2000); i > 0; i--)
        {
            var start = Stopwatch.GetTimestamp();
            Check.Same(run.Size, (await run.Client.CommandAsync(command)).Count, "MESSAGES");
            run.Took(start);
        }
    }

    private static async Task FetchAsync(RowRun run)
    {
        var random = new Dice(4712);
        for (var i = run.Some(3000); i > 0; i--)
        {
            var command = Encoding.ASCII.GetBytes($"t FETCH {random.Below(1, run.Size + 1)} (UID FLAGS RFC822.SIZE ENVELOPE)\r\n");
            var start = Stopwatch.GetTimestamp();
            Check.Same(1, (await run.Client.CommandAsync(command)).Fetches, "FETCH responses");
            run.Took(start);
        }
    }

    private static async Task DeliverAsync(RowRun run)
    {
        var envelope = Encoding.ASCII.GetBytes($"MAIL FROM:<sender@example.org>\r\nRCPT TO:<{run.Account}@localhost>\r\nDATA\r\n");
        for (var i = 0; i < run.Some(300); i++)
        {
            byte[] message = [.. CorpusText.Small(i), .. ".\r\n"u8];
            var start = Stopwatch.GetTimestamp();
            await run.Client.SendAsync(envelope);
            await run.Client.RepliesAsync(3);
            await run.Client.SendAsync(message);
            await run.Client.RepliesAsync(1);
            run.Took(start);
        }
    }

    private static async Task AppendAsync(RowRun run)
    {
        for (var i = 0; i < run.Some(300); i++)
        {
            var message = new CorpusMessage(i).ToAppend("INBOX", CorpusText.Small(i));
            var start = Stopwatch.GetTimestamp();
            await run.Client.CommandAsync(message);
            run.Took(start);
        }
    }

    // What came is taken away again.
    private static async Task RemoveAsync(RowRun run)
    {
        using var client = await run.Target.ImapAsync(run.Account);
        Check.Same(run.Operations, (await client.CommandAsync("SELECT INBOX")).Exists - run.Size, "messages that came");
        await client.CommandAsync($"STORE {run.Size + 1}:* +FLAGS.SILENT (\\Deleted)");
        Check.Same(run.Operations, (await client.CommandAsync("EXPUNGE")).Expunges, "EXPUNGE responses");
    }
}
