using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Culver.Bench.Running;
using Culver.Bench.Targets;

namespace Culver.Bench.Reports;

/// <summary>The files of a run: all figures as JSON, the table, and the summary within the page on performance. Written after every row, so that nothing is lost when a run ends early.</summary>
internal sealed class ResultFiles(BenchOptions options, IReadOnlyList<Target> targets)
{
    private const string Begin = "<!-- benchmark: begin -->";

    private const string End = "<!-- benchmark: end -->";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public string Table => Path.Combine(options.Out, $"{options.Name}.md");

    public async Task WriteAsync(IReadOnlyList<RowResult> results)
    {
        Directory.CreateDirectory(options.Out);
        var machine = Machine();
        var document = new
        {
            Date = TimeProvider.System.GetUtcNow(), Machine = machine, options.Note, options.Repeats, options.Quick,
            Servers = targets.Select(static target => new { target.Name, target.Version }), Rows = results,
        };
        await File.WriteAllTextAsync(Path.Combine(options.Out, $"{options.Name}.json"), JsonSerializer.Serialize(document, Json) + "\n");
        var servers = string.Join(", ", targets.Select(static target => $"{target.Name} {target.Version}"));
        await File.WriteAllTextAsync(Table, $"# {options.Name}\n\n{machine}. {servers}. {Repeats()} {options.Note}\n\n{MarkdownTable.Write(results)}");
        if (options.Performance is { } page)
            await SummariseAsync(page, $"{options.Name}: {machine}; {servers}. {Repeats()} {options.Note}\n\n{MarkdownTable.WriteSummary(results)}");
    }

    private static string Machine()
    {
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal));
        var memory = File.ReadLines("/proc/meminfo").First();
        var gigabytes = long.Parse(new string([.. memory.Where(char.IsAsciiDigit)]), CultureInfo.InvariantCulture) / 1024.0 / 1024.0;
        return string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors{(model is null ? "" : $" ({model[(model.IndexOf(':') + 2)..].Trim()})")}, {gigabytes:F0} GB, .NET {Environment.Version}, {Environment.OSVersion.VersionString}");
    }

    private string Repeats() => $"{(options.Quick ? "A quick look, " : "")}{options.Repeats} repeats in turn, medians; a ratio above 1 means that {targets[0].Name} is ahead.".Replace("A quick look, ", "A quick look: ", StringComparison.Ordinal);

    private static async Task SummariseAsync(string page, string summary)
    {
        var text = await File.ReadAllTextAsync(page);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
            throw new InvalidOperationException($"{page} has no place for the benchmark's summary.");
        await File.WriteAllTextAsync(page, $"{text[..begin]}{Begin}\n\n{summary}\n{text[end..]}");
    }
}
