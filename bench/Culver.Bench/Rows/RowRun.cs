using System.Diagnostics;
using Culver.Bench.Clients;
using Culver.Bench.Targets;

namespace Culver.Bench.Rows;

/// <summary>One execution of a row against one server: its connections, and what it notes.</summary>
internal sealed class RowRun(Target target, int size, bool quick, int repeat) : IDisposable
{
    private readonly Lock _gate = new();

    public Target Target => target;

    /// <summary>Messages in the large mailbox.</summary>
    public int Size => size;

    /// <summary>The account whose INBOX is the large mailbox.</summary>
    public string Account => $"box{size}";

    /// <summary>Which repeat this is; the warm-up is -1.</summary>
    public int Repeat => repeat;

    /// <summary>Connections made by the preparation. They are closed at the end.</summary>
    public List<LineClient> Clients { get; } = [];

    public LineClient Client => Clients[0];

    /// <summary>Operations done.</summary>
    public long Operations { get; set; }

    /// <summary>Milliseconds of single operations, where the row tells them apart.</summary>
    public List<double> Latencies { get; } = [];

    /// <summary>Other figures: bytes, memory.</summary>
    public Dictionary<string, double> Extra { get; } = new(StringComparer.Ordinal);

    /// <summary>What the preparation leaves for the work.</summary>
    public long State { get; set; }

    /// <summary>A number of operations, a tenth of it for a quick look.</summary>
    public int Some(int number) => quick ? Math.Max(1, number / 10) : number;

    public async Task OpenAsync(int count, Func<int, Task<LineClient>> open)
    {
        for (var i = 0; i < count; i++)
            Clients.Add(await open(i));
        Clients.ForEach(client => client.Polls = Clients.Count == 1);
    }

    /// <summary>Does and times one operation.</summary>
    public async Task TimeAsync(Func<Task> operation)
    {
        var start = Stopwatch.GetTimestamp();
        await operation();
        Took(start);
    }

    /// <summary>Notes one operation that began at a timestamp.</summary>
    public void Took(long start)
    {
        var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        lock (_gate)
        {
            Operations++;
            Latencies.Add(milliseconds);
        }
    }

    /// <summary>Lets so many workers do the same, each with its number.</summary>
    public static Task EachAsync(int workers, Func<int, Task> work) => Task.WhenAll(Enumerable.Range(0, workers).Select(work));

    public void Dispose()
    {
        foreach (var client in Clients)
            client.Dispose();
    }
}
