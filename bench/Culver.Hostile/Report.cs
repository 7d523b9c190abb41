using System.Globalization;
using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace Culver.Hostile;

/// <summary>The results for people and for programs.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static void Print(IReadOnlyList<AttackResult> results)
    {
        var table = new Table().AddColumns("attack", "p99 without, ms", "p99 with, ms", "ratio", "failed", "memory, MB", "processors", "outcome");
        foreach (var result in results)
        {
            var ratio = Number(result.Ratio, "0.0");
            table.AddRow(
                result.Name, Number(result.P99Before, "0.0"), Number(result.P99During, "0.0"), result.IsNoticed ? $"[red]{ratio}[/]" : ratio,
                result.Failures.ToString(CultureInfo.InvariantCulture), Number(result.Megabytes, "0"), Number(result.Processors, "0.00"), Markup.Escape(result.Outcome));
        }

        AnsiConsole.Write(table);
    }

    public static Task WriteJsonAsync(string path, IReadOnlyList<AttackResult> results) => File.WriteAllTextAsync(path, JsonSerializer.Serialize(results, Format));

    /// <summary>Puts the table between the marks of a page.</summary>
    /// <param name="path">The page.</param>
    /// <param name="results">What was measured.</param>
    /// <param name="load">What the machine had to do before, as load average.</param>
    public static async Task WriteMarkdownAsync(string path, IReadOnlyList<AttackResult> results, double load)
    {
        const string begin = "<!-- measured: begin -->";
        const string end = "<!-- measured: end -->";
        var text = new StringBuilder($"{begin}\n{Circumstances(load)}\n\n| attack | bounded by | metric | p99 without, ms | p99 with, ms | ratio | memory, MB | processors | outcome |\n|---|---|---|---|---|---|---|---|---|\n");
        foreach (var result in results)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {result.What} (`{result.Name}`) | {result.Setting} | `{result.Metric}` | {Number(result.P99Before, "0.0")} | {Number(result.P99During, "0.0")} | {Ratio(result)} | {Number(result.Megabytes, "0")} | {Number(result.Processors, "0.00")} | {(result.IsBroken ? "**failed:** " : "")}{result.Outcome}{(result.Failures > 0 ? $"; {result.Failures} well-behaved sessions failed" : "")} |\n");
        }

        text.Append(end);
        var page = await File.ReadAllTextAsync(path);
        var (from, to) = (page.IndexOf(begin, StringComparison.Ordinal), page.IndexOf(end, StringComparison.Ordinal));
        if (from < 0 || to < from)
            throw new InvalidOperationException($"{path} has no marks for the table.");
        await File.WriteAllTextAsync(path, string.Concat(page.AsSpan(0, from), text.ToString(), page.AsSpan(to + end.Length)));
    }

    private static string Circumstances(double load) =>
        string.Create(CultureInfo.InvariantCulture, $"Measured on {DateTime.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} processors, with a load of {load:0.0} before. **Bold** ratios are more than double.");

    private static string Ratio(AttackResult result) => Number(result.Ratio, "0.0") is var ratio && result.Ratio <= 2 ? ratio : $"**{ratio}**";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
