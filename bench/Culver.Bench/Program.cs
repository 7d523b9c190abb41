using System.Diagnostics;
using System.Globalization;
using Culver.Bench.Reports;
using Culver.Bench.Rows;
using Culver.Bench.Running;
using Culver.Bench.Soaking;
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

if (options.SoakMinutes > 0 && options.Targets.Count == 1)
    return await new Soak(new Target(options.Targets[0]), options).RunAsync();

if (options.Combined.Count > 0)
{
    await new ResultFiles(options).WriteAsync(RunDocument.Combine([.. await Task.WhenAll(options.Combined.Select(RunDocument.ReadAsync))]));
    return 0;
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
// Servers beside each other, once for each size; or the sizes of the one server beside each other.
Contestant[][] rounds = options.Compare
    ? [[.. options.Sizes.Select(size => new Contestant(size.ToString("N0"), targets[0], size))]]
    : [.. options.Sizes.Select(size => targets.Select(target => new Contestant(target.Name, target, size)).ToArray())];
var files = new ResultFiles(options);
var results = new List<RowResult>();
await AnsiConsole.Progress().Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new ElapsedTimeColumn()).StartAsync(async context =>
{
    var work = rows.SelectMany(row => (row.Sized ? rounds : rounds.Take(1)).Select(contestants => (row, contestants))).ToArray();
    var task = context.AddTask("filling", maxValue: work.Length + targets.Length);
    void Say(string text) => task.Description = Markup.Escape(text);
    foreach (var target in targets.Where(static target => target.Speaks("imap")))
    {
        await new Filler(target, Say).FillAsync(rows.Any(static row => row.Sized) ? options.Sizes : [], rows.Any(static row => row.NeedsMany));
        task.Increment(1);
    }

    var runner = new RowRunner(options, Say);
    foreach (var (row, contestants) in work)
    {
        var start = Stopwatch.GetTimestamp();
        var result = await runner.RunAsync(row, contestants);
        results.Add(result);
        await files.WriteAsync(new RunDocument(
            TimeProvider.System.GetUtcNow(), RunDocument.ThisMachine(), options.Note, options.Repeats, options.Quick, [.. targets.Select(static target => $"{target.Name} {target.Version}")], results));
        AnsiConsole.MarkupLine(Markup.Escape($"{Lines.Of(result)} ({Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s)"));
        task.Increment(1);
    }
});
Console.WriteLine($"The table is in {files.Table}.");
return results.Any(static result => result.Cells.Any(static cell => cell.Problem is not null and not "unsupported")) ? 1 : 0;
