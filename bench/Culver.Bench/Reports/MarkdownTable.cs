using System.Globalization;
using System.Text;
using Culver.Bench.Running;

namespace Culver.Bench.Reports;

/// <summary>Writes the table. A ratio above one means that the first server is ahead of the other.</summary>
internal static class MarkdownTable
{
    public static string Write(IReadOnlyList<RowResult> results)
    {
        var text = new StringBuilder();
        if (results.Count == 0)
            return "";
        var names = results[0].Cells.Select(static cell => cell.Server).ToArray();
        text.Append("| row | messages | one operation |");
        foreach (var name in names)
            text.Append(CultureInfo.InvariantCulture, $" {name}: /s | wall µs | CPU µs | p50 / p99 ms | client CPU µs | drain s |");
        foreach (var name in names.Skip(1))
            text.Append(CultureInfo.InvariantCulture, $" wall, {name} : {names[0]} | CPU, {name} : {names[0]} |");
        text.Append("\n|---|---:|---|").Insert(text.Length, "---:|", (names.Length * 6) + ((names.Length - 1) * 2)).Append('\n');
        foreach (var result in results)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {result.Row} | {(result.Size == 0 ? "" : result.Size.ToString("N0", CultureInfo.InvariantCulture))} | {result.Unit} |");
            foreach (var cell in result.Cells)
                text.Append(cell.Succeeded ? string.Create(CultureInfo.InvariantCulture, $" {Figure(1e6 / cell.Wall)} | {Figure(cell.Wall)} | {Figure(cell.Cpu)} | {Latency(cell)} | {Figure(cell.ClientCpu)} | {cell.Drain:F1} |") : $" {Problem(cell)} | | | | | |");
            foreach (var other in result.Cells.Skip(1))
                text.Append(CultureInfo.InvariantCulture, $" {Ratio(result.Cells[0], other, static sample => sample.WallMicroseconds)} | {Ratio(result.Cells[0], other, static sample => sample.CpuMicroseconds)} |");
            text.Append('\n');
        }

        return text.Append('\n').Append(WriteExtras(results)).ToString();
    }

    /// <summary>The figures that only some rows have, the middle of the repeats.</summary>
    private static string WriteExtras(IReadOnlyList<RowResult> results)
    {
        if (results.Count == 0)
            return "";
        var lines = from result in results
                    from figure in result.Cells.SelectMany(static cell => cell.Samples).SelectMany(static sample => sample.Extra.Keys).Distinct()
                    select $"| {result.Row} | {(result.Size == 0 ? "" : result.Size.ToString("N0", CultureInfo.InvariantCulture))} | {figure} |{string.Concat(result.Cells.Select(cell => $" {Extra(cell, figure)} |"))}\n";
        var names = results[0].Cells.Select(static cell => cell.Server).ToArray();
        return $"| row | messages | figure | {string.Join(" | ", names)} |\n|---|---:|---|{string.Concat(names.Select(static _ => "---:|"))}\n{string.Concat(lines)}";
    }

    private static string Extra(Cell cell, string figure)
    {
        var middle = Cell.Middling(cell.Samples.Where(sample => sample.Extra.ContainsKey(figure)).Select(sample => sample.Extra[figure]));
        return double.IsNaN(middle) ? "" : Figure(middle);
    }

    /// <summary>The short form: only the ratios.</summary>
    public static string WriteSummary(IReadOnlyList<RowResult> results)
    {
        var text = new StringBuilder();
        if (results.Count == 0)
            return "";
        var names = results[0].Cells.Select(static cell => cell.Server).ToArray();
        text.Append("| row | messages |");
        foreach (var name in names)
            text.Append(CultureInfo.InvariantCulture, $" {name}: wall | CPU |");
        foreach (var name in names.Skip(1))
            text.Append(CultureInfo.InvariantCulture, $" {name} : {names[0]}, wall | CPU |");
        text.Append("\n|---|---:|").Insert(text.Length, "---:|", (names.Length * 2) + ((names.Length - 1) * 2)).Append('\n');
        foreach (var result in results)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {result.Row} | {(result.Size == 0 ? "" : result.Size.ToString("N0", CultureInfo.InvariantCulture))} |");
            foreach (var cell in result.Cells)
                text.Append(cell.Succeeded ? $" {Time(cell.Wall)} | {Time(cell.Cpu)} |" : $" {Problem(cell)} | |");
            foreach (var other in result.Cells.Skip(1))
                text.Append(CultureInfo.InvariantCulture, $" {Ratio(result.Cells[0], other, static sample => sample.WallMicroseconds)} | {Ratio(result.Cells[0], other, static sample => sample.CpuMicroseconds)} |");
            text.Append('\n');
        }

        return text.Append('\n').Append(WriteExtras([.. results.Where(static result => result.Row.StartsWith("idle", StringComparison.Ordinal) || result.Row.StartsWith("memory", StringComparison.Ordinal) || result.Row.Contains("at-once", StringComparison.Ordinal) || result.Row.Contains("restart", StringComparison.Ordinal))])).ToString();
    }

    public static string Ratio(Cell first, Cell other, Func<Sample, double> figure) =>
        first.Succeeded && other.Succeeded ? string.Create(CultureInfo.InvariantCulture, $"{first.Ratio(other, figure):F2}") : "";

    private static string Time(double microseconds) => microseconds switch
    {
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1e6:F2} s"),
        >= 1000 => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1000:F1} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Figure(microseconds)} µs"),
    };

    private static string Problem(Cell cell) => (cell.Problem ?? "not run").Split('\n')[0].Replace('|', '/');

    private static string Latency(Cell cell) => cell.Middle is { } middle ? string.Create(CultureInfo.InvariantCulture, $"{middle:F2} / {cell.P99:F2}") : "";

    private static string Figure(double value) => value.ToString(value switch { >= 100 => "N0", >= 10 => "F1", _ => "F2" }, CultureInfo.InvariantCulture);
}
