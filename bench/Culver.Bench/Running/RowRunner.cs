using System.Diagnostics;
using Culver.Bench.Clients;
using Culver.Bench.Rows;
using Culver.Bench.Targets;

namespace Culver.Bench.Running;

/// <summary>Runs one row: every contestant in turn, the one that begins changing with each repeat, so that a machine that slows down slows both.</summary>
internal sealed class RowRunner(BenchOptions options, Action<string> progress)
{
    private const int MostWarmUps = 6;

    private const double WarmUpSeconds = 1.5;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>Runs a row for the first of the contestants, and those of the others that speak its protocol.</summary>
    public async Task<RowResult> RunAsync(Row row, IReadOnlyList<Contestant> all)
    {
        var contestants = all.Where((one, i) => i == 0 || (!row.Alone && one.Target.Speaks(row.Listener))).ToArray();
        var cells = contestants.Select(static one => new Cell(one.Name)).ToArray();
        for (var i = 0; i < cells.Length; i++)
        {
            var target = contestants[i].Target;
            if (!target.Speaks(row.Listener) || (row.Needs is { } needed && !await target.AnnouncesAsync(needed)))
                cells[i].Problem = "unsupported";
        }

        var repeats = Math.Min(options.Repeats, row.MostRepeats);
        for (var repeat = row.WarmUp ? -1 : 0; repeat < repeats; repeat++)
        {
            for (var turn = 0; turn < cells.Length; turn++)
            {
                var which = (turn + Math.Max(0, repeat)) % cells.Length;
                var (name, target, size) = contestants[which];
                var cell = cells[which];
                if (cell.Problem is not null)
                    continue;
                progress($"{row.Name}{(row.Sized ? $" ({size:N0})" : "")}: {name}, {(repeat < 0 ? "warm-up" : $"{repeat + 1} of {repeats}")}");
                try
                {
                    if (repeat >= 0)
                        cell.Samples.Add(await OnceAsync(row, target, size, repeat).WaitAsync(Longest));
                    else
                        await WarmUpAsync(row, target, size);
                }
                catch (Exception exception)
                {
                    cell.Problem = $"{(exception is ReplyException ? "failed" : exception.GetType().Name)}: {exception.Message}";
                    await TidyAsync(target, size);
                }
            }
        }

        return new RowResult(row.Name, row.Unit, row.Sized && !options.Compare ? all[0].Size : 0, cells);
    }

    // Several times: a server that compiles as it goes needs a few calls, and time between them, until its code is what it will be.
    private async Task WarmUpAsync(Row row, Target target, int size)
    {
        var wall = 0.0;
        for (var i = 0; i < MostWarmUps && wall < WarmUpSeconds; i++)
            wall += (await OnceAsync(row, target, size, -1).WaitAsync(Longest)).WallSeconds;
    }

    private async Task<Sample> OnceAsync(Row row, Target target, int size, int repeat)
    {
        using var run = new RowRun(target, size, options.Quick, repeat);
        if (row.Prepare is not null)
            await row.Prepare(run);
        // Listened to from before the row to its end: to begin would cost it something.
        await target.Usage.WatchAsync();
        Sample sample;
        try
        {
            await target.Usage.AccustomAsync();
            sample = await MeasureAsync(run, row, target);
        }
        finally
        {
            target.Usage.Unwatch();
        }

        if (row.Clean is not null)
            await row.Clean(run);
        return sample;
    }

    private static async Task<Sample> MeasureAsync(RowRun run, Row row, Target target)
    {
        var before = await target.Usage.DrainAsync();
        using var own = Process.GetCurrentProcess();
        var (server, client, start) = (target.Usage.CpuSeconds(), own.TotalProcessorTime, Stopwatch.GetTimestamp());
        await row.Work(run);
        var wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
        own.Refresh();
        var clientCpu = (own.TotalProcessorTime - client).TotalSeconds;
        var drain = await target.Usage.DrainAsync();
        var cpu = target.Usage.CpuSeconds() - server;
        var latencies = run.Latencies.Order().ToArray();
        return new Sample(run.Operations, wall, cpu, drain.Seconds, clientCpu, At(latencies, 0.5), At(latencies, 0.99), run.Extra, before.Ended && drain.Ended);
    }

    private static double? At(double[] ordered, double part) => ordered.Length < 20 ? null : ordered[(int)(part * (ordered.Length - 1))];

    // A row that failed may have left its mailboxes behind.
    private static async Task TidyAsync(Target target, int size)
    {
        if (!target.Speaks("imap"))
            return;
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
