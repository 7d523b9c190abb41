using System.Globalization;
using System.Text;

namespace Culver.Bench.Targets;

/// <summary>
/// Reads from the metrics of a .NET server how much work it has left to do by itself (System.Diagnostics.Metrics, by its event source, ten times a second): gauges that
/// are all zero when there is none.
/// </summary>
internal sealed class BackgroundWatch : IDisposable
{
    private readonly byte[][] _names;
    private readonly long[] _values;
    private readonly int[] _said;
    private readonly Lock _gate = new();
    private RuntimeEvents? _events;

    private BackgroundWatch(string[] gauges)
    {
        _names = [.. gauges.Select(static gauge => Encoding.Unicode.GetBytes(gauge[(gauge.IndexOf('\\') + 1)..] + "\0"))];
        _values = new long[gauges.Length];
        _said = new int[gauges.Length];
    }

    /// <summary>Begins to watch gauges of a process, each named as <c>meter\instrument</c>.</summary>
    /// <exception cref="InvalidOperationException">It has no socket to ask.</exception>
    public static async Task<BackgroundWatch> OpenAsync(int process, string[] gauges)
    {
        var watch = new BackgroundWatch(gauges);
        var argument = $"SessionId=bench;Metrics={string.Join(',', gauges)};RefreshInterval=0.1;MaxTimeSeries=100;MaxHistograms=0";
        watch._events = await RuntimeEvents.OpenAsync(process, "System.Diagnostics.Metrics", argument, watch.Look)
            ?? throw new InvalidOperationException($"Process {process} tells nothing of its background work.");
        return watch;
    }

    /// <summary>Whether nothing comes any more, as after the server's end.</summary>
    public bool IsEnded => _events!.IsEnded;

    /// <summary>How often it said all of them.</summary>
    public int Times
    {
        get
        {
            lock (_gate)
                return _said.Min();
        }
    }

    /// <summary>A moment to ask from.</summary>
    public int[] Now()
    {
        lock (_gate)
            return [.. _said];
    }

    /// <summary>What is left, all gauges together, by what was measured later than a moment; null where that is not known of each yet.</summary>
    public long? LeftSince(int[] moment)
    {
        lock (_gate)
        {
            // What comes next may have been measured before.
            return _said.Zip(moment).All(static one => one.First >= one.Second + 2) ? _values.Sum() : null;
        }
    }

    public void Dispose() => _events?.Dispose();

    // GaugeValuePublished: session, meter, version; instrument, unit, tags, value. Each is a string that ends with a NUL.
    private int Look(ReadOnlySpan<byte> octets)
    {
        var taken = 0;
        lock (_gate)
        {
            while (Next(octets[taken..], out var gauge) is >= 0 and var at)
            {
                var rest = octets[(taken + at + _names[gauge].Length)..];
                if (!TryText(ref rest, out _) || !TryText(ref rest, out _) || !TryText(ref rest, out var value))
                    return taken + at;
                if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var figure))
                {
                    _values[gauge] = figure;
                    _said[gauge]++;
                }

                taken = octets.Length - rest.Length;
            }
        }

        return taken;
    }

    private int Next(ReadOnlySpan<byte> octets, out int gauge)
    {
        var first = -1;
        gauge = -1;
        for (var i = 0; i < _names.Length; i++)
        {
            var at = octets.IndexOf(_names[i]);
            if (at >= 0 && (first < 0 || at < first))
                (first, gauge) = (at, i);
        }

        return first;
    }

    private static bool TryText(ref ReadOnlySpan<byte> octets, out string text)
    {
        for (var end = 0; end + 1 < octets.Length; end += 2)
        {
            if (octets[end] != 0 || octets[end + 1] != 0)
                continue;
            text = Encoding.Unicode.GetString(octets[..end]);
            octets = octets[(end + 2)..];
            return true;
        }

        text = "";
        return false;
    }
}
