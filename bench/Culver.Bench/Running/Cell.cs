namespace Culver.Bench.Running;

/// <summary>What one server made of one row.</summary>
internal sealed record Cell(string Server)
{
    public List<Sample> Samples { get; init; } = [];

    /// <summary>Why there are none: "unsupported", or what went wrong.</summary>
    public string? Problem { get; set; }

    public double Wall => Median(static sample => sample.WallMicroseconds);

    public double Cpu => Median(static sample => sample.CpuMicroseconds);

    public double Drain => Median(static sample => sample.DrainSeconds);

    /// <summary>Whether the server came to rest before and after each repeat.</summary>
    public bool Drained => Samples.All(static sample => sample.Drained);

    public double ClientCpu => Median(static sample => sample.ClientCpuSeconds * 1e6 / sample.Operations);

    public double? Middle => Optional(static sample => sample.MedianMilliseconds);

    public double? P99 => Optional(static sample => sample.P99Milliseconds);

    public bool Succeeded => Problem is null && Samples.Count > 0;

    /// <summary>How many times the time of this server the other took, in the middle of the pairs of neighbouring repeats.</summary>
    public double Ratio(Cell other, Func<Sample, double> figure) => Middling(Samples.Zip(other.Samples, (mine, theirs) => figure(theirs) / figure(mine)));

    public static double Middling(IEnumerable<double> figures)
    {
        var ordered = figures.Order().ToArray();
        return ordered.Length == 0 ? double.NaN : ordered.Length % 2 == 1 ? ordered[ordered.Length / 2] : (ordered[(ordered.Length / 2) - 1] + ordered[ordered.Length / 2]) / 2;
    }

    private double Median(Func<Sample, double> figure) => Middling(Samples.Select(figure));

    private double? Optional(Func<Sample, double?> figure) => Samples.Any(sample => figure(sample) is null) ? null : Middling(Samples.Select(sample => figure(sample)!.Value));
}
