using System.Diagnostics;

namespace Culver.Bench;

/// <summary>Measured times, in milliseconds.</summary>
internal sealed class Figures
{
    private readonly List<double> _milliseconds = [];

    public double Median => At(0.5);

    public double Best => At(0);

    public double At(double part) => _milliseconds.Order().ElementAt((int)(part * (_milliseconds.Count - 1)));

    public void Add(double milliseconds) => _milliseconds.Add(milliseconds);

    /// <summary>Measures one run.</summary>
    public async Task<double> TimeAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        var taken = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Add(taken);
        return taken;
    }
}
