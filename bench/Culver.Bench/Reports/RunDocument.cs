using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Culver.Bench.Running;

namespace Culver.Bench.Reports;

/// <summary>A run with all its samples, as it is kept.</summary>
/// <param name="Date">When it was written.</param>
/// <param name="Machine">Where it ran.</param>
/// <param name="Note">What was said about the machine.</param>
/// <param name="Repeats">How often each row was done.</param>
/// <param name="Quick">Whether with fewer operations.</param>
/// <param name="Servers">Names and versions.</param>
/// <param name="Rows">What came of each row.</param>
internal sealed record RunDocument(DateTimeOffset Date, string Machine, string Note, int Repeats, bool Quick, IReadOnlyList<string> Servers, IReadOnlyList<RowResult> Rows)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static Task WriteAsync(string file, object document) => File.WriteAllTextAsync(file, JsonSerializer.Serialize(document, Json) + "\n");

    public static async Task<RunDocument> ReadAsync(string file) =>
        JsonSerializer.Deserialize<RunDocument>(await File.ReadAllTextAsync(file), Json) ?? throw new ArgumentException($"{file} is empty.");

    /// <summary>Several runs as one: of a row that is in more than one with the same size and servers, the last counts.</summary>
    public static RunDocument Combine(IReadOnlyList<RunDocument> runs)
    {
        var rows = new Dictionary<string, RowResult>(StringComparer.Ordinal);
        foreach (var row in runs.SelectMany(static run => run.Rows))
            rows[$"{row.Row}|{row.Size}|{string.Join(',', row.Cells.Select(static cell => cell.Server))}"] = row;
        var last = runs[^1];
        return last with
        {
            Note = string.Join(' ', runs.Select(static run => run.Note).Where(static note => note.Length > 0).Distinct()), Repeats = runs.Min(static run => run.Repeats), Quick = runs.Any(static run => run.Quick),
            Servers = [.. runs.SelectMany(static run => run.Servers).Distinct()], Rows = [.. rows.Values],
        };
    }

    public static string ThisMachine()
    {
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal));
        var memory = File.ReadLines("/proc/meminfo").First();
        var gigabytes = long.Parse(new string([.. memory.Where(char.IsAsciiDigit)]), CultureInfo.InvariantCulture) / 1024.0 / 1024.0;
        return string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors{(model is null ? "" : $" ({model[(model.IndexOf(':') + 2)..].Trim()})")}, {gigabytes:F0} GB, .NET {Environment.Version}, {Environment.OSVersion.VersionString}");
    }
}
