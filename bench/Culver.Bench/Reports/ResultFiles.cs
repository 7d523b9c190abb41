using Culver.Bench.Running;

namespace Culver.Bench.Reports;

/// <summary>The files of a run: all figures as JSON, the table, and the summary within the page on performance. Written after every row, so that nothing is lost when a run ends early.</summary>
internal sealed class ResultFiles(BenchOptions options)
{
    public string Table => Path.Combine(options.Out, $"{options.Name}.md");

    public async Task WriteAsync(RunDocument run)
    {
        Directory.CreateDirectory(options.Out);
        await RunDocument.WriteAsync(Path.Combine(options.Out, $"{options.Name}.json"), run);
        var ratio = options.Compare ? "the ratio says how many times dearer the larger mailbox is" : $"a ratio above 1 means that {run.Rows[0].Cells[0].Server} is ahead";
        var about = $"{run.Machine}; {string.Join(", ", run.Servers)}. {(run.Quick ? "A quick look: " : "")}{run.Repeats} repeats in turn, medians of one operation; {ratio}. {run.Note}".TrimEnd();
        await File.WriteAllTextAsync(Table, $"# {options.Name}\n\n{about}\n\n{MarkdownTable.Write(run.Rows)}");
        if (options.Performance is { } page)
            await PageSection.WriteAsync(page, options.Compare ? "sizes" : "benchmark", $"{options.Name}: {about}\n\n{MarkdownTable.WriteSummary(run.Rows)}");
    }
}
