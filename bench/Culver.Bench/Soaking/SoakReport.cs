using System.Globalization;
using Culver.Bench.Reports;
using Culver.Bench.Running;
using Culver.Bench.Targets;

namespace Culver.Bench.Soaking;

/// <summary>The files of a soak, written after every sample: the figures, the graph, and the paragraph within the page on performance.</summary>
internal sealed class SoakReport(Target target, BenchOptions options)
{
    private const double Sixth = 1.0 / 6;

    /// <summary>The part of the time that is left out of the slope: caches fill, code is compiled.</summary>
    private const double Settling = 1.0 / 3;

    public List<SoakSample> Samples { get; } = [];

    private string Name => $"{options.Name}-soak";

    public async Task WriteAsync(IReadOnlyList<string> problems)
    {
        Directory.CreateDirectory(options.Out);
        await RunDocument.WriteAsync(
            Path.Combine(options.Out, $"{Name}.json"),
            new { Date = TimeProvider.System.GetUtcNow(), Machine = RunDocument.ThisMachine(), options.Note, Server = new { target.Name, target.Version }, Problems = problems, Samples });
        var hours = Samples[^1].Seconds >= 7200;
        double[] times = [.. Samples.Select(sample => sample.Seconds / (hours ? 3600 : 60))];
        var graph = new LineGraph($"{target.Name} {target.Version}, a mixed day of {Soak.Accounts * 2} clients", hours ? "hours" : "minutes")
            .Panel("anonymous memory (PSS), MB", times, [.. Samples.Select(static sample => sample.AnonymousMegabytes)])
            .Panel("managed heap, MB", times, [.. Samples.Select(static sample => sample.HeapMegabytes ?? double.NaN)])
            .Panel("open descriptors", times, [.. Samples.Select(static sample => (double)sample.Descriptors)])
            .Panel("threads", times, [.. Samples.Select(static sample => (double)sample.Threads)])
            .Panel("messages in all mailboxes", times, [.. Samples.Select(static sample => (double)sample.Messages)]);
        await File.WriteAllTextAsync(Path.Combine(options.Out, $"{Name}.svg"), graph.Write());
        if (options.Performance is { } page)
            await PageSection.WriteAsync(page, "soak", $"{Verdict(problems)}\n\n![Memory, heap, descriptors, threads and messages over the time of the soak](../bench/results/{Name}.svg)\n");
    }

    /// <summary>What the samples say, as Markdown.</summary>
    public string Verdict(IReadOnlyList<string> problems)
    {
        var last = Samples[^1];
        var rows = new (string Name, Func<SoakSample, double> Figure)[]
        {
            ("anonymous memory (PSS), MB", static sample => sample.AnonymousMegabytes),
            ("managed heap, MB", static sample => sample.HeapMegabytes ?? double.NaN),
            ("resident with mapped files, MB", static sample => sample.ResidentMegabytes),
            ("open descriptors", static sample => sample.Descriptors),
            ("threads", static sample => sample.Threads),
            ("messages in all mailboxes", static sample => sample.Messages),
        }.Select(row => string.Create(CultureInfo.InvariantCulture, $"| {row.Name} | {Part(row.Figure, 0, Sixth):N1} | {Part(row.Figure, 2 * Sixth, 3 * Sixth):N1} | {Part(row.Figure, 1 - Sixth, 1):N1} | {Most(row.Figure):N1} | {Slope(row.Figure):+0.0;-0.0;0.0} |"));
        return string.Create(CultureInfo.InvariantCulture, $"""
            {options.Name}: {target.Name} {target.Version}; {RunDocument.ThisMachine()}; {last.Seconds / 60:F0} minutes, {last.Operations:N0} operations ({last.Operations / last.Seconds:F0}/s), {last.CpuSeconds / last.Seconds * 100:F0} % of a
            processor, {problems.Count} problems, a sample each ten seconds. {options.Note}

            | medians | first sixth | third | last | most | slope after the first third, an hour |
            |---|---:|---:|---:|---:|---:|
            {string.Join('\n', rows)}
            """);
    }

    private double Part(Func<SoakSample, double> figure, double from, double to) =>
        Cell.Middling(Samples[(int)(from * Samples.Count)..Math.Max((int)(from * Samples.Count) + 1, (int)(to * Samples.Count))].Select(figure).Where(double.IsFinite));

    private double Most(Func<SoakSample, double> figure) => Samples.Select(figure).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Max();

    // Least squares.
    private double Slope(Func<SoakSample, double> figure)
    {
        var points = Samples.Skip((int)(Settling * Samples.Count)).Select(sample => (X: sample.Seconds / 3600, Y: figure(sample))).Where(static point => double.IsFinite(point.Y)).ToArray();
        if (points.Length < 2)
            return double.NaN;
        var (x, y) = (points.Average(static point => point.X), points.Average(static point => point.Y));
        return points.Sum(point => (point.X - x) * (point.Y - y)) / points.Sum(point => (point.X - x) * (point.X - x));
    }
}
