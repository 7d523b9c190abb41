using System.Globalization;
using Culver.Bench.Reports;
using Culver.Bench.Rows;
using Culver.Bench.Running;
using Culver.Bench.Targets;
using Spectre.Console;

// Puts the same load on each server in turn and prints what it took. bench/run.sh starts the servers; this knows only where they listen.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
BenchOptions options;
try
{
    options = BenchOptions.Parse(args);
}
catch (ArgumentException exception)
{
    await Console.Error.WriteLineAsync($"{exception.Message}\n{BenchOptions.Usage}");
    return 64;
}

var rows = RowCatalog.All.Where(options.Wants).ToArray();
if (options.List || options.Targets.Count == 0 || rows.Length == 0)
{
    Console.WriteLine(BenchOptions.Usage);
    foreach (var row in RowCatalog.All)
        Console.WriteLine($"  {row.Name,-30} {row.Unit}{(row.Sized ? ", for each size" : "")}");
    return options.List ? 0 : 64;
}

if (Console.IsOutputRedirected)
    AnsiConsole.Profile.Width = 240;
var targets = options.Targets.Select(static file => new Target(file)).ToArray();
var files = new ResultFiles(options, targets);
var results = new List<RowResult>();
await AnsiConsole.Progress().Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new ElapsedTimeColumn()).StartAsync(async context =>
{
    var work = rows.SelectMany(row => (row.Sized ? options.Sizes : options.Sizes.Take(1)).Select(size => (row, size))).ToArray();
    var task = context.AddTask("filling", maxValue: work.Length + targets.Length);
    void Say(string text) => task.Description = Markup.Escape(text);
    foreach (var target in targets)
    {
        await new Filler(target, Say).FillAsync(rows.Any(static row => row.Sized) ? options.Sizes : [], rows.Any(static row => row.NeedsMany));
        task.Increment(1);
    }

    var runner = new RowRunner(targets, options, Say);
    foreach (var (row, size) in work)
    {
        var result = await runner.RunAsync(row, size);
        results.Add(result);
        await files.WriteAsync(results);
        AnsiConsole.MarkupLine(Markup.Escape(Lines.Of(result)));
        task.Increment(1);
    }
});
Console.WriteLine($"The table is in {files.Table}.");
return results.Any(static result => result.Cells.Any(static cell => cell.Problem is not null and not "unsupported")) ? 1 : 0;
