using System.Globalization;
using Culver.Bench.Running;

namespace Culver.Bench.Reports;

/// <summary>A result in one line, for the screen.</summary>
internal static class Lines
{
    public static string Of(RowResult result)
    {
        var cells = result.Cells.Select(static cell => cell.Succeeded
            ? string.Create(CultureInfo.InvariantCulture, $"{cell.Server} {cell.Wall:N1} µs wall, {cell.Cpu:N1} µs CPU{(cell.Drained ? "" : ", not drained")}")
            : $"{cell.Server} {cell.Problem}");
        var ratios = result.Cells.Skip(1).Where(cell => cell.Succeeded && result.Cells[0].Succeeded)
            .Select(other => $"x{MarkdownTable.Ratio(result.Cells[0], other, static sample => sample.WallMicroseconds)} wall, x{MarkdownTable.Ratio(result.Cells[0], other, static sample => sample.CpuMicroseconds)} CPU");
        return $"{result.Row}{(result.Size == 0 ? "" : $" {result.Size}")}: {string.Join("; ", cells.Concat(ratios))}";
    }
}
