using System.Buffers.Binary;
using System.Text;
using Culver.Bench.Targets;

namespace Culver.Bench.Soaking;

/// <summary>Reads the size of a .NET process's managed heap from the counters of its runtime. Before the value of a counter stand two strings: its name, and what it is called.</summary>
internal sealed class HeapWatch : IDisposable
{
    private static readonly byte[] Name = Encoding.Unicode.GetBytes("gc-heap-size\0");

    private RuntimeEvents? _events;

    /// <summary>What was last said; null before anything was.</summary>
    public double? Megabytes { get; private set; }

    /// <summary>Begins to watch. Null where the process tells nothing.</summary>
    public static async Task<HeapWatch?> OpenAsync(int process, int everySeconds)
    {
        var watch = new HeapWatch();
        watch._events = await RuntimeEvents.OpenAsync(process, "System.Runtime", $"EventCounterIntervalSec={everySeconds}", watch.Look);
        return watch._events is null ? null : watch;
    }

    public void Dispose() => _events?.Dispose();

    // Name, display name (both end with a NUL), mean: the figure, in megabytes.
    private int Look(ReadOnlySpan<byte> octets)
    {
        var at = octets.LastIndexOf(Name);
        if (at < 0)
            return 0;
        for (var value = at + Name.Length; value + 10 <= octets.Length; value += 2)
        {
            if (octets[value] == 0 && octets[value + 1] == 0)
            {
                Megabytes = BinaryPrimitives.ReadDoubleLittleEndian(octets[(value + 2)..]);
                return value + 10;
            }
        }

        return at;
    }
}
