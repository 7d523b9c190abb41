using System.Diagnostics;
using Culver.Bench.Rows;
using Culver.Bench.Running;
using Culver.Bench.Targets;

namespace Culver.Bench.Soaking;

/// <summary>A long mixed day at a gentle rate, with the number of messages held about steady, to see whether anything in the server grows.</summary>
internal sealed class Soak(Target target, BenchOptions options)
{
    /// <summary>Accounts, with two clients each.</summary>
    public const int Accounts = 25;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    public async Task<int> RunAsync()
    {
        var clients = Enumerable.Range(0, Accounts * 2).Select(number => new SoakClient(target, number, TimeSpan.FromSeconds(Accounts * 2 / options.Rate))).ToArray();
        await RowRun.EachAsync(4, async worker =>
        {
            for (var i = worker; i < clients.Length; i += 4)
                await clients[i].PrepareAsync();
        });
        using var heap = await HeapWatch.OpenAsync(target.Usage.Process(), (int)Interval.TotalSeconds);
        using var end = new CancellationTokenSource(TimeSpan.FromMinutes(options.SoakMinutes));
        var report = new SoakReport(target, options);
        var (start, cpu) = (Stopwatch.GetTimestamp(), target.Usage.CpuSeconds());
        var work = Task.WhenAll(clients.Select(client => client.RunAsync(end.Token)));
        while (!work.IsCompleted)
        {
            report.Samples.Add(new SoakSample(
                Stopwatch.GetElapsedTime(start).TotalSeconds, target.Usage.AnonymousMegabytes(), target.Usage.ResidentMegabytes(), heap?.Megabytes, target.Usage.Descriptors(),
                target.Usage.Threads(), clients.Sum(static client => client.Messages), clients.Sum(static client => client.Operations), target.Usage.CpuSeconds() - cpu));
            await report.WriteAsync(clients.SelectMany(static client => client.Problems).ToArray());
            await Task.WhenAny(work, Task.Delay(Interval));
        }

        await work;
        Console.WriteLine(report.Verdict(clients.SelectMany(static client => client.Problems).ToArray()));
        return clients.Any(static client => client.Problems.Count > 0) ? 1 : 0;
    }
}
