using System.Diagnostics;
using System.Text;
using Culver.Bench.Clients;

namespace Culver.Bench.Rows;

/// <summary>STORE, COPY, MOVE, EXPUNGE, DELETE. What they change is put back, or was a copy.</summary>
internal static class ChangeRows
{
    public static IEnumerable<Row> All()
    {
        yield return new Row("store-all", "message", StoreAllAsync) { Sized = true, Prepare = ReadRows.SelectedAsync };
        yield return new Row("store-single", "command", StoreSingleAsync) { Sized = true, Prepare = ReadRows.SelectedAsync };
        yield return new Row("store-pipelined", "command", StorePipelinedAsync) { Sized = true, Prepare = ReadRows.SelectedAsync };
        yield return new Row("copy-10k", "message", CopyAsync)
        {
            Sized = true, Prepare = async run =>
            {
                await ReadRows.SelectedAsync(run);
                await run.Client.CommandAsync("CREATE Copies");
            },
            Clean = run => RemoveAsync(run, "Copies", Part(run)),
        };
        yield return new Row("move-10k", "message", MoveAsync) { Sized = true, Needs = "MOVE", Prepare = CopiedAsync, Clean = async run => { await RemoveAsync(run, "Moved", Part(run)); await RemoveAsync(run, "Copies", 0); } };
        yield return new Row("expunge-half", "message", ExpungeAsync) { Sized = true, Prepare = HalfDeletedAsync, Clean = run => RemoveAsync(run, "Copies", Part(run) / 2) };
        yield return new Row("delete-mailbox", "message", DeleteAsync) { Sized = true, Prepare = async run => { await CopiedAsync(run); await run.Client.CommandAsync("CLOSE"); }, Clean = run => RemoveAsync(run, "Moved", 0) };
    }

    private static int Part(RowRun run) => Math.Min(10_000, run.Size);

    private static async Task StoreAllAsync(RowRun run)
    {
        foreach (var sign in "+-")
        {
            await run.TimeAsync(async () => Check.Same(run.Size, (await run.Client.CommandAsync($"STORE 1:* {sign}FLAGS (\\Flagged)")).Fetches, "FETCH responses"));
            run.Operations += run.Size - 1;
        }
    }

    private static async Task StoreSingleAsync(RowRun run)
    {
        for (var i = run.Some(1000); i > 0; i--)
        {
            var command = Encoding.ASCII.GetBytes($"t STORE {1 + ((i - 1) / 2 * 7 % run.Size)} {(i % 2 == 1 ? '-' : '+')}FLAGS (\\Flagged)\r\n");
            var start = Stopwatch.GetTimestamp();
            await run.Client.CommandAsync(command);
            run.Took(start);
        }
    }

    private static async Task StorePipelinedAsync(RowRun run)
    {
        const int Window = 100;
        foreach (var sign in "+-")
        {
            for (var round = 0; round < run.Some(20); round++)
            {
                var first = round * Window;
                await run.Client.SendAsync(string.Concat(Enumerable.Range(first, Window).Select(number => $"t STORE {1 + (number % run.Size)} {sign}FLAGS (\\Flagged)\r\n")));
                Check.Same(Window, (await run.Client.TaggedAsync(Window)).Fetches, "FETCH responses");
                run.Operations += Window;
            }
        }
    }

    private static async Task CopyAsync(RowRun run)
    {
        await run.TimeAsync(() => run.Client.CommandAsync($"COPY 1:{Part(run)} Copies"));
        run.Operations = Part(run);
    }

    // Selected: Copies with the copies in it; Moved is empty.
    private static async Task CopiedAsync(RowRun run)
    {
        await ReadRows.SelectedAsync(run);
        await run.Client.CommandAsync("CREATE Copies");
        await run.Client.CommandAsync("CREATE Moved");
        await run.Client.CommandAsync($"COPY 1:{Part(run)} Copies");
        Check.Same(Part(run), (await run.Client.CommandAsync("SELECT Copies")).Exists, "EXISTS");
    }

    private static async Task MoveAsync(RowRun run)
    {
        await run.TimeAsync(async () => Check.Same(Part(run), (await run.Client.CommandAsync("MOVE 1:* Moved")).Expunges, "EXPUNGE responses"));
        run.Operations = Part(run);
    }

    private static async Task HalfDeletedAsync(RowRun run)
    {
        await CopiedAsync(run);
        await run.Client.CommandAsync("DELETE Moved");
        for (var first = 1; first < Part(run); first += 2000)
            await run.Client.CommandAsync($"STORE {string.Join(',', Enumerable.Range(0, 1000).Select(i => first + (2 * i)).Where(number => number <= Part(run)))} +FLAGS.SILENT (\\Deleted)");
    }

    private static async Task ExpungeAsync(RowRun run)
    {
        await run.TimeAsync(async () => Check.Same(Part(run) / 2, (await run.Client.CommandAsync("EXPUNGE")).Expunges, "EXPUNGE responses"));
        run.Operations = Part(run) / 2;
    }

    private static async Task DeleteAsync(RowRun run)
    {
        await run.TimeAsync(() => run.Client.CommandAsync("DELETE Copies"));
        run.Operations = Part(run);
    }

    private static async Task RemoveAsync(RowRun run, string mailbox, int messages)
    {
        await run.Client.CommandAsync("SELECT INBOX");
        Check.Same(messages, (await run.Client.CommandAsync($"STATUS {mailbox} (MESSAGES)")).Count, $"messages in {mailbox}");
        await run.Client.CommandAsync($"DELETE {mailbox}");
    }
}
