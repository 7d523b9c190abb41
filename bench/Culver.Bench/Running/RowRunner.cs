using System.Diagnostics;
using Culver.Bench.Clients;
using Culver.Bench.Rows;
using Culver.Bench.Targets;

namespace Culver.Bench.Running;

/// <summary>Runs one row: every server in turn, the one that begins changing with each repeat, so that a machine that slows down slows both.</summary>
internal sealed class RowRunner(IReadOnlyList<Target> targets, BenchOptions options, Action<string> progress)
{
    private const int LeastWarmUps = 2;

    private const int MostWarmUps = 6;

    private const double WarmUpSeconds = 1.5;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public async Task<RowResult> RunAsync(Row row, int size)
    {
        var cells = targets.Select(static target => new Cell(target.Name)).ToArray();
        for (var i = 0; i < targets.Count; i++)
        {
            if (!await targets[i].ListensAsync(row.Listener) || (row.Needs is { } needed && !await targets[i].AnnouncesAsync(needed)))
                cells[i].Problem = "unsupported";
        }

        var repeats = Math.Min(options.Repeats, row.MostRepeats);
        for (var repeat = row.WarmUp ? -1 : 0; repeat < repeats; repeat++)
        {
            for (var turn = 0; turn < targets.Count; turn++)
            {
                var which = (turn + Math.Max(0, repeat)) % targets.Count;
                var (target, cell) = (targets[which], cells[which]);
                if (cell.Problem is not null)
                    continue;
                progress($"{row.Name}{(row.Sized ? $" ({size:N0})" : "")}: {target.Name}, {(repeat < 0 ? "warm-up" : $"{repeat + 1} of {repeats}")}");
                try
                {
                    if (repeat >= 0)
                        cell.Samples.Add(await OnceAsync(row, target, size, repeat).WaitAsync(Longest));
                    else
                        await WarmUpAsync(row, target, size);
                }
                catch (Exception exception)
                {
                    cell.Problem = $"{exception.GetType().Name}: {exception.Message}";
                    await TidyAsync(target, size);
                }
            }
        }

        return new RowResult(row.Name, row.Unit, row.Sized ? size : 0, cells);
    }

    // Several times: a server that compiles as it goes needs a few calls, and time between them, until its code is what it will be.
    private async Task WarmUpAsync(Row row, Target target, int size)
    {
        var wall = 0.0;
        for (var i = 0; i < MostWarmUps && (i < LeastWarmUps || wall < WarmUpSeconds); i++)
            wall += (await OnceAsync(row, target, size, -1).WaitAsync(Longest)).WallSeconds;
    }

    private async Task<Sample> OnceAsync(Row row, Target target, int size, int repeat)
    {
        using var run = new RowRun(target, size, options.Quick, repeat);
        if (row.Prepare is not null)
            await row.Prepare(run);
        await target.Usage.DrainAsync();
        using var own = Process.GetCurrentProcess();
        var (server, client, start) = (target.Usage.CpuSeconds(), own.TotalProcessorTime, Stopwatch.GetTimestamp());
        await row.Work(run);
        var wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
        own.Refresh();
        var clientCpu = (own.TotalProcessorTime - client).TotalSeconds;
        var drain = await target.Usage.DrainAsync();
        var cpu = target.Usage.CpuSeconds() - server;
        var latencies = run.Latencies.Order().ToArray();
        if (row.Clean is not null)
            await row.Clean(run);
        return new Sample(run.Operations, wall, cpu, drain, clientCpu, At(latencies, 0.5), At(latencies, 0.99), run.Extra);
    }

    private static double? At(double[] ordered, double part) => ordered.Length < 20 ? null : ordered[(int)(part * (ordered.Length - 1))];

    // A row that failed may have left its mailboxes behind.
    private static async Task TidyAsync(Target target, int size)
    {
        foreach (var user in Enumerable.Range(0, 32).Select(static i => $"load{i}").Append($"box{size}"))
        {
            foreach (var mailbox in new[] { "Copies", "Moved", "Arrivals" })
            {
                try
                {
                    using var client = await target.ImapAsync(user);
                    await client.CommandAsync($"DELETE {mailbox}");
                }
                catch (Exception exception) when (exception is ReplyException or System.Net.Sockets.SocketException)
                {
                    // There is none.
                }
            }
        }
    }
}
