namespace Culver.Bench.Running;

/// <summary>One repeat of a row against one server.</summary>
/// <param name="Operations">What was done in it.</param>
/// <param name="WallSeconds">From the first octet sent to the last checked.</param>
/// <param name="CpuSeconds">Of the server, its background work included.</param>
/// <param name="DrainSeconds">How long that went on after the last reply.</param>
/// <param name="ClientCpuSeconds">Of the load itself.</param>
/// <param name="MedianMilliseconds">Of single operations; null where the row is one.</param>
/// <param name="P99Milliseconds">The same, exceeded by one in a hundred.</param>
/// <param name="Extra">Other figures.</param>
/// <param name="Drained">Whether the server was at rest when the repeat began and came to rest after it; if not, its CPU is another's too, or not all.</param>
internal sealed record Sample(
    long Operations, double WallSeconds, double CpuSeconds, double DrainSeconds, double ClientCpuSeconds, double? MedianMilliseconds, double? P99Milliseconds, IReadOnlyDictionary<string, double> Extra,
    bool Drained = true)
{
    public double WallMicroseconds => WallSeconds * 1e6 / Operations;

    public double CpuMicroseconds => CpuSeconds * 1e6 / Operations;
}
