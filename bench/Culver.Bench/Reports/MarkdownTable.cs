using System.Globalization;
using System.Text;
using Culver.Bench.Running;

namespace Culver.Bench.Reports;

/// <summary>Writes the tables, one for each set of servers that were beside each other. A ratio is the other's figure by the first one's.</summary>
internal static class MarkdownTable
{
    private const string Times = "p50 / p99, ms";

    private static readonly Column[] Whole =
    [
        new("/s", static cell => Figure(1e6 / cell.Wall)), new("wall µs", static cell => Figure(cell.Wall)), new("CPU µs", static cell => Figure(cell.Cpu)),
        new(Times, Latency), new("client CPU µs", static cell => Figure(cell.ClientCpu)), new("drain s", static cell => cell.Drain.ToString("F1", CultureInfo.InvariantCulture) + Unrest(cell)),
    ];

    private static readonly Column[] Brief = [new("wall", static cell => Time(cell.Wall)), new("CPU", static cell => Time(cell.Cpu) + Unrest(cell))];

    /// <summary>All figures.</summary>
    public static string Write(IReadOnlyList<RowResult> results) => Tables(results, Whole, units: true, static _ => true);

    /// <summary>The short form: times and ratios, and of the other figures those that say how much memory something takes or how long a start.</summary>
    public static string WriteSummary(IReadOnlyList<RowResult> results) =>
        Tables(results, Brief, units: false, static row => new[] { "idle", "memory", "mixed", "2gb", "restart", "ready" }.Any(part => row.Contains(part, StringComparison.Ordinal)));

    public static string Ratio(Cell first, Cell other, Func<Sample, double> figure) =>
        first.Succeeded && other.Succeeded ? string.Create(CultureInfo.InvariantCulture, $"{first.Ratio(other, figure):F2}") : "";

    private static string Tables(IReadOnlyList<RowResult> results, Column[] columns, bool units, Func<string, bool> extras) => string.Join('\n', results
        .GroupBy(static result => string.Join(", ", result.Cells.Select(static cell => cell.Server)))
        .Select(group => Table([.. group], columns, units) + Extras([.. group.Where(result => extras(result.Row))], units)));

    private static string Table(RowResult[] results, Column[] columns, bool units)
    {
        var names = Names(results);
        var text = new StringBuilder(units ? "| row | messages | one operation |" : "| row | messages |");
        foreach (var name in names)
            text.Append(CultureInfo.InvariantCulture, $" {name}: {string.Join(" | ", columns.Select(static column => column.Name))} |");
        foreach (var name in names.Skip(1))
            text.Append(CultureInfo.InvariantCulture, $" {name} : {names[0]}, wall | CPU |");
        text.Append(units ? "\n|---|---:|---|" : "\n|---|---:|").Insert(text.Length, "---:|", (names.Length * columns.Length) + ((names.Length - 1) * 2)).Append('\n');
        foreach (var result in results)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {result.Row} | {Messages(result)} |{(units ? $" {result.Unit} |" : "")}");
            foreach (var cell in result.Cells)
                text.Append(cell.Succeeded ? $" {string.Join(" | ", columns.Select(column => column.Text(cell)))} |" : $" {Problem(cell)} |{string.Concat(Enumerable.Repeat(" |", columns.Length - 1))}");
            foreach (var other in result.Cells.Skip(1))
                text.Append(CultureInfo.InvariantCulture, $" {Ratio(result.Cells[0], other, static sample => sample.WallMicroseconds)} | {Ratio(result.Cells[0], other, static sample => sample.CpuMicroseconds)} |");
            text.Append('\n');
        }

        return text.ToString();
    }

    // The figures that only some rows have, the middle of the repeats; and the latencies where the table has no column for them.
    private static string Extras(RowResult[] results, bool units)
    {
        var lines = (from result in results
                     let latency = !units && result.Cells.Any(static cell => cell.Middle is not null) ? new[] { Times } : []
                     from figure in result.Cells.SelectMany(static cell => cell.Samples).SelectMany(static sample => sample.Extra.Keys).Distinct().Concat(latency)
                     select $"| {result.Row} | {Messages(result)} | {figure} |{string.Concat(result.Cells.Select(cell => $" {(figure == Times ? Latency(cell) : Extra(cell, figure))} |"))}\n").ToArray();
        if (lines.Length == 0)
            return "";
        var names = Names(results);
        return $"\n| row | messages | figure | {string.Join(" | ", names)} |\n|---|---:|---|{string.Concat(names.Select(static _ => "---:|"))}\n{string.Concat(lines)}";
    }

    private static string[] Names(RowResult[] results) => [.. results[0].Cells.Select(static cell => cell.Server)];

    private static string Messages(RowResult result) => result.Size == 0 ? "" : result.Size.ToString("N0", CultureInfo.InvariantCulture);

    private static string Extra(Cell cell, string figure)
    {
        var middle = Cell.Middling(cell.Samples.Where(sample => sample.Extra.ContainsKey(figure)).Select(sample => sample.Extra[figure]));
        return double.IsNaN(middle) ? "" : Figure(middle);
    }

    private static string Time(double microseconds) => microseconds switch
    {
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1e6:F2} s"),
        >= 1000 => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1000:F1} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Figure(microseconds)} µs"),
    };

    private static string Problem(Cell cell) => (cell.Problem ?? "not run").Split('\n')[0].Replace('|', '/');

    // A row whose server did not come to rest has a part of its CPU elsewhere.
    private static string Unrest(Cell cell) => cell.Drained ? "" : ", not drained";

    private static string Latency(Cell cell) => cell.Middle is { } middle ? string.Create(CultureInfo.InvariantCulture, $"{middle:F2} / {cell.P99:F2}") : "";

    private static string Figure(double value) => value.ToString(value switch { >= 100 => "N0", >= 10 => "F1", _ => "F2" }, CultureInfo.InvariantCulture);

    private readonly record struct Column(string Name, Func<Cell, string> Text);
}
