using System.Diagnostics;
using System.Globalization;

namespace Culver.Bench.Targets;

/// <summary>
/// What the processes of a server have used: CPU from its control group, to the microsecond, or else from utime and stime of the trees below the processes that were started
/// (proc(5)), in hundredths of a second; memory from smaps_rollup.
/// </summary>
/// <param name="pidFile">The file that names the processes.</param>
/// <param name="counter">The counter of the control group, where there is one.</param>
/// <param name="gauges">The gauges of its background work, where it has such; see <see cref="BackgroundWatch"/>.</param>
internal sealed class ServerUsage(string pidFile, string? counter, string[] gauges)
{
    private const double TicksPerSecond = 100;

    /// <summary>Below this share of a processor, over the window, the server is called quiet.</summary>
    private const double Quiet = 0.02;

    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(150);

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How often a new process has to tell its gauges before what that costs it is small and even: .NET compiles again what was called thirty times, and of telling that
    /// took up to thirty milliseconds.
    /// </summary>
    private const int Accustomed = 50;

    private BackgroundWatch? _watch;

    // The process listened to last, and how often it had told its gauges before.
    private (int Process, int Times) _heard;

    /// <summary>Seconds of CPU that the server has used since it was made.</summary>
    public double CpuSeconds()
    {
        if (counter is null)
            return Tree().Sum(Ticks) / TicksPerSecond;
        var text = File.ReadAllText(counter);
        return text.StartsWith("usage_usec ", StringComparison.Ordinal)
            ? double.Parse(text.AsSpan("usage_usec ".Length, text.IndexOf('\n') - "usage_usec ".Length), CultureInfo.InvariantCulture) / 1e6
            : double.Parse(text, CultureInfo.InvariantCulture) / 1e9;
    }

    /// <summary>
    /// Waits until the server does nothing by itself any more: until it says that there is nothing left to do, where it says such things, and is quiet.
    /// </summary>
    /// <param name="longest">When to give up; a minute unless set.</param>
    public async Task<Drain> DrainAsync(TimeSpan? longest = null)
    {
        var isWatched = _watch is not null;
        var start = Stopwatch.GetTimestamp();
        try
        {
            // Of another process after a restart.
            if (_watch is { IsEnded: true })
                Unwatch();
            await WatchAsync();
            var moment = _watch?.Now();
            for (var before = CpuSeconds(); ;)
            {
                var (at, window) = (Stopwatch.GetElapsedTime(start), Stopwatch.GetTimestamp());
                // What is left is asked before the window, in which the last of it would be seen.
                var left = moment is null ? 0 : _watch!.LeftSince(moment);
                await Task.Delay(Window);
                var now = CpuSeconds();
                if (left == 0 && now - before < Quiet * Stopwatch.GetElapsedTime(window).TotalSeconds)
                    return new(at.TotalSeconds, Ended: true);
                if (at > (longest ?? Longest))
                    return new(at.TotalSeconds, Ended: false);
                before = now;
            }
        }
        finally
        {
            if (!isWatched)
                Unwatch();
        }
    }

    /// <summary>Begins to listen to what the server says of its background work, until <see cref="Unwatch"/>; <see cref="DrainAsync"/> does so by itself.</summary>
    public async Task WatchAsync()
    {
        if (gauges.Length == 0 || _watch is not null)
            return;
        var process = Process();
        if (_heard.Process != process)
            _heard = (process, 0);
        _watch = await BackgroundWatch.OpenAsync(process, gauges);
    }

    /// <summary>Listens to it until a process that has just started has told its gauges often enough, so that no row pays for the code that tells them.</summary>
    public async Task AccustomAsync()
    {
        while (_watch is { IsEnded: false } watch && _heard.Times + watch.Times < Accustomed)
            await Task.Delay(Window);
    }

    /// <summary>Ends that.</summary>
    public void Unwatch()
    {
        _heard.Times += _watch?.Times ?? 0;
        _watch?.Dispose();
        _watch = null;
    }

    /// <summary>Anonymous memory of all processes, shared pages by their share, in megabytes.</summary>
    public double AnonymousMegabytes() => Tree().Sum(static process => Kilobytes(process, "smaps_rollup", "Pss_Anon:")) / 1024.0;

    /// <summary>Resident memory of all processes, mapped files included, in megabytes.</summary>
    public double ResidentMegabytes() => Tree().Sum(static process => Kilobytes(process, "smaps_rollup", "Rss:")) / 1024.0;

    /// <summary>Open descriptors of all processes.</summary>
    public int Descriptors() => Tree().Sum(static process => Entries($"/proc/{process}/fd"));

    /// <summary>Threads of all processes.</summary>
    public int Threads() => Tree().Sum(static process => Entries($"/proc/{process}/task"));

    /// <summary>The process that was started first.</summary>
    public int Process() => Started()[0];

    private List<int> Started() => [.. File.ReadAllText(pidFile).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(static id => int.Parse(id, CultureInfo.InvariantCulture))];

    private static int Entries(string folder)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(folder).Count();
        }
        catch (IOException)
        {
            return 0; // It has ended.
        }
    }

    private static long Kilobytes(int process, string file, string name)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/{file}").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.AsSpan(name.Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // It has ended.
        }
    }

    // utime, stime, cutime and cstime: the time of children that have ended is in their parents'.
    private static double Ticks(int process) => Stat(process) is { } stat ? stat.Skip(11).Take(4).Sum(static field => double.Parse(field, CultureInfo.InvariantCulture)) : 0;

    private static string[]? Stat(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private List<int> Tree()
    {
        var found = Started();
        var children = Directory.EnumerateDirectories("/proc").Select(static path => int.TryParse(Path.GetFileName(path), out var id) ? id : 0)
            .Where(static id => id > 0).Select(static id => (Id: id, Parent: Stat(id) is { } stat ? int.Parse(stat[1], CultureInfo.InvariantCulture) : 0)).ToLookup(static one => one.Parent, static one => one.Id);
        for (var i = 0; i < found.Count; i++)
            found.AddRange(children[found[i]]);
        return found;
    }
}
