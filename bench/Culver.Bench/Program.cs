using System.Globalization;
using System.Text;
using Culver.Bench;

// Mailboxes of several sizes, and the delay of IDLE. Prints a table and writes it to bench/results. Needs Linux, for /proc.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var options = BenchOptions.Parse(args);
var folder = Directory.CreateTempSubdirectory("culver-bench-").FullName;
var text = new StringBuilder();
try
{
    Say($"# {TimeProvider.System.GetUtcNow():yyyy-MM-dd}");
    Say("");
    Say($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {Environment.OSVersion}. {options.Note}");
    Say("");
    Say("| messages | command | time | rate | peak RSS, MB | of it its own, MB |");
    Say("|---:|---|---:|---:|---:|---:|");
    foreach (var size in options.Sizes)
    {
        var run = new MailboxRun(options, folder, size);
        var rate = await run.FillAsync();
        Say($"| {size:N0} | APPEND, {options.Connections} connections, pipelined | {size / rate:F1} s | {rate:F0} messages/s | | |");
        foreach (var row in await run.MeasureAsync())
            Say(row);
    }

    var (deliveries, flags) = await new IdleRun(options, folder, $"bench{options.Sizes[0]}@localhost").MeasureAsync();
    Say("");
    Say($"| from commit to the idling session, ms, {options.Samples} samples | median | 95 of 100 | most |");
    Say("|---|---:|---:|---:|");
    Say($"| LMTP 250 to EXISTS | {deliveries.Median:F2} | {deliveries.At(0.95):F2} | {deliveries.At(1):F2} |");
    Say($"| STORE OK to FETCH | {flags.Median:F2} | {flags.At(0.95):F2} | {flags.At(1):F2} |");
    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.Out))!);
    await File.WriteAllTextAsync(options.Out, text.ToString());
}
finally
{
    Directory.Delete(folder, recursive: true);
}

void Say(string line)
{
    Console.WriteLine(line);
    text.AppendLine(line);
}
